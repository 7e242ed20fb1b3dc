using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What decides how a bidder for units fares in a game: c_1 >= ... >= c_M of its rivals' bids, and one number
/// about ties.</summary>
internal static class UnitStatistic
{
    /// <summary>Numbers a game.</summary>
    public static int Width(MultiUnit rule) => rule.Units + 1;

    /// <param name="bids">[S, N, A] row by row.</param>
    /// <returns>[S, M + 1] row by row. The last number: how many bids beyond the M-th are equal to it; where the lowest
    /// number wins, the sum of 2^(j-1) over all c_j that come before an equal own bid.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] Of(MultiUnit rule, double[] bids, int bidders, int bidder)
    {
        int a = rule.Demand, units = rule.Units, width = Width(rule), games = bids.Length / (bidders * a);
        bool lowest = rule.Options.Ties == TieRule.Lowest;
        var statistic = new double[games * width];
        Span<int> owner = stackalloc int[units];
        for (int s = 0; s < games; s++)
        {
            var top = statistic.AsSpan(s * width, units);
            top.Fill(double.NegativeInfinity);
            double further = 0;
            for (int i = 1; i <= bidders; i++)
            {
                if (i == bidder)
                {
                    continue;
                }
                foreach (double bid in bids.AsSpan((s * bidders + i - 1) * a, a))
                {
                    if (rule.Options.CanWin(bid))
                    {
                        further = Insert(top, owner, bid, i, further);
                    }
                }
            }
            double ties = further;
            if (lowest)
            {
                ties = 0;
                for (int j = 0; j < units; j++)
                {
                    ties += owner[j] < bidder ? Math.ScaleB(1, j) : 0;
                }
            }
            statistic[s * width + units] = ties;
        }
        return statistic;
    }

    /// <summary>Puts a bid in its place, behind equal ones. Returns how many bids are now equal to the last but beyond
    /// it.</summary>
    private static double Insert(Span<double> top, Span<int> owner, double bid, int bidder, double further)
    {
        int last = top.Length - 1;
        if (bid <= top[last])
        {
            return bid == top[last] ? further + 1 : further;
        }
        double pushed = top[last];
        int at = last;
        for (; at > 0 && top[at - 1] < bid; at--)
        {
            (top[at], owner[at]) = (top[at - 1], owner[at - 1]);
        }
        (top[at], owner[at]) = (bid, bidder);
        return top[last] == pushed && double.IsFinite(pushed) ? further + 1 : 0;
    }
}
