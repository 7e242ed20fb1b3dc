using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.TestKit.Fields;

/// <summary>Two bidders who share a table of log weights in a first-price auction, and learn by multiplicative weights
/// (Freund and Schapire 1997).</summary>
/// <remarks>Types (k + 1/2)/n, bids l/(2(m - 1)), ties split also at 0. With F the law of the other's bid, a bid wins
/// with probability F(b-) + f(b)/2. The direction of every type's log weights is what its bids earn.</remarks>
public sealed class SymmetricHedge(int types = 16, int bids = 17) : IGradientField
{
    private readonly double[] _table = new double[types * bids];

    public IReadOnlyList<string> Parameters { get; } = [.. Enumerable.Range(0, types * bids)
        .Select(i => $"bidders.log-weight({i / bids + 1},{i % bids + 1})")];

    /// <summary>The mean bid of every type.</summary>
    public IReadOnlyList<string> Observables { get; } =
        [.. Enumerable.Range(1, types).Select(o => $"bidders.bid({o})")];

    public Expectation Expectation { get; } = new(ExpectationKind.Exact);

    public void Expected(ReadOnlySpan<double> points, Span<double> gradients)
    {
        for (int at = 0; at < points.Length; at += _table.Length)
        {
            Mix(points.Slice(at, _table.Length));
            Pay(_table, gradients.Slice(at, _table.Length));
        }
    }

    /// <summary>Nothing is drawn: the expected gradients.</summary>
    public void Sampled(ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch,
        Span<double> gradients) => Expected(points, gradients);

    public void Observe(ReadOnlySpan<double> points, Span<double> observed)
    {
        for (int row = 0; row < observed.Length / types; row++)
        {
            Mix(points.Slice(row * _table.Length, _table.Length));
            for (int o = 0; o < types; o++)
            {
                double mean = 0;
                for (int a = 0; a < bids; a++)
                {
                    mean += _table[o * bids + a] * BidOf(a);
                }
                observed[row * types + o] = mean;
            }
        }
    }

    /// <summary>Of both bidders together.</summary>
    public bool NashGap(ReadOnlySpan<double> points, Span<double> gaps)
    {
        for (int row = 0; row < gaps.Length; row++)
        {
            Mix(points.Slice(row * _table.Length, _table.Length));
            gaps[row] = 2 * Loss(_table);
        }
        return true;
    }

    /// <summary>What a best reply gains over a table, where the other plays the same, mean over types.</summary>
    /// <param name="table">Probabilities, [types, bids].</param>
    public double Loss(double[] table)
    {
        var payoffs = new double[table.Length];
        Pay(table, payoffs);
        return Enumerable.Range(0, types).Average(o =>
            Regret.Gain(payoffs.AsSpan(o * bids, bids), table.AsSpan(o * bids, bids)));
    }

    public void Dispose()
    {
    }

    /// <summary>The probabilities of log weights, [types, bids].</summary>
    public double[] Mixed(ReadOnlySpan<double> weights)
    {
        Mix(weights);
        return [.. _table];
    }

    private double BidOf(int a) => a / (2.0 * (bids - 1));

    private void Mix(ReadOnlySpan<double> weights)
    {
        weights.CopyTo(_table);
        for (int o = 0; o < types; o++)
        {
            Elementwise.Softmax(_table.AsSpan(o * bids, bids));
        }
    }

    private void Pay(double[] table, Span<double> payoffs)
    {
        double below = 0;
        for (int a = 0; a < bids; a++)
        {
            double chance = 0;
            for (int o = 0; o < types; o++)
            {
                chance += table[o * bids + a] / types;
            }
            for (int o = 0; o < types; o++)
            {
                payoffs[o * bids + a] = ((o + 0.5) / types - BidOf(a)) * (below + chance / 2);
            }
            below += chance;
        }
    }
}
