using System.Numerics;
using AgentMarkets.Core.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>How the movement within a window spreads over frequencies.</summary>
/// <remarks>
/// S_r(f) = |sum over t of h_t y_rt e^(-2 pi i f t)|^2 / sum of h_t^2, h the Hann taper, f = bin / length, bins 1 to
/// length/2. With 8 replicas or more the taper spans the window; with fewer, the mean over quarters that overlap by
/// half (Welch 1967). Columns are the K observables, then their K principal components. docs/oscillation.md, 2, D5.
/// </remarks>
/// <param name="Length">Rounds under one taper.</param>
/// <param name="Segments">Tapers averaged in each replica.</param>
/// <param name="Bins">Frequencies; the last is the Nyquist frequency if the length is even.</param>
/// <param name="Powers">S, [R, columns, bins].</param>
public sealed record Periodogram(
    int Length, int Segments, int Replicas, int Columns, int Bins, double[] Powers)
{
    /// <summary>Replicas from which on the taper spans the whole window.</summary>
    public const int ReplicasForWhole = 8;

    /// <summary>The periodogram of a window.</summary>
    /// <param name="window">[T, R, K], at least 16 rounds.</param>
    public static Periodogram Of(Trajectory window)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(window.Rounds, 16, nameof(window));
        Trajectory centred = WindowMean.Subtract(window);
        Matrix<double> axes = PrincipalAxes.Of(centred);
        bool whole = window.Replicas >= ReplicasForWhole;
        int length = whole ? window.Rounds : window.Rounds / 4;
        int hop = length / 2, segments = whole ? 1 : (window.Rounds - length) / hop + 1;
        int k = window.Observables, bins = length / 2;
        var powers = new double[window.Replicas * 2 * k * bins];
        double[] taper = Taper(length);
        var transform = new FourierTransform(length);
        for (int segment = 0; segment < segments; segment++)
        {
            Trajectory part = WindowMean.Subtract(centred.Part(segment * hop, length));
            for (int r = 0; r < window.Replicas; r++)
            {
                Complex[][] waves = Waves(part, r, taper, transform);
                Span<double> here = powers.AsSpan(r * 2 * k * bins, 2 * k * bins);
                Add(waves, here);
                Add(Turned(waves, axes), here[(k * bins)..]);
            }
        }
        double scale = 1 / (segments * taper.Sum(h => h * h));
        return new Periodogram(length, segments, window.Replicas, 2 * k, bins, [.. powers.Select(s => s * scale)]);
    }

    /// <summary>S of one replica and column over bins 1 to the last.</summary>
    public ReadOnlySpan<double> this[int replica, int column] =>
        Powers.AsSpan((replica * Columns + column) * Bins, Bins);

    /// <summary>The mean of a column over replicas, [bins].</summary>
    public double[] Mean(int column)
    {
        var mean = new double[Bins];
        for (int r = 0; r < Replicas; r++)
        {
            ReadOnlySpan<double> powers = this[r, column];
            for (int bin = 0; bin < Bins; bin++)
            {
                mean[bin] += powers[bin] / Replicas;
            }
        }
        return mean;
    }

    /// <summary>The mean over each bin and its neighbours, [bins]; at the last bin over two, the first by
    /// itself.</summary>
    public static double[] Smooth(ReadOnlySpan<double> powers)
    {
        var smooth = new double[powers.Length];
        smooth[0] = powers[0];
        for (int bin = 1; bin < powers.Length - 1; bin++)
        {
            smooth[bin] = (powers[bin - 1] + powers[bin] + powers[bin + 1]) / 3;
        }
        smooth[^1] = (powers[^2] + powers[^1]) / 2;
        return smooth;
    }

    /// <summary>h_t = (1 - cos(2 pi t / length)) / 2.</summary>
    public static double[] Taper(int length) =>
        [.. Enumerable.Range(0, length).Select(t => (1 - Math.Cos(Math.Tau * t / length)) / 2)];

    /// <summary>The transforms of a replica's K tapered series, bins 1 to length/2. Two real series make one complex
    /// one: with z = a + i b, a-hat = (z-hat(f) + conj z-hat(-f)) / 2, b-hat = (z-hat(f) - conj z-hat(-f)) /
    /// (2i).</summary>
    private static Complex[][] Waves(
        Trajectory part, int replica, double[] taper, FourierTransform transform)
    {
        int n = part.Rounds, k = part.Observables;
        var waves = new Complex[k][];
        for (int pair = 0; pair < k; pair += 2)
        {
            var both = new Complex[n];
            for (int t = 0; t < n; t++)
            {
                double second = pair + 1 < k ? part[t, replica, pair + 1] : 0;
                both[t] = new Complex(part[t, replica, pair], second) * taper[t];
            }
            transform.Forward(both);
            waves[pair] = [.. Enumerable.Range(1, n / 2).Select(f =>
                (both[f] + Complex.Conjugate(both[n - f])) / 2)];
            if (pair + 1 < k)
            {
                waves[pair + 1] = [.. Enumerable.Range(1, n / 2).Select(f =>
                    (both[f] - Complex.Conjugate(both[n - f])) / new Complex(0, 2))];
            }
        }
        return waves;
    }

    /// <summary>The transforms along the axes: a transform is linear.</summary>
    private static Complex[][] Turned(Complex[][] waves, Matrix<double> axes)
    {
        var turned = new Complex[waves.Length][];
        for (int axis = 0; axis < waves.Length; axis++)
        {
            turned[axis] = new Complex[waves[0].Length];
            for (int i = 0; i < waves.Length; i++)
            {
                double weight = axes[i, axis];
                for (int f = 0; f < waves[i].Length; f++)
                {
                    turned[axis][f] += weight * waves[i][f];
                }
            }
        }
        return turned;
    }

    private static void Add(Complex[][] waves, Span<double> powers)
    {
        for (int k = 0; k < waves.Length; k++)
        {
            for (int f = 0; f < waves[k].Length; f++)
            {
                Complex wave = waves[k][f];
                powers[k * waves[k].Length + f] += wave.Real * wave.Real + wave.Imaginary * wave.Imaginary;
            }
        }
    }
}
