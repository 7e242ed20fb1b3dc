using MathNet.Numerics.Distributions;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>A mean over replicas: they are independent, while agents of one replica are not.</summary>
/// <param name="Error">Standard error; infinite with one replica.</param>
/// <param name="P">Two-sided, of the t-test that the true mean is 0 (Student 1908); 1 with one replica.</param>
public readonly record struct OverReplicas(double Mean, double Error, double P)
{
    /// <summary>The mean of one number from each replica.</summary>
    public static OverReplicas Of(IReadOnlyList<double> values)
    {
        int n = values.Count;
        double mean = values.Sum() / n;
        if (n < 2)
        {
            return new OverReplicas(mean, double.PositiveInfinity, 1);
        }
        double variance = values.Sum(x => (x - mean) * (x - mean)) / (n - 1);
        double error = Math.Sqrt(variance / n);
        double t = error > 0 ? Math.Abs(mean) / error : mean == 0 ? 0 : double.PositiveInfinity;
        return new OverReplicas(mean, error, double.IsInfinity(t) ? 0 : 2 * StudentT.CDF(0, 1, n - 1, -t));
    }
}
