using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.TestKit.Fields;

/// <summary>Two bidders who share a table of types and bids learn a first-price auction by multiplicative weights
/// (Freund and Schapire 1997).</summary>
/// <remarks>Types (k + 1/2)/n, bids l/(2(m - 1)), ties split also at 0. With F the law of the other's bid, a bid wins
/// with probability F(b-) + f(b)/2. In step t every type's log weights grow by rate/sqrt(t) times its payoffs.</remarks>
public sealed class SymmetricHedge(int types, int bids, double rate)
{
    private readonly double[] _weights = new double[types * bids], _played = new double[types * bids];
    private readonly double[] _earned = new double[types * bids];
    private double[] _last = [], _payoffs = [];
    private double _own;
    private int _steps;

    /// <summary>What the best bid of every type would have gained a round, mean over types.</summary>
    public double Regret
    {
        get
        {
            double best = Rows(_earned).Sum(row => row.Max());
            return (best - _own) / types / _steps;
        }
    }

    /// <summary>What a best reply gains where both play the mean of all tables.</summary>
    public double LossOfAverage
    {
        get
        {
            double[] average = [.. _played.Select(sum => sum / _steps)];
            return Loss(average, Payoffs(average));
        }
    }

    /// <summary>The same of the last table that was played.</summary>
    public double LossOfLast => Loss(_last, _payoffs);

    /// <summary>Plays a table, then learns.</summary>
    public void Step()
    {
        _steps++;
        _last = [.. _weights];
        for (int o = 0; o < types; o++)
        {
            Elementwise.Softmax(_last.AsSpan(o * bids, bids));
        }
        _payoffs = Payoffs(_last);
        for (int i = 0; i < _weights.Length; i++)
        {
            _played[i] += _last[i];
            _earned[i] += _payoffs[i];
            _own += _last[i] * _payoffs[i];
            _weights[i] += rate / Math.Sqrt(_steps) * _payoffs[i];
        }
    }

    private double[] Payoffs(double[] table)
    {
        var payoffs = new double[table.Length];
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
                payoffs[o * bids + a] = ((o + 0.5) / types - a / (2.0 * (bids - 1))) * (below + chance / 2);
            }
            below += chance;
        }
        return payoffs;
    }

    private double Loss(double[] table, double[] payoffs) =>
        Rows(table).Zip(Rows(payoffs), (own, paid) => Core.Diagnostics.Regret.Gain(paid, own)).Sum() / types;

    private IEnumerable<double[]> Rows(double[] table) => Enumerable.Range(0, types)
        .Select(o => table.AsSpan(o * bids, bids).ToArray());
}
