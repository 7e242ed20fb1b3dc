using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>Averages of a path, which may rest where its last point does not.</summary>
/// <remarks>
/// Averages of sampling noise shrink; those of a cycle of a zero-sum game converge while it keeps turning, and those of
/// Shapley's (1964) do not. An average that converges is no evidence against a cycle (docs/oscillation.md, 2, D7).
/// </remarks>
public static class Averages
{
    /// <summary>The mean over the last rounds, [R, K] (Polyak and Juditsky 1992).</summary>
    public static double[] Polyak(Trajectory path, int rounds) =>
        WindowMean.Of(path.Part(path.Rounds - rounds, rounds));

    /// <summary>The exponential moving average after the last round, [R, K]: weights (1 - a) a^s / (1 - a^T) on the
    /// point s rounds ago, so that they sum to 1.</summary>
    /// <param name="decay">a, at least 0 and below 1.</param>
    public static double[] Exponential(Trajectory path, double decay)
    {
        var average = new double[path.Replicas * path.Observables];
        for (int t = 0; t < path.Rounds; t++)
        {
            ReadOnlySpan<double> row = path.Round(t);
            for (int i = 0; i < row.Length; i++)
            {
                average[i] = decay * average[i] + (1 - decay) * row[i];
            }
        }
        double total = 1 - Math.Pow(decay, path.Rounds);
        return [.. average.Select(x => x / total)];
    }

    /// <summary>S(0) = J^-1 Sigma_B J'^-1, P x P. The mean over n rounds has covariance S(0)/n for plain steps,
    /// momentum and Adam with frozen second moments alike, once n is far above their memory.</summary>
    /// <param name="jacobian">J, P x P, not singular.</param>
    /// <param name="noise">Sigma_B, covariance of a batch's mean gradient, P x P.</param>
    public static Matrix<double> LongRunCovariance(Matrix<double> jacobian, Matrix<double> noise)
    {
        Matrix<double> inverse = jacobian.Inverse();
        return inverse * noise * inverse.Transpose();
    }
}
