using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>How fast a window turns in a plane.</summary>
/// <remarks>
/// omega_r = sum x_t ^ x_(t+1) / sum |x_t|^2 in the whitened plane (Weiss et al. 2020). A current is needed for a
/// rotation and does not prove one: asymmetric games carry small ones with real eigenvalues (docs/oscillation.md, 2,
/// D6).
/// </remarks>
/// <param name="PerReplica">omega, [R], in radians a round; positive from the first coordinate to the second.</param>
/// <param name="Rate">Their mean and its t-test.</param>
/// <param name="NullMean">Mean of the rate when coordinate 1 of replica r is paired with coordinate 2 of replica r + s,
/// over s = 1 .. R - 1; nothing with one replica.</param>
/// <param name="NullError">The standard deviation of the same over s. If all replicas are in phase it means
/// nothing.</param>
public sealed record RotationRate(double[] PerReplica, OverReplicas Rate, double? NullMean, double? NullError)
{
    /// <summary>The rate of a window in a plane; nothing if the window has no area there.</summary>
    /// <param name="plane">[T, R, 2].</param>
    public static RotationRate? Of(Trajectory plane)
    {
        if (WhitenedPlane.Of(plane) is not { } white)
        {
            return null;
        }
        double[] rates = PerReplicaOf(white.Path);
        (double? mean, double? error) = Permuted(plane);
        return new RotationRate(rates, OverReplicas.Of(rates), mean, error);
    }

    /// <summary>What a linear map predicts: half the antisymmetric entry of L^-1 E(x_(t+1) x_t') L'^-1, L L' the
    /// covariance.</summary>
    /// <param name="lagged">E(x_(t+1) x_t') = the rows and columns of M C that belong to the parameters, P x P.</param>
    /// <param name="covariance">The same of C, P x P.</param>
    public static double? Predicted(Matrix<double> lagged, Matrix<double> covariance, SwirlPlane plane)
    {
        var axes = Matrix<double>.Build.DenseOfColumnArrays(plane.First, plane.Second);
        Matrix<double> seen = axes.Transpose() * covariance * axes;
        if (WhitenedPlane.Inverse(seen) is not { } white)
        {
            return null;
        }
        Matrix<double> turned = white * (axes.Transpose() * lagged * axes) * white.Transpose();
        return (turned[1, 0] - turned[0, 1]) / 2;
    }

    private static double[] PerReplicaOf(Trajectory white)
    {
        var area = new double[white.Replicas];
        var square = new double[white.Replicas];
        for (int t = 0; t + 1 < white.Rounds; t++)
        {
            ReadOnlySpan<double> now = white.Round(t), next = white.Round(t + 1);
            for (int r = 0; r < area.Length; r++)
            {
                double x = now[2 * r], y = now[2 * r + 1];
                area[r] += x * next[2 * r + 1] - y * next[2 * r];
                square[r] += x * x + y * y;
            }
        }
        return [.. area.Select((a, r) => square[r] > 0 ? a / square[r] : 0)];
    }

    private static (double? Mean, double? Error) Permuted(Trajectory plane)
    {
        int replicas = plane.Replicas;
        var means = new List<double>();
        for (int s = 1; s < replicas; s++)
        {
            var mixed = new Trajectory(plane.Rounds, replicas, 2, [.. plane.Values]);
            for (int i = 0; i < plane.Rounds * replicas; i++)
            {
                int row = i / replicas * replicas;
                mixed.Values[2 * i + 1] = plane.Values[2 * (row + (i - row + s) % replicas) + 1];
            }
            if (WhitenedPlane.Of(mixed) is { } white)
            {
                means.Add(PerReplicaOf(white.Path).Average());
            }
        }
        if (means.Count < 2)
        {
            return (null, null);
        }
        double mean = means.Average();
        return (mean, Math.Sqrt(means.Sum(x => (x - mean) * (x - mean)) / (means.Count - 1)));
    }
}
