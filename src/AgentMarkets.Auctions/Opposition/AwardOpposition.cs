using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a seller of a split award faces: a sample of the other's two prices (B100, B50).</summary>
/// <remarks>
/// Given its price h for half, a seller gets all below a threshold of its price a for all: h + B50 where half could be
/// agreed on (h + B50 at most B100), else B100; at or above the threshold it gets half in the former case and nothing
/// in the latter. So for each h the games are sorted by thresholds, and every pair of prices is a line in the cost.
/// </remarks>
/// <param name="statistic">[S, 2] row by row.</param>
internal sealed class AwardOpposition(SplitAward rule, double[] statistic) : IOpposition
{
    private const int HalfPrices = 1 << 7, Cells = 1 << 11, GamesTried = 1 << 16;

    private readonly int _games = statistic.Length / 2;
    private UpperEnvelope? _envelope;
    private readonly List<(double All, double Half)> _prices = [];

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        double all = 0, half = 0;
        for (int s = 0; s < _games; s++)
        {
            var (takesAll, takesHalf) = Play(bid, s);
            (all, half) = (all + takesAll, half + takesHalf);
        }
        (win[0], win[1]) = (all / _games, half / _games);
        return -(bid[0] * win[0] + bid[1] * win[1]);
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility)
    {
        Span<double> win = stackalloc double[2];
        double paid = Fare(bid, win);
        // A price is what was asked, so means say all for every utility.
        return utility.IsQuasiLinear ? win[0] * worth[0] + win[1] * worth[1] - cost * paid
            : win[0] * utility.Won(worth[0], -cost * bid[0]) + win[1] * utility.Won(worth[1], -cost * bid[1])
                + (1 - win[0] - win[1]) * utility.Lost(0);
    }

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        if (!utility.IsQuasiLinear || !cost.IsEmpty)
        {
            double highest = statistic.Max();
            new BidSearch(this, 2, [(0, 1.05 * highest), (0, 1.05 * highest)])
                .Best(worth, cost, utility, best, bids);
            return;
        }
        _envelope ??= Envelope();
        var (costs, utilities, lines) = (new double[best.Length], new double[best.Length], new double[best.Length]);
        int[] order = [.. Enumerable.Range(0, best.Length)];
        for (int t = 0; t < costs.Length; t++)
        {
            costs[t] = worth[2 * t];
        }
        Array.Sort(costs, order);
        _envelope.Highest(costs, utilities, lines);
        for (int t = 0; t < order.Length; t++)
        {
            best[order[t]] = utilities[t];
            (bids[2 * order[t]], bids[2 * order[t] + 1]) = _prices[(int)lines[t]];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (double All, double Half) Play(ReadOnlySpan<double> bid, int s)
    {
        double all = statistic[2 * s], half = statistic[2 * s + 1];
        return half + bid[1] <= Math.Min(all, bid[0]) ? (0, 1) : (bid[0] < all ? 1 : bid[0] == all ? 0.5 : 0, 0);
    }

    /// <summary>The lines -theta (Q100 + e Q50) + what is paid, over pairs of prices.</summary>
    private UpperEnvelope Envelope()
    {
        int tried = Math.Min(_games, GamesTried);
        // The prices for half at which one more of the games could be agreed on.
        double[] gaps = [.. Enumerable.Range(0, tried).Select(s => statistic[2 * s] - statistic[2 * s + 1])];
        Array.Sort(gaps);
        int count = Math.Min(tried, HalfPrices);
        double[] halves = [.. Enumerable.Range(0, count).Select(j => gaps[(int)((long)j * tried / count)])
            .Append(Math.Max(0, gaps[^1] + 1)).Where(h => h >= 0).Distinct()];
        var lines = new List<(double Slope, double Paid)>();
        foreach (double half in halves)
        {
            AddLines(half, tried, lines);
        }
        int[] order = [.. Enumerable.Range(0, lines.Count)];
        double[] slopes = [.. lines.Select(line => line.Slope)];
        Array.Sort(slopes, order);
        var envelope = new UpperEnvelope(lines.Count + 1);
        foreach (int line in order)
        {
            envelope.Add(lines[line].Slope, lines[line].Paid, line);
        }
        return envelope;
    }

    /// <summary>All prices for the whole order that are just below the lowest threshold of a cell, and one above
    /// all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddLines(double half, int tried, List<(double Slope, double Paid)> lines)
    {
        var thresholds = new double[tried];
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int s = 0; s < tried; s++)
        {
            // In differences, so that prices at which the halves just fit are not lost to rounding.
            bool fits = half <= statistic[2 * s] - statistic[2 * s + 1];
            thresholds[s] = fits ? half + statistic[2 * s + 1] : statistic[2 * s];
            (low, high) = (Math.Min(low, thresholds[s]), Math.Max(high, thresholds[s]));
        }
        var (all, fitting, lowest) = (new int[Cells + 1], new int[Cells + 1], new double[Cells]);
        Array.Fill(lowest, double.PositiveInfinity);
        double scale = high > low ? (Cells - 1) / (high - low) : 0;
        for (int s = 0; s < tried; s++)
        {
            int cell = (int)((thresholds[s] - low) * scale);
            all[cell]++;
            fitting[cell] += half <= statistic[2 * s] - statistic[2 * s + 1] ? 1 : 0;
            lowest[cell] = Math.Min(lowest[cell], thresholds[s]);
        }
        int won = tried, split = 0;
        for (int cell = 0; cell <= Cells; cell++)
        {
            if (cell == Cells || all[cell] > 0)
            {
                double price = cell == Cells ? high + 1 : lowest[cell];
                double takesAll = (double)won / tried, takesHalf = (double)split / tried;
                lines.Add((takesAll + rule.Efficiency * takesHalf, price * takesAll + half * takesHalf));
                _prices.Add((price, half));
            }
            if (cell < Cells)
            {
                (won, split) = (won - all[cell], split + fitting[cell]);
            }
        }
    }
}
