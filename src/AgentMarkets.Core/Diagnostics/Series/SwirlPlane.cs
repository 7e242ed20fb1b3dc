using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>The plane in which a Jacobian turns the most.</summary>
/// <remarks>
/// A = (DJ - (DJ)')/2 has eigenvalues +- i omega. With e_1 the leading eigenvector of A'A and e_2 = A e_1/omega, the
/// flow x' = A x turns from e_1 towards e_2 (Letcher et al. 2019; docs/oscillation.md, 2, D6). With two parameters it
/// is the whole plane, in the order of the parameters.
/// </remarks>
/// <param name="First">e_1, [P].</param>
/// <param name="Second">e_2, [P]; turning from the first to the second counts as positive.</param>
/// <param name="Rate">omega, in radians a step.</param>
/// <param name="Unique">False if another plane turns as fast, to 1 %: then this one is an arbitrary choice.</param>
public sealed record SwirlPlane(double[] First, double[] Second, double Rate, bool Unique)
{
    /// <summary>The leading plane of DJ.</summary>
    /// <param name="steps">D J, P x P, P at least 2.</param>
    public static SwirlPlane Of(Matrix<double> steps)
    {
        int p = steps.RowCount;
        ArgumentOutOfRangeException.ThrowIfLessThan(p, 2, nameof(steps));
        Matrix<double> turning = (steps - steps.Transpose()) / 2;
        if (p == 2)
        {
            return new SwirlPlane([1, 0], [0, 1], Math.Abs(turning[1, 0]), true);
        }
        var squares = (turning.Transpose() * turning).Evd(Symmetricity.Symmetric);
        double rate = Math.Sqrt(Math.Max(0, squares.EigenValues[p - 1].Real));
        double size = steps.Enumerate().Max(Math.Abs);
        if (rate <= 1e-12 * Math.Max(size, double.Epsilon))
        {
            return new SwirlPlane(Unit(p, 0), Unit(p, 1), 0, false);
        }
        Vector<double> first = squares.EigenVectors.Column(p - 1);
        // Eigenvectors have no sign of their own: the largest entry, the first of equals, is positive.
        first *= Math.Sign(first[first.AbsoluteMaximumIndex()]);
        Vector<double> second = (turning * first).Normalize(2);
        // Eigenvalues of A'A come in pairs.
        double next = p > 3 ? Math.Sqrt(Math.Max(0, squares.EigenValues[p - 3].Real)) : 0;
        return new SwirlPlane(first.ToArray(), second.ToArray(), rate, next < 0.99 * rate);
    }

    /// <summary>A window seen in the plane, [T, R, 2].</summary>
    public Trajectory See(Trajectory window)
    {
        var seen = new Trajectory(window.Rounds, window.Replicas, 2);
        int k = window.Observables;
        for (int row = 0; row < window.Rounds * window.Replicas; row++)
        {
            for (int i = 0; i < k; i++)
            {
                seen.Values[2 * row] += First[i] * window.Values[row * k + i];
                seen.Values[2 * row + 1] += Second[i] * window.Values[row * k + i];
            }
        }
        return seen;
    }

    private static double[] Unit(int size, int index)
    {
        var unit = new double[size];
        unit[index] = 1;
        return unit;
    }
}
