using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>The stationary covariance of s' = M s + noise: the solution of C = M C M' + Q.</summary>
/// <remarks>
/// Doubling (Smith 1968; Anderson 1978): C = sum over k of M^k Q M'^k, of which each step doubles the number of terms,
/// C += A C A', A = A A.
/// </remarks>
public static class DiscreteLyapunov
{
    private const int MostDoublings = 60;

    /// <returns>[S, S]; nothing where M does not shrink.</returns>
    public static Matrix<double>? Solve(Matrix<double> m, Matrix<double> q)
    {
        if (!(Radius(m) < 1))
        {
            return null;
        }
        var sum = q;
        for (int doubling = 0; doubling < MostDoublings; doubling++)
        {
            var further = m * sum * m.Transpose();
            sum += further;
            if (further.FrobeniusNorm() <= 1e-17 * sum.FrobeniusNorm())
            {
                break;
            }
            m *= m;
        }
        return sum;
    }

    /// <summary>The largest |z| of a matrix.</summary>
    public static double Radius(Matrix<double> m) => m.Evd().EigenValues.Max(z => z.Magnitude);
}
