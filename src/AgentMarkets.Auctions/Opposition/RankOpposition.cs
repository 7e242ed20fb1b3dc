using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a bidder faces where the k-th highest bid wins the k-th prize: the law of each of the highest rival
/// bids.</summary>
/// <remarks>U(b) = sum_k P_k u(V_k, b) + (1 - sum_k P_k) u(0, b), P_k the chance of the k-th prize.</remarks>
internal sealed class RankOpposition : IOpposition
{
    private const int BidsTried = 1 << 10;

    private readonly PrizeContest _rule;
    private readonly int _prizes;
    private readonly IRankLaw _law;

    public RankOpposition(PrizeContest rule, IRankLaw law) => (_rule, _prizes, _law) = (rule, rule.Prizes.Count, law);

    public double Slack => 1e-9;

    public double Fare(ReadOnlySpan<double> bid, Span<double> win)
    {
        Win(bid[0], above: false, win);
        return Math.Max(0, bid[0]);
    }

    public double Payoff(ReadOnlySpan<double> worth, double cost, ReadOnlySpan<double> bid, IUtility utility)
    {
        Span<double> win = stackalloc double[_prizes];
        Win(bid[0], above: false, win);
        return Expected(win, worth, cost * Math.Max(0, bid[0]), utility);
    }

    public void Best(ReadOnlySpan<double> worth, ReadOnlySpan<double> cost, IUtility utility, Span<double> best,
        Span<double> bids)
    {
        double[] tried = _law.Bids;
        int step = Math.Max(1, tried.Length / BidsTried);
        int[] coarse = [.. Enumerable.Range(0, (tried.Length - 1) / step + 1).Select(k => k * step)];
        var wins = new double[coarse.Length * _prizes];
        for (int c = 0; c < coarse.Length; c++)
        {
            Win(tried[coarse[c]], above: true, wins.AsSpan(c * _prizes, _prizes));
        }
        Span<double> win = stackalloc double[_prizes];
        for (int t = 0; t < best.Length; t++)
        {
            var mine = worth.Slice(t * _prizes, _prizes);
            double unit = cost.IsEmpty ? 1 : cost[t];
            // To bid nothing, which may share a prize where zero can win.
            (best[t], bids[t]) = (Payoff(mine, unit, [0], utility), 0);
            int at = 0;
            for (int c = 0; c < coarse.Length; c++)
            {
                double u = Expected(wins.AsSpan(c * _prizes, _prizes), mine, unit * tried[coarse[c]], utility);
                if (u > best[t])
                {
                    (best[t], bids[t], at) = (u, tried[coarse[c]], coarse[c]);
                }
            }
            // Between the neighbours of the best, every bid.
            int end = step == 1 ? 0 : Math.Min(tried.Length, at + step);
            for (int k = Math.Max(0, at - step + 1); k < end; k++)
            {
                Win(tried[k], above: true, win);
                double u = Expected(win, mine, unit * tried[k], utility);
                (best[t], bids[t]) = u > best[t] ? (u, tried[k]) : (best[t], bids[t]);
            }
        }
    }

    private static double Expected(ReadOnlySpan<double> win, ReadOnlySpan<double> worth, double paid, IUtility utility)
    {
        double sum = 0, none = 1;
        for (int k = 0; k < win.Length; k++)
        {
            sum += win[k] == 0 ? 0 : win[k] * (utility.IsQuasiLinear ? worth[k] : utility.Won(worth[k], paid));
            none -= win[k];
        }
        return utility.IsQuasiLinear ? sum - paid : sum + none * utility.Lost(paid);
    }

    /// <summary>The chance of each prize, of a bid or of one just above it.</summary>
    private void Win(double bid, bool above, Span<double> win)
    {
        win.Clear();
        if (bid > 0 || (bid == 0 && (above || _rule.ZeroWins)))
        {
            _law.Win(bid, above, win);
        }
    }
}
