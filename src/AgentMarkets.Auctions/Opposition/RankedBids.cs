using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>Of every game the rivals' highest bids, as many as there are prizes.</summary>
/// <remarks>
/// For the k-th highest rival bid y_k the statistic holds y_k; the chance of a bid equal to it to come among the first
/// k; and the chance to come there or to lose by that tie: both differ where nobody wins at ties.
/// </remarks>
internal sealed class RankedBids(double[] bids, int bidders, PrizeContest rule)
{
    /// <summary>Numbers a rank.</summary>
    public const int Width = 3;

    /// <summary>[S, L, 3] row by row, L = min(K, N - 1).</summary>
    public double[] Against(int bidder)
    {
        int games = bids.Length / bidders, ranks = Math.Min(rule.Prizes.Count, bidders - 1);
        var statistic = new double[games * ranks * Width];
        var rivals = new double[bidders - 1];
        var numbers = new int[bidders - 1];
        for (int s = 0; s < games; s++)
        {
            for (int j = 1, k = 0; j <= bidders; j++)
            {
                if (j != bidder)
                {
                    (rivals[k], numbers[k]) = (-bids[s * bidders + j - 1], j);
                    k++;
                }
            }
            Array.Sort(rivals, numbers);
            for (int k = 0; k < ranks; k++)
            {
                var at = statistic.AsSpan((s * ranks + k) * Width, Width);
                at[0] = -rivals[k];
                (at[1], at[2]) = AtTie(rivals, numbers, k, bidder);
            }
        }
        return statistic;
    }

    /// <summary>
    /// With n rivals above y_k and t at it, the ranks n+1, ..., n+t+1 are as likely as each other: among the first k
    /// with the chance (k - n)/(t + 1).
    /// </summary>
    private (double Wins, double Passes) AtTie(double[] rivals, int[] numbers, int k, int bidder)
    {
        int above = k, end = k + 1, lower = 0;
        while (above > 0 && rivals[above - 1] == rivals[k])
        {
            above--;
        }
        while (end < rivals.Length && rivals[end] == rivals[k])
        {
            end++;
        }
        for (int j = above; j < end; j++)
        {
            lower += numbers[j] < bidder ? 1 : 0;
        }
        int rank = k + 1, tied = end - above;
        double share = (double)(rank - above) / (tied + 1);
        return rule.TieRule switch
        {
            TieRule.Lowest => above + lower < rank ? (1, 1) : (0, 0),
            TieRule.Nobody => (0, end == rank ? 1 : 0),
            _ => (share, share),
        };
    }
}
