using System.Numerics;
using AgentMarkets.Core.Numerics;
using MathNet.Numerics;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>Whether one series without noise holds a cycle: the share of its largest periodogram ordinate.</summary>
/// <remarks>
/// Fisher (1929): of white noise, P(g > x) = sum over j = 1 .. floor(1/x) of (-1)^(j-1) C(m, j) (1 - j x)^(m-1).
/// </remarks>
/// <param name="G">Largest over sum of the ordinates.</param>
/// <param name="Ordinates">m: those between frequency 0 and the Nyquist frequency, both left out.</param>
/// <param name="P">How often white noise has a larger g.</param>
public sealed record FishersG(double G, int Ordinates, double P)
{
    /// <summary>g of a series; 0 with P = 1 if it stands still.</summary>
    /// <param name="series">At least 5 numbers.</param>
    public static FishersG Of(ReadOnlySpan<double> series)
    {
        int n = series.Length, m = (n - 1) / 2;
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 5, nameof(series));
        double mean = 0;
        foreach (double x in series)
        {
            mean += x / n;
        }
        var wave = new Complex[n];
        for (int t = 0; t < n; t++)
        {
            wave[t] = series[t] - mean;
        }
        new FourierTransform(n).Forward(wave);
        double sum = 0, largest = 0;
        for (int f = 1; f <= m; f++)
        {
            double power = wave[f].Real * wave[f].Real + wave[f].Imaginary * wave[f].Imaginary;
            sum += power;
            largest = Math.Max(largest, power);
        }
        double g = sum > 0 ? largest / sum : 0;
        return new FishersG(g, m, Exceeding(g, m));
    }

    /// <summary>P(g > x) for white noise with m ordinates.</summary>
    public static double Exceeding(double x, int m)
    {
        // The first term is the expected number of shares above x. From 15 on none is above with less than e^-15, and
        // terms of alternating sign would cancel all digits.
        if (x <= 1.0 / m || m * Math.Pow(1 - x, m - 1) > 15)
        {
            return 1;
        }
        double sum = 0;
        for (int j = 1; j <= Math.Min(m, (int)(1 / x)); j++)
        {
            double term = Math.Exp(SpecialFunctions.BinomialLn(m, j) + (m - 1) * Math.Log(Math.Max(1 - j * x, 1e-300)));
            sum += j % 2 == 1 ? term : -term;
        }
        return Math.Clamp(sum, 0, 1);
    }

    /// <summary>The x that white noise exceeds with probability <paramref name="p"/>, by bisection.</summary>
    public static double Critical(double p, int m)
    {
        double low = 1.0 / m, high = 1;
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Exceeding(middle, m) > p ? (middle, high) : (low, middle);
        }
        return (low + high) / 2;
    }
}
