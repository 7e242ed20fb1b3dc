using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Small markets whose equilibria are known to 12 digits, and random ones.</summary>
internal static class MarketExamples
{
    public static MarketTable G { get; } = MarketTable.Of(
        new double[,] { { 3, 1, 2 }, { 1, 4, 1 }, { 2, 2, 5 }, { 1, 3, 2 } }, [1, 2, 3, 4], [1, 2, 3]);

    /// <summary>Leontief, all goods scarce.</summary>
    public static MarketTable GL { get; } = MarketTable.Of(
        new double[,] { { 1, 2, 3 }, { 2, 2, 1 }, { 3, 1, 1 }, { 1, 1, 2 } }, [3, 9, 16, 9], [5, 6.5, 19 / 3.0]);

    /// <summary>Missing valuations, and a fourth good that nobody values.</summary>
    public static MarketTable GS { get; } = MarketTable.Of(
        new double[,] { { 2, 0, 1, 0 }, { 0, 3, 1, 0 }, { 1, 1, 0, 0 }, { 4, 0, 0, 0 } }, [1, 2, 3, 1], [1, 1, 2, 5]);

    /// <summary>Valuations and budgets exp N(0,1)-like, a share of them missing.</summary>
    public static MarketTable Random(ulong seed, int buyers, int goods, double missing)
    {
        var draws = new double[2 * buyers * goods + buyers];
        new RandomStream(StreamKey.Of(seed, new ActorId("test", 1), "market"), 0).Uniform(draws);
        var values = new double[buyers, goods];
        for (int i = 0; i < buyers; i++)
        {
            for (int j = 0; j < goods; j++)
            {
                bool isThere = draws[2 * (i * goods + j)] >= missing || j == i % goods;
                values[i, j] = isThere ? Math.Exp(4 * draws[2 * (i * goods + j) + 1] - 2) : 0;
            }
        }
        double[] budgets = [.. draws[(2 * buyers * goods)..].Select(u => Math.Exp(6 * u - 3))];
        return MarketTable.Of(values, budgets, [.. Enumerable.Range(1, goods).Select(j => (double)j)]);
    }

    /// <summary>All buyers of a small market.</summary>
    public static BuyerChunk Chunk(IMarket market, int dimension = 0)
    {
        using var buyers = market.Open(0, BlockTree.BlocksOf(market.BuyerCount));
        var chunk = new BuyerChunk((int)market.BuyerCount, market.GoodCount, dimension);
        buyers.Load(0, (int)market.BuyerCount, chunk);
        return chunk;
    }

    public static BuyerChunk Chunk(MarketTable table) => Chunk(new GivenMarket(table));

    /// <summary>A bundle for every buyer as columns.</summary>
    public static double[] Columns(BuyerChunk chunk, Func<int, int, double> units)
    {
        var x = new double[chunk.Goods * chunk.Stride];
        for (int j = 0; j < chunk.Goods; j++)
        {
            for (int i = 0; i < chunk.Rows; i++)
            {
                x[j * chunk.Stride + i] = units(i, j);
            }
        }
        return x;
    }
}
