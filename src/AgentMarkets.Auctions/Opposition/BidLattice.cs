namespace AgentMarkets.Auctions.Opposition;

/// <summary>Evenly spaced bids of several numbers.</summary>
internal static class BidLattice
{
    /// <summary>Every combination of <paramref name="side"/> numbers from 0 to <paramref name="high"/>.</summary>
    /// <returns>[side^numbers, numbers] row by row.</returns>
    public static double[] Of(int numbers, int side, double high)
    {
        int count = 1;
        for (int a = 0; a < numbers; a++)
        {
            count = checked(count * side);
        }
        var bids = new double[count * numbers];
        for (int g = 0; g < count; g++)
        {
            for (int a = 0, rest = g; a < numbers; a++, rest /= side)
            {
                bids[g * numbers + a] = high * (rest % side) / (side - 1);
            }
        }
        return bids;
    }
}
