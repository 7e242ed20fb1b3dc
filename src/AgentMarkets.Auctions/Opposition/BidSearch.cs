using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>A search for the best bid type by type, where neither lines nor sums help: a grid, and then steps around
/// the best, halved again and again.</summary>
/// <remarks>A best bid found by search may be a little below the best of all; see docs/auctions.md, 4.</remarks>
/// <param name="ranges">[A]: where each number of a bid is sought.</param>
internal sealed class BidSearch(IOpposition opposition, int numbers, (double Low, double High)[] ranges)
{
    private const int GridBids = 1 << 6, Halvings = 12;

    /// <summary>Whether the numbers of a bid must not increase.</summary>
    public bool Descends { get; init; }

    /// <inheritdoc cref="IOpposition.Best"/>
    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        int outcomes = worth.Length / best.Length;
        var grid = Grid().ToArray();
        for (int t = 0; t < best.Length; t++)
        {
            var mine = worth.Slice(t * outcomes, outcomes);
            double unit = cost.IsEmpty ? 1 : cost[t];
            var chosen = bids.Slice(t * numbers, numbers);
            best[t] = double.NegativeInfinity;
            foreach (double[] bid in grid)
            {
                best[t] = Try(mine, unit, utility, bid, best[t], chosen);
            }
            for (double part = 1.0 / Side; part > 1.0 / Side / (1 << Halvings); part /= 2)
            {
                double before;
                do
                {
                    before = best[t];
                    for (int k = 0; k < 2 * numbers; k++)
                    {
                        double[] bid = chosen.ToArray();
                        var (low, high) = ranges[k / 2];
                        bid[k / 2] = Math.Clamp(bid[k / 2] + (k % 2 == 0 ? part : -part) * (high - low), low, high);
                        best[t] = Try(mine, unit, utility, bid, best[t], chosen);
                    }
                }
                while (best[t] > before + 1e-9);
            }
        }
    }

    private int Side => Math.Max(4, (int)Math.Round(Math.Pow(GridBids, 1.0 / numbers)));

    private double Try(ReadOnlySpan<double> worth, double cost, IUtility utility, double[] bid, double best,
        Span<double> chosen)
    {
        if (Descends)
        {
            bid.AsSpan().Sort(static (a, b) => b.CompareTo(a));
        }
        double u = opposition.Payoff(worth, cost, bid, utility);
        if (!(u > best))
        {
            return best;
        }
        bid.CopyTo(chosen);
        return u;
    }

    private IEnumerable<double[]> Grid()
    {
        int side = Side, count = (int)Math.Pow(side + 1, numbers);
        for (int k = 0; k < count; k++)
        {
            var bid = new double[numbers];
            for (int a = 0, rest = k; a < numbers; a++, rest /= side + 1)
            {
                bid[a] = ranges[a].Low + (ranges[a].High - ranges[a].Low) * (rest % (side + 1)) / side;
            }
            if (!Descends || bid.Zip(bid.Skip(1)).All(pair => pair.First >= pair.Second))
            {
                yield return bid;
            }
        }
    }
}
