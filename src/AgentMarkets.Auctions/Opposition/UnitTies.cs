using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>One game in which a bid for a k-th unit is equal to what it has to beat.</summary>
internal static class UnitTies
{
    /// <summary>P(at least k units), where no other own bid is equal to b_k.</summary>
    /// <param name="game">[M + 1], as <see cref="UnitStatistic"/> made it.</param>
    public static double Share(MultiUnit rule, ReadOnlySpan<double> game, int k) =>
        Share(rule, game, k, game[rule.Units - k], above: k - 1, mine: 1);

    /// <summary>P(at least k units).</summary>
    /// <param name="bid">[A].</param>
    public static double Share(MultiUnit rule, ReadOnlySpan<double> game, int k, ReadOnlySpan<double> bid)
    {
        int above = 0, mine = 0;
        foreach (double b in bid)
        {
            above += b > bid[k - 1] ? 1 : 0;
            mine += b == bid[k - 1] ? 1 : 0;
        }
        return Share(rule, game, k, bid[k - 1], above, mine);
    }

    private static double Share(MultiUnit rule, ReadOnlySpan<double> game, int k, double bid, int above, int mine)
    {
        int units = rule.Units, higher = 0, equal = 0;
        switch (rule.Options.Ties)
        {
            case TieRule.Nobody:
                return 0;
            case TieRule.Lowest:
                return (long)game[units] >> (units - k) & 1 ^ 1;
        }
        if (!double.IsFinite(bid))
        {
            return 0;
        }
        for (int j = 0; j < units; j++)
        {
            higher += game[j] > bid ? 1 : 0;
            equal += game[j] == bid ? 1 : 0;
        }
        equal += game[units - 1] == bid ? (int)game[units] : 0;
        return TiedUnits.AtLeast(k - above, mine, equal, Math.Max(0, units - above - higher));
    }
}
