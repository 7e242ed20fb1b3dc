using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher;
using AgentMarkets.Fisher.Contexts;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for all contexts, drawn or given (docs/fisher.md, 3 and 8): a buyer is the same buyer whoever
/// asks for it, with whatever others.</summary>
public static class ContextLaws
{
    private const int Buyers = BlockTree.BlockSize + 300, Goods = 5;

    /// <summary>Checks the contexts of a catalogue, each choice of each made once.</summary>
    /// <exception cref="TestKitException">A law is broken, or a piece has neither defaults nor an example.</exception>
    public static void OverCatalogue(Catalog catalog, IEnumerable<string>? examples = null, IDataSource? data = null)
    {
        foreach (var (text, contexts) in Pieces.Of<IContexts>(catalog, examples ?? [], data))
        {
            Check(contexts, text);
        }
    }

    /// <summary>Checks one law of contexts, or one set of data.</summary>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(IContexts contexts, string? name = null)
    {
        name ??= Piece.NameOf(contexts);
        var (buyers, goods) = contexts.Sizes ?? (Buyers, Goods);
        var market = contexts.Open(1, buyers, goods, stored: true);
        var whole = Load(market, 0, (int)Math.Min(buyers, BlockTree.BlockSize), 0);
        Numbers(contexts, market, whole, name);
        Stretches(contexts, market, whole, name);
        if (contexts.Sizes is null)
        {
            Sizes(contexts, market, whole, name);
        }
    }

    private static void Numbers(IContexts contexts, IMarket market, BuyerChunk whole, string name)
    {
        Law.Holds(market.Contexts is { } of && of.Dimension == contexts.Dimension && whole.Dimension == of.Dimension
            && of.Values.Length == market.GoodCount * of.Dimension, name, "every context has its dimension",
            $"{contexts.Dimension} is said, the goods have {market.Contexts?.Values.Length} numbers");
        Law.Holds(market.Contexts!.Values.Concat(whole.Contexts).All(float.IsFinite), name,
            "entries are finite", "one is not");
        for (int i = 0; i < whole.Rows; i++)
        {
            Law.Holds(whole.Budgets[i] > 0 && double.IsFinite(whole.Budgets[i]), name,
                "a budget is a finite number above 0", $"that of buyer {i + 1} is {whole.Budgets[i]:R}");
            for (int j = 0; j < market.GoodCount; j++)
            {
                double log = whole.LogValuations[j * whole.Stride + i];
                Law.Holds(double.IsFinite(log), name, "a valuation is a finite number above 0",
                    $"that of buyer {i + 1} for good {j + 1} is e to the {log:R}");
            }
        }
        foreach (int power in new[] { 1, 2, 4 })
        {
            double moment = whole.Contexts.Average(entry => Math.Pow(entry, power));
            Law.Holds(double.IsFinite(moment) && Math.Abs(moment) < 1e12, name, "moments are finite",
                $"that of power {power} is {moment:R}");
        }
    }

    private static void Stretches(IContexts contexts, IMarket market, BuyerChunk whole, string name)
    {
        foreach (bool stored in new[] { true, false })
        {
            var again = contexts.Open(1, market.BuyerCount, market.GoodCount, stored);
            foreach (int first in new[] { 0, 1, 255, 256, 1000, 4000 })
            {
                int rows = Math.Min(97, whole.Rows - first);
                if (rows > 0)
                {
                    Same(whole, first, Load(again, first, rows, 0), name, "any stretch has the same bits",
                        stored ? "kept" : "made anew");
                }
            }
        }
        if (market.BuyerCount <= BlockTree.BlockSize)
        {
            return;
        }
        int rest = (int)Math.Min(market.BuyerCount - BlockTree.BlockSize, BlockTree.BlockSize);
        Same(Load(market, BlockTree.BlockSize, rest, 0), 0, Load(market, BlockTree.BlockSize, rest, 1), name,
            "any stretch has the same bits", "in a shard of its own");
    }

    private static void Sizes(IContexts contexts, IMarket market, BuyerChunk whole, string name)
    {
        var many = contexts.Open(1, 1000 * (long)Buyers, Goods + 2, stored: false);
        Law.Equal(market.Contexts!.Values, many.Contexts!.Values.AsSpan(0, market.Contexts.Values.Length), name,
            "goods do not depend on how many buyers and goods there are");
        var fewer = contexts.Open(1, 200, Goods, stored: true);
        Same(whole, 0, Load(fewer, 0, 200, 0), name, "buyers do not depend on how many there are", "of 200");
        var other = contexts.Open(2, Buyers, Goods, stored: true);
        Law.Holds(!market.Contexts.Values.SequenceEqual(other.Contexts!.Values), name,
            "another seed has other goods", "seeds 1 and 2 have the same");
        Law.Holds(!whole.Contexts.SequenceEqual(Load(other, 0, whole.Rows, 0).Contexts), name,
            "another seed has other buyers", "seeds 1 and 2 have the same");
        Law.Holds(!market.Contexts.Values.AsSpan().SequenceEqual(
            whole.Contexts.AsSpan(0, market.Contexts.Values.Length)), name,
            "goods are not the first buyers", "they are");
        using var newcomers = market.OpenOthers(0, 1, 200);
        if (newcomers is not null)
        {
            var chunk = new BuyerChunk(200, Goods, whole.Dimension);
            newcomers.Load(newcomers.First, 200, chunk);
            Law.Holds(!chunk.Contexts.AsSpan().SequenceEqual(whole.Contexts.AsSpan(0, chunk.Contexts.Length)), name,
                "those who are not in the market are others", "they are its first buyers");
        }
    }

    private static BuyerChunk Load(IMarket market, int first, int rows, int firstBlock)
    {
        using var buyers = market.Open(firstBlock, BlockTree.BlocksOf(market.BuyerCount) - firstBlock);
        var chunk = new BuyerChunk(rows, market.GoodCount, buyers.ContextDimension);
        buyers.Load(first, rows, chunk);
        return chunk;
    }

    /// <summary>The rows of a chunk are those of the whole from <paramref name="first"/> on.</summary>
    private static void Same(BuyerChunk whole, int first, BuyerChunk part, string name, string law, string how)
    {
        int d = whole.Dimension;
        for (int i = 0; i < part.Rows; i++)
        {
            bool same = whole.Budgets[first + i].Equals(part.Budgets[i])
                && whole.Contexts.AsSpan((first + i) * d, d).SequenceEqual(part.Contexts.AsSpan(i * d, d));
            for (int j = 0; j < whole.Goods; j++)
            {
                same &= whole.LogValuations[j * whole.Stride + first + i]
                    .Equals(part.LogValuations[j * part.Stride + i]);
            }
            Law.Holds(same, name, law, $"buyer {part.Numbers[i] + 1}, {how}, is another than in the whole");
        }
    }
}
