using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>How far sampling noise alone carries parameters from a stable fixed point.</summary>
/// <remarks>
/// C = M C M' + G Sigma_B G' (Mandt, Hoffman and Blei 2017). The mean of n rounds has variance S(0)/n,
/// S(0) = J^-1 Sigma_B J^-T, whatever the optimiser (Polyak and Juditsky 1992), once n is far above the memory.
/// </remarks>
/// <param name="Covariance">Of the parameters, [P, P].</param>
/// <param name="Lagged">M C: covariance of a round's parameters with those of the round before, [P, P].</param>
/// <param name="Long">S(0), [P, P].</param>
public sealed record StationarySpread(Matrix<double> Covariance, Matrix<double> Lagged, Matrix<double> Long)
{
    /// <param name="sigma">Covariance of a batch's gradient, Sigma/B, [P, P].</param>
    /// <returns>Nothing where the map does not shrink deviations.</returns>
    public static StationarySpread? Of(UpdateMap map, Matrix<double> sigma)
    {
        if (DiscreteLyapunov.Solve(map.Matrix, map.Injected(sigma)) is not { } whole)
        {
            return null;
        }
        int p = map.Parameters;
        var inverse = NewtonStep.Inverse(map.Jacobian);
        return new(whole.SubMatrix(0, p, 0, p), (map.Matrix * whole).SubMatrix(0, p, 0, p),
            inverse * sigma * inverse.Transpose());
    }

    /// <summary>Standard deviation of a parameter.</summary>
    public double Deviation(int parameter) => Math.Sqrt(Covariance[parameter, parameter]);

    /// <summary>Standard deviation of a parameter about its own mean over a window of rounds.</summary>
    public double DeviationWithin(int parameter, int rounds) =>
        Math.Sqrt(Covariance[parameter, parameter] - Long[parameter, parameter] / rounds);

    /// <summary>Standard deviation of a parameter's mean over a number of rounds.</summary>
    public double DeviationOfMean(int parameter, int rounds) => Math.Sqrt(Long[parameter, parameter] / rounds);
}
