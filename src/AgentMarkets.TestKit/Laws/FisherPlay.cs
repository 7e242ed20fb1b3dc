using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Fisher;
using AgentMarkets.Fisher.Contexts;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers;
using AgentMarkets.Fisher.Utilities;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>The small Fisher markets on which laws are checked.</summary>
internal static class FisherPlay
{
    /// <summary>Two blocks of buyers and a part of a third.</summary>
    public const int Buyers = 2 * BlockTree.BlockSize + 77;

    /// <summary>A market drawn from contexts.</summary>
    public static IMarket Drawn(int buyers = Buyers, int goods = 3) =>
        new Normal(new Normal.Settings { Dimension = 3 }).Open(1, buyers, goods, stored: true);

    /// <summary>A market that is given, in which buyers do not want every good.</summary>
    /// <param name="missing">The share of valuations that are 0.</param>
    public static IMarket Given(int buyers = Buyers, int goods = 3, double missing = 0.3)
    {
        var values = new double[buyers, goods];
        double[] draws = Draws("market", 2 * buyers * goods + buyers);
        for (int i = 0; i < buyers; i++)
        {
            for (int j = 0; j < goods; j++)
            {
                int at = 2 * (i * goods + j);
                values[i, j] = draws[at] >= missing || j == i % goods ? Math.Exp(4 * draws[at + 1] - 2) : 0;
            }
        }
        double[] budgets = [.. draws[(2 * buyers * goods)..].Select(u => 0.1 + u)];
        return new GivenMarket(MarketTable.Of(values, budgets,
            [.. Enumerable.Range(1, goods).Select(j => (double)j)]));
    }

    /// <summary>All buyers of a market of one block, unpacked.</summary>
    public static BuyerChunk Chunk(IMarket market)
    {
        using var buyers = market.Open(0, 1);
        var chunk = new BuyerChunk((int)buyers.Count, buyers.Goods, buyers.ContextDimension);
        buyers.Load(0, (int)buyers.Count, chunk);
        return chunk;
    }

    /// <summary>Draws on [0,1) of one name.</summary>
    public static double[] Draws(string name, int count)
    {
        var draws = new double[count];
        new RandomStream(StreamKey.Of(1, new ActorId("law", 1), name), 0).Uniform(draws);
        return draws;
    }

    /// <summary>A market with a solver, as a solver is asked whether it will.</summary>
    public static SolvedMarket Solved(IMarket market, IBuyerUtility utility, int shards, long rounds) =>
        new(0, 1, market, utility.Of(0, 1, market), shards, rounds, CPU);

    /// <summary>The game of one market.</summary>
    public static FisherGame Game(IMarket market, IBuyerUtility utility, ISolver solver, int shards, long rounds)
    {
        // Measured over all buyers: a sample would clear only on average.
        var setup = new Setup([1], rounds, CPU, int.MaxValue, int.MaxValue, [], []);
        return new FisherGame([Solved(market, utility, shards, rounds)], solver, shards, setup);
    }
}
