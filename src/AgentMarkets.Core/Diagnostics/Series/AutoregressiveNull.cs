using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>What the spectrum of a column looks like when it forgets at a constant rate and has no cycle.</summary>
/// <remarks>
/// y' = phi y + e: phi by least squares over all replicas, corrected for the mean that was subtracted (Kendall 1954).
/// S(f) = variance (1 - phi^2) / (1 - 2 phi cos 2 pi f + phi^2). Ordinates of a long stationary series without taper
/// are independent complex normal numbers with variance S(f); the Hann taper mixes neighbours with weights -1/4, 1/2,
/// -1/4, over the root of 3/8. So spectra are drawn without a series. Overlapping segments count as independent: under
/// this taper their powers correlate by 1/36 only.
/// </remarks>
/// <param name="Phi">Between -1 and 1.</param>
/// <param name="P">How often a column as prominent as the one observed comes about without a cycle; of this column
/// alone.</param>
/// <param name="PSearched">At most how often one does in any of the columns searched (Sidak 1967).</param>
/// <param name="Expected">S, [bins].</param>
/// <param name="Low">Lower end of the band that holds the smoothed mean spectrum at one bin in 99 % of runs,
/// [bins].</param>
/// <param name="High">Its upper end, [bins].</param>
public sealed record AutoregressiveNull(
    double Phi, double P, double PSearched, int Simulations, double[] Expected, double[] Low, double[] High)
{
    private const double Outside = 0.005;

    /// <summary>The null of the column in which a peak was found.</summary>
    /// <param name="window">The window that the spectrum is of.</param>
    /// <param name="key">Draws of the simulations; nobody else's.</param>
    /// <param name="simulations">At least 1; P is a multiple of 1/(simulations + 1).</param>
    public static AutoregressiveNull Of(
        Trajectory window, Periodogram spectrum, Peak peak, StreamKey key, int simulations = 300)
    {
        (double phi, double variance) = Fit(WindowMean.Subtract(window), peak.Column);
        double[] expected = [.. Enumerable.Range(1, spectrum.Bins).Select(bin =>
            Power(phi, variance, (double)bin / spectrum.Length))];
        int averaged = spectrum.Replicas * spectrum.Segments, exceeding = 0;
        var draws = new double[simulations][];
        for (int s = 0; s < simulations; s++)
        {
            double[] powers = Simulate(phi, variance, spectrum, averaged, key, s);
            exceeding += Prominence.Largest(powers).Value >= peak.Prominence ? 1 : 0;
            draws[s] = Periodogram.Smooth(powers);
        }
        double p = (exceeding + 1.0) / (simulations + 1);
        (double[] low, double[] high) = Band(draws, spectrum.Bins);
        return new AutoregressiveNull(
            phi, p, 1 - Math.Pow(1 - p, peak.Columns), simulations, expected, low, high);
    }

    /// <summary>phi = sum y_t y_(t+1) / sum y_t^2 + (1 + 4 phi)/n, and the variance.</summary>
    private static (double Phi, double Variance) Fit(Trajectory centred, int column)
    {
        int k = centred.Observables, stride = centred.Replicas;
        var axes = PrincipalAxes.Of(centred);
        double[] weights = [.. Enumerable.Range(0, k).Select(i =>
            column < k ? i == column ? 1.0 : 0.0 : axes[i, column - k])];
        var series = new double[centred.Rounds * stride];
        for (int i = 0; i < series.Length; i++)
        {
            for (int j = 0; j < k; j++)
            {
                series[i] += weights[j] * centred.Values[i * k + j];
            }
        }
        double lagged = 0, square = 0;
        for (int i = 0; i < series.Length; i++)
        {
            square += series[i] * series[i];
            lagged += i + stride < series.Length ? series[i] * series[i + stride] : 0;
        }
        double raw = square > 0 ? lagged / square : 0;
        double phi = Math.Clamp(raw + (1 + 4 * raw) / centred.Rounds, -0.9999, 0.9999);
        return (phi, square / series.Length);
    }

    private static double Power(double phi, double variance, double frequency) =>
        variance * (1 - phi * phi) / (1 - 2 * phi * Math.Cos(Math.Tau * frequency) + phi * phi);

    /// <summary>One mean spectrum over <paramref name="averaged"/> tapers, bins 1 to the last.</summary>
    private static double[] Simulate(
        double phi, double variance, Periodogram like, int averaged, StreamKey key, int simulation)
    {
        // Bins 0 to one past the last. The transform of real numbers at frequency 0 and at the Nyquist frequency is
        // real, and past the latter it is the conjugate of the bin as far below.
        int bins = like.Bins, size = bins + 2;
        bool nyquist = like.Length % 2 == 0;
        double[] scales = [.. Enumerable.Range(0, size).Select(bin =>
            Math.Sqrt(Power(phi, variance, (double)bin / like.Length) / 2))];
        var normal = new double[2 * size * averaged];
        NormalDraws.Fill(key, simulation, normal);
        var mean = new double[bins];
        for (int row = 0; row < averaged; row++)
        {
            Span<double> real = normal.AsSpan(2 * row * size, size);
            Span<double> imaginary = normal.AsSpan((2 * row + 1) * size, size);
            for (int bin = 0; bin < size; bin++)
            {
                real[bin] *= scales[bin];
                imaginary[bin] *= scales[bin];
            }
            real[0] *= Math.Sqrt(2);
            imaginary[0] = 0;
            if (nyquist)
            {
                real[bins] *= Math.Sqrt(2);
                imaginary[bins] = 0;
            }
            int mirrored = nyquist ? bins - 1 : bins;
            (real[bins + 1], imaginary[bins + 1]) = (real[mirrored], -imaginary[mirrored]);
            for (int bin = 1; bin <= bins; bin++)
            {
                double re = real[bin] / 2 - (real[bin - 1] + real[bin + 1]) / 4;
                double im = imaginary[bin] / 2 - (imaginary[bin - 1] + imaginary[bin + 1]) / 4;
                mean[bin - 1] += (re * re + im * im) / (0.375 * averaged);
            }
        }
        return mean;
    }

    private static (double[] Low, double[] High) Band(double[][] draws, int bins)
    {
        var low = new double[bins];
        var high = new double[bins];
        var sorted = new double[draws.Length];
        for (int bin = 0; bin < bins; bin++)
        {
            for (int s = 0; s < draws.Length; s++)
            {
                sorted[s] = draws[s][bin];
            }
            low[bin] = Experiments.Statistics.Quantile(sorted, Outside);
            high[bin] = Experiments.Statistics.Quantile(sorted, 1 - Outside);
        }
        return (low, high);
    }
}
