using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What decides how an offer fares in a double auction: of the other m + n - 1 offers in ascending order o, z
/// = o_m, which it has to beat, y = o_{m+1}, and how often it trades if it is equal to z.</summary>
internal static class OfferStatistic
{
    /// <summary>[S, 3] row by row: z, y (infinite where there is none), and the share.</summary>
    public static double[] Of(DoubleAuction rule, double[] bids, int bidder)
    {
        int m = rule.Buyers, all = m + rule.Sellers, games = bids.Length / all;
        var statistic = new double[games * 3];
        var (others, game) = (new double[all - 1], new double[all]);
        for (int s = 0; s < games; s++)
        {
            bids.AsSpan(s * all, all).CopyTo(game);
            game.AsSpan(0, bidder - 1).CopyTo(others);
            game.AsSpan(bidder).CopyTo(others.AsSpan(bidder - 1));
            others.AsSpan().Sort();
            game[bidder - 1] = others[m - 1];
            statistic[s * 3] = others[m - 1];
            statistic[s * 3 + 1] = m < others.Length ? others[m] : double.PositiveInfinity;
            statistic[s * 3 + 2] = Share(game, m, bidder);
        }
        return statistic;
    }

    /// <summary>The probability with which a bidder trades: the best q offers of its side do, and those equal to the
    /// last of them with the same probability each.</summary>
    private static double Share(double[] game, int buyers, int bidder)
    {
        // Each side in the order in which it trades; asks with the sign reversed.
        double[] bids = [.. game.Take(buyers).OrderDescending()];
        double[] asks = [.. game.Skip(buyers).Select(ask => -ask).OrderDescending()];
        int trades = bids.Zip(asks).Count(pair => pair.First >= -pair.Second);
        double[] mine = bidder <= buyers ? bids : asks;
        double own = bidder <= buyers ? game[bidder - 1] : -game[bidder - 1];
        if (trades == 0 || own < mine[trades - 1])
        {
            return 0;
        }
        return own > mine[trades - 1] ? 1
            : (double)(trades - mine.Count(b => b > own)) / mine.Count(b => b == own);
    }
}
