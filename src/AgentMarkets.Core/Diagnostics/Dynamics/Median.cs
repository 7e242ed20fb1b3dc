namespace AgentMarkets.Core.Diagnostics;

/// <summary>One number for several replicas.</summary>
internal static class Median
{
    /// <summary>The median: of an even number, the mean of the two in the middle.</summary>
    public static double Of(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
