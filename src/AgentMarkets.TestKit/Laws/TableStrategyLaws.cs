using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for strategies that are tables of types and bids.</summary>
internal static class TableStrategyLaws
{
    private const int Draws = 1 << 14;

    // Kolmogorov and Smirnov: at 2^14 draws a distance of 2e-2 has probability 4e-6.
    private const double LargestDistance = 2e-2;

    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(ITableBids tables, Opening opening, string name)
    {
        for (int row = 0; row < opening.Rows; row++)
        {
            var (types, mass) = tables.TypesOf(opening.Owner(row));
            Law.Holds(Math.Abs(mass.Sum() - 1) < 1e-12 && mass.All(m => m >= 0), name, "the types' masses sum to 1",
                $"they sum to {mass.Sum():R}");
            Law.Holds(types.Zip(types.Skip(1)).All(pair => pair.First < pair.Second), name, "a table's types ascend",
                $"those of row {row} do not");
            Distributions(tables, row, types, name);
            Published(tables, row, mass, name);
            Drawn(tables, opening, row, name);
        }
    }

    private static void Distributions(ITableBids tables, int row, double[] types, string name)
    {
        int m = tables.Bids.Length;
        double[] strategy = tables.Strategy(row).ToArray();
        var mean = new double[1];
        for (int o = 0; o < types.Length; o++)
        {
            double[] mine = strategy[(o * m)..((o + 1) * m)];
            Law.Holds(Math.Abs(mine.Sum() - 1) < 1e-12 && mine.All(p => p >= 0), name, "every row is a distribution",
                $"that of type {types[o]:R} sums to {mine.Sum():R}");
            Law.Near(mine, tables.Probabilities(row, types[o]).ToArray(), 0, name, "a type bids as its own row");
            tables.Evaluate(row, [types[o]], mean);
            Law.Near([mine.Zip(tables.Bids, (p, bid) => p * bid).Sum()], mean, 1e-12, name,
                "the evaluation is the mean bid");
        }
    }

    private static void Published(ITableBids tables, int row, double[] mass, string name)
    {
        int m = tables.Bids.Length;
        double[] strategy = tables.Strategy(row).ToArray();
        var (bids, weights) = tables.Publish(row).Mixture!.Value;
        Law.Near(tables.Bids, bids, 0, name, "what is published has the table's bids");
        double[] expected =
            [.. Enumerable.Range(0, m).Select(a => mass.Select((mu, o) => mu * strategy[o * m + a]).Sum())];
        Law.Near(expected, weights, 1e-12, name, "what is published is how often bids are made");
    }

    private static void Drawn(ITableBids tables, Opening opening, int row, string name)
    {
        var types = new float[Draws];
        var (draws, bids) = (new float[Draws], new float[Draws]);
        var owner = opening.Owner(row);
        opening.Game.Nature.Draw(owner, StreamKey.Of(1, owner.Id, "types"), 1, types.AsSpan());
        new RandomStream(StreamKey.Of(1, new ActorId("law", 1), "bids"), 1).Uniform(draws.AsSpan());
        tables.Draw(row, types, draws, bids);
        var (grid, weights) = tables.Publish(row).Mixture!.Value;
        double expected = 0;
        for (int a = 0; a < grid.Length; a++)
        {
            expected += weights[a];
            double share = bids.Count(b => b <= (float)grid[a]) / (double)Draws;
            Law.Holds(Math.Abs(share - expected) < LargestDistance, name, "bids are drawn as often as published",
                $"a share of {share:0.####} is at most {grid[a]:R}, where {expected:0.####} was said");
        }
    }
}
