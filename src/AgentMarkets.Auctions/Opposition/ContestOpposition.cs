using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a bidder faces in a contest with a success function: only T, the logarithm of the others' impacts
/// together, counts.</summary>
/// <remarks>
/// Q(b) = E g(b)/(g(b) + e^T), and U(b) = Q u(v, b) + (1 - Q) u(0, b), whatever the utility. Q is smooth, so the best
/// bid is found on a grid, and then by golden section between its neighbours (Kiefer 1953).
/// </remarks>
internal sealed class ContestOpposition : IOpposition
{
    // Sorted and thinned: each stands for as many samples around it.
    private const int SamplesKept = 1 << 12, GridBids = 1 << 10, Steps = 40;
    private const double Golden = 0.6180339887498949;

    private readonly Func<double, double> _logImpact;
    private readonly double _evenly;
    private readonly double[] _logs;
    // How many of the samples each stands for: others with constant bids are one.
    private readonly int[] _counts;
    private readonly int _samples;
    private double[] _grid = [];
    private double[] _chances = [];

    /// <param name="logImpact">ln g(b).</param>
    /// <param name="evenly">The chance where nobody has any impact.</param>
    /// <param name="logs">[S]: T.</param>
    public ContestOpposition(Func<double, double> logImpact, double evenly, double[] logs)
    {
        (_logImpact, _evenly) = (logImpact, evenly);
        Array.Sort(logs);
        int kept = _samples = Math.Min(SamplesKept, logs.Length);
        var runs = Enumerable.Range(0, kept).Select(k => logs[(int)((2L * k + 1) * logs.Length / (2 * kept))])
            .GroupBy(log => log).Select(run => (Log: run.Key, Count: run.Count())).ToArray();
        (_logs, _counts) = ([.. runs.Select(run => run.Log)], [.. runs.Select(run => run.Count)]);
    }

    public double Slack => 1e-6;

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        win[0] = Chance(bid[0]);
        return Math.Max(0, bid[0]);
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility) =>
        Expected(Chance(bid[0]), worth[0], cost * Math.Max(0, bid[0]), utility);

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        double top = 0;
        for (int t = 0; t < worth.Length; t++)
        {
            // A bid that costs more than all there is to win is worse than none.
            top = Math.Max(top, worth[t] / (cost.IsEmpty ? 1 : cost[t]));
        }
        Tabulate(top);
        double unopposed = _logs[0] == double.NegativeInfinity ? (double)_counts[0] / _samples : 0;
        for (int t = 0; t < worth.Length; t++)
        {
            double unit = cost.IsEmpty ? 1 : cost[t];
            (best[t], bids[t]) = Best(worth[t], unit, utility);
            // A bid just above zero beats all who have no impact.
            double least = Expected(unopposed, worth[t], 0, utility);
            if (least > best[t] && _logImpact(0) == double.NegativeInfinity)
            {
                (best[t], bids[t]) = (least, 0);
            }
        }
    }

    private static double Expected(double chance, double worth, double paid, IUtility utility) =>
        utility.IsQuasiLinear ? chance * worth - paid
            : chance * utility.Won(worth, paid) + (1 - chance) * utility.Lost(paid);

    /// <summary>Bids on a grid that is finer towards 0, where chances change fastest.</summary>
    private void Tabulate(double top)
    {
        if (_grid.Length > 0 && _grid[^1] == top)
        {
            return;
        }
        _grid = [.. Enumerable.Range(0, GridBids + 1).Select(k => top * ((double)k / GridBids) * k / GridBids)];
        _chances = [.. _grid.Select(Chance)];
    }

    private (double Best, double Bid) Best(double worth, double cost, IUtility utility)
    {
        int at = 0;
        double highest = double.NegativeInfinity;
        for (int k = 0; k < _grid.Length; k++)
        {
            double u = Expected(_chances[k], worth, cost * _grid[k], utility);
            (highest, at) = u > highest ? (u, k) : (highest, at);
        }
        double low = _grid[Math.Max(0, at - 1)], high = _grid[Math.Min(_grid.Length - 1, at + 1)];
        double bid = Peak(low, high, b => Expected(Between(b), worth, cost * b, utility));
        double refined = Expected(Chance(bid), worth, cost * bid, utility);
        return refined > highest ? (refined, bid) : (highest, _grid[at]);
    }

    private static double Peak(double low, double high, Func<double, double> of)
    {
        double left = high - Golden * (high - low), right = low + Golden * (high - low);
        double atLeft = of(left), atRight = of(right);
        for (int step = 0; step < Steps; step++)
        {
            if (atLeft >= atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - Golden * (high - low);
                atLeft = of(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + Golden * (high - low);
                atRight = of(right);
            }
        }
        return (low + high) / 2;
    }

    /// <summary>Q between bids of the grid, by the parabola through the three nearest.</summary>
    private double Between(double bid)
    {
        int found = Array.BinarySearch(_grid, bid), k = found >= 0 ? found : ~found - 1;
        k = Math.Clamp(k, 1, _grid.Length - 2);
        double x0 = _grid[k - 1], x1 = _grid[k], x2 = _grid[k + 1];
        double first = (_chances[k] - _chances[k - 1]) / (x1 - x0);
        double second = (_chances[k + 1] - _chances[k]) / (x2 - x1);
        return _chances[k - 1] + (bid - x0) * (first + (bid - x1) * (second - first) / (x2 - x0));
    }

    private double Chance(double bid)
    {
        double own = _logImpact(Math.Max(0, bid)), sum = 0;
        for (int k = 0; k < _logs.Length; k++)
        {
            double each = own == double.NegativeInfinity ? (_logs[k] == own ? _evenly : 0)
                : 1 / (1 + Math.Exp(_logs[k] - own));
            sum += _counts[k] * each;
        }
        return sum / _samples;
    }
}
