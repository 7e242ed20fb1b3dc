using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What opposes a bidder of <see cref="Llg"/>, whatever the payment.</summary>
/// <remarks>
/// The global bidder is up against b_1 + b_2, local 1 against T = B - b_2, as if these were the highest bids of others
/// for one item; only what a local pays is not always a price of an item.
/// </remarks>
internal static class LlgOpponents
{
    /// <summary>
    /// Two numbers a game: the bid to beat and the share of a tie with it, or, for locals whose payment needs more, the
    /// bids of the other local and of the global bidder.
    /// </summary>
    /// <param name="bids">[S, 3] row by row.</param>
    public static double[] Of(Llg rule, int bidder, double[] bids)
    {
        int games = bids.Length / 3;
        var statistic = new double[2 * games];
        for (int s = 0; s < games; s++)
        {
            double other = bids[3 * s + (bidder == 1 ? 1 : 0)], third = bids[3 * s + (bidder == 3 ? 1 : 2)];
            (statistic[2 * s], statistic[2 * s + 1]) = bidder == 3 ? (other + third, 1 - rule.LocalsShareOfTie)
                : IsAnItem(rule) ? Beaten(rule, third - other)
                : (other, third);
        }
        return statistic;
    }

    public static IOpposition Against(Llg rule, int bidder, double[] statistic)
    {
        if (bidder < 3 && !IsAnItem(rule))
        {
            return new LlgOpposition(rule, statistic);
        }
        // A bid of 0 is an ordinary one, and every game's share of a tie is in the statistic.
        OneItem item = rule.Payment == LlgPayment.FirstPrice
            ? new FirstPrice(new FirstPrice.Settings { ZeroWins = true })
            : new SecondPrice(new SecondPrice.Settings { ZeroWins = true });
        return new ItemOpposition(item, new SampledRivals(item, statistic));
    }

    /// <summary>Whether a local pays its bid, or vcg's max(T, 0).</summary>
    private static bool IsAnItem(Llg rule) => !rule.IsCore;

    /// <summary>Below 0 a local wins with any bid, also with 0.</summary>
    private static (double Bid, double Share) Beaten(Llg rule, double threshold) =>
        threshold < 0 ? (0, 1) : (threshold, rule.LocalsShareOfTie);
}
