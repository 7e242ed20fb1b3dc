using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>The second moments of a window that is centred on its means, pooled over rounds and replicas.</summary>
public static class PrincipalAxes
{
    /// <summary>The covariance, K x K.</summary>
    /// <param name="centred">As <see cref="WindowMean.Subtract"/> leaves it.</param>
    public static Matrix<double> Covariance(Trajectory centred)
    {
        int k = centred.Observables;
        var sums = new double[k * k];
        double[] values = centred.Values;
        for (int row = 0; row < values.Length; row += k)
        {
            for (int i = 0; i < k; i++)
            {
                for (int j = i; j < k; j++)
                {
                    sums[i * k + j] += values[row + i] * values[row + j];
                }
            }
        }
        double count = (double)centred.Rounds * centred.Replicas;
        return Matrix<double>.Build.Dense(k, k, (i, j) => sums[Math.Min(i, j) * k + Math.Max(i, j)] / count);
    }

    /// <summary>The axes along which a window moves independently, as columns, K x K, those of the smallest movement
    /// first.</summary>
    public static Matrix<double> Of(Trajectory centred)
    {
        Matrix<double> covariance = Covariance(centred);
        double scale = Math.Max(covariance.Diagonal().AbsoluteMaximum(), double.Epsilon);
        // A movement of 1e-160 has a covariance that is not there in 64 bits.
        return scale < 1e-290
            ? Matrix<double>.Build.DenseIdentity(centred.Observables)
            : (covariance / scale).Evd(Symmetricity.Symmetric).EigenVectors;
    }
}
