using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>The spectrum that a stable fixed point shows under sampling noise, with nothing fitted.</summary>
/// <remarks>
/// S(f) = (e^(2 pi i f) I - M)^-1 G Sigma_B G' (.)^H at f = k/n, k = 1 .. n/2. The spread within a window of n rounds
/// is the root of 2/n sum over f of tr S(f) (docs/oscillation.md, 2, D5).
/// </remarks>
/// <param name="Rounds">n.</param>
/// <param name="Curves">Columns of bins 1 .. n/2: of each coordinate, then of each principal component.</param>
/// <param name="Spread">Root of the mean square deviation from the window's mean, all coordinates together.</param>
/// <param name="Prominence">Of the highest peak: S(f_p) over the mean of S over the bins 1 .. max(2, p/4), p at least
/// 4; 0 where no column has a peak.</param>
/// <param name="Period">n / p, rounds; infinite where there is no peak.</param>
/// <param name="Column">Which of the curves has it.</param>
public sealed record LinearSpectrum(
    int Rounds, double[][] Curves, double Spread, double Prominence, double Period, int Column)
{
    private const int LeastBin = 4;

    /// <param name="sigma">Sigma/B, [P, P].</param>
    /// <param name="rounds">The window.</param>
    /// <param name="observed">How what is looked at changes with the parameters, [K, P]; the parameters themselves when
    /// missing.</param>
    /// <returns>Nothing where the map does not shrink deviations.</returns>
    public static LinearSpectrum? Of(
        UpdateMap map, Matrix<double> sigma, int rounds, Matrix<double>? observed = null)
    {
        if (!(DiscreteLyapunov.Radius(map.Matrix) < 1))
        {
            return null;
        }
        var spectra = new Matrix<double>[rounds / 2];
        var density = SpectralDensity.Of(map, sigma, observed);
        for (int k = 1; k <= spectra.Length; k++)
        {
            spectra[k - 1] = density(Complex.FromPolarCoordinates(1, 2 * Math.PI * k / rounds));
        }
        var within = spectra.Aggregate((a, b) => a + b) * (2.0 / rounds);
        var axes = within.Evd(Symmetricity.Symmetric).EigenVectors;
        int width = within.RowCount;
        double[][] curves =
        [
            .. Enumerable.Range(0, width).Select(i => spectra.Select(s => s[i, i]).ToArray()),
            .. Enumerable.Range(0, width).Select(i => axes.Column(i))
                .Select(axis => spectra.Select(s => axis * (s * axis)).ToArray()),
        ];
        var (prominence, bin, column) = Highest(curves);
        return new(rounds, curves, Math.Sqrt(within.Trace()), prominence,
            bin > 0 ? (double)rounds / bin : double.PositiveInfinity, column);
    }

    private static (double Prominence, int Bin, int Column) Highest(double[][] curves)
    {
        (double Prominence, int Bin, int Column) best = default;
        for (int column = 0; column < curves.Length; column++)
        {
            double[] s = curves[column];
            double low = 0;
            int bins = 0;
            for (int p = LeastBin; p <= s.Length; p++)
            {
                for (; bins < Math.Max(2, p / 4); bins++)
                {
                    low += s[bins];
                }
                // At the Nyquist frequency there is nothing to the right: periods of two rounds count.
                bool isPeak = s[p - 1] >= s[p - 2] && (p == s.Length || s[p - 1] >= s[p]);
                double prominence = s[p - 1] * bins / low;
                if (isPeak && prominence > best.Prominence)
                {
                    best = (prominence, p, column);
                }
            }
        }
        return best;
    }
}
