namespace AgentMarkets.Auctions.Certificates;

/// <summary>Numbers that cut an interval into cells.</summary>
internal static class BidCells
{
    /// <summary>Evenly spaced, with others in between, ascending and none twice.</summary>
    public static double[] Even(double low, double high, int count, IEnumerable<double> others)
    {
        if (!(high > low))
        {
            return [low];
        }
        var even = Enumerable.Range(0, count + 1).Select(k => k == count ? high : low + (high - low) * k / count);
        return [.. even.Concat(others.Where(x => x > low && x < high)).Distinct().Order()];
    }
}
