namespace AgentMarkets.Bench;

/// <summary>What is printed of many measurements.</summary>
internal static class Figures
{
    /// <param name="share">0.5: the median.</param>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN
            : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
