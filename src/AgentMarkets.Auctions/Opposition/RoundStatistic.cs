using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a bidder has to beat in every round of a sequence as long as it goes on losing: z_k, the highest bid
/// of the others who are then left.</summary>
/// <remarks>While one loses, the others win from each other as if one were not there; so z does not depend on the own
/// bids.</remarks>
internal static class RoundStatistic
{
    /// <summary>[S, 2 K] row by row: z_1 to z_K, minus infinity where nobody is left, and after each the share of a
    /// round that a bid equal to it wins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] Of(Sequential rule, double[] bids, int bidders, int bidder)
    {
        int items = rule.Items, games = bids.Length / (bidders * items);
        var statistic = new double[games * 2 * items];
        Span<bool> gone = stackalloc bool[bidders];
        for (int s = 0; s < games; s++)
        {
            gone.Clear();
            var game = bids.AsSpan(s * bidders * items, bidders * items);
            for (int k = 0; k < items; k++)
            {
                double highest = double.NegativeInfinity;
                int tied = 0, first = -1;
                for (int i = 0; i < bidders; i++)
                {
                    double bid = game[i * items + k];
                    if (i == bidder - 1 || gone[i] || !rule.Options.CanWin(bid) || bid < highest)
                    {
                        continue;
                    }
                    (tied, first) = bid > highest ? (1, i) : (tied + 1, first);
                    highest = bid;
                }
                statistic[(s * items + k) * 2] = highest;
                statistic[(s * items + k) * 2 + 1] = rule.Options.Ties switch
                {
                    TieRule.Split or TieRule.Draw => 1.0 / (tied + 1),
                    TieRule.Lowest => bidder - 1 < first ? 1 : 0,
                    _ => 0,
                };
                if (tied > 0 && (tied == 1 || rule.Options.Ties != TieRule.Nobody))
                {
                    gone[first] = true;
                }
            }
        }
        return statistic;
    }
}
