using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>Two coordinates made uncorrelated and of variance 1 by a map that keeps left and right.</summary>
/// <remarks>
/// With the pooled covariance C = L L', L lower triangular with a positive diagonal, z = L^-1 y. Every other whitening
/// of positive determinant differs by a rotation, which changes no angle between rounds and no radius.
/// </remarks>
/// <param name="Path">z, [T, R, 2].</param>
public sealed record WhitenedPlane(Trajectory Path)
{
    // Share of the variance that must be left once the first coordinate is known; below it there is a line, no plane.
    private const double Flat = 1e-12;

    /// <summary>A centred window of two coordinates, whitened; nothing if it has no area.</summary>
    /// <param name="plane">[T, R, 2].</param>
    public static WhitenedPlane? Of(Trajectory plane)
    {
        Trajectory centred = WindowMean.Subtract(plane);
        Matrix<double> covariance = PrincipalAxes.Covariance(centred);
        if (Inverse(covariance) is not { } inverse)
        {
            return null;
        }
        double[] values = centred.Values;
        for (int i = 0; i < values.Length; i += 2)
        {
            values[i + 1] = inverse[1, 0] * values[i] + inverse[1, 1] * values[i + 1];
            values[i] *= inverse[0, 0];
        }
        return new WhitenedPlane(centred);
    }

    /// <summary>L^-1 of a 2 x 2 covariance, or nothing if it is singular.</summary>
    internal static Matrix<double>? Inverse(Matrix<double> covariance)
    {
        double a = covariance[0, 0], b = covariance[1, 0], c = covariance[1, 1];
        double rest = a > 0 ? c - b * b / a : 0;
        if (!(rest > Flat * c) || !(a > 1e-290) || !(rest > 1e-290))
        {
            return null;
        }
        double l11 = Math.Sqrt(a), l21 = b / l11, l22 = Math.Sqrt(rest);
        return Matrix<double>.Build.DenseOfArray(new[,] { { 1 / l11, 0 }, { -l21 / (l11 * l22), 1 / l22 } });
    }
}
