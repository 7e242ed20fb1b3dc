namespace AgentMarkets.Core.Diagnostics;

/// <summary>The most prominent peak of a periodogram over its columns.</summary>
/// <param name="Prominence">Pi, 0 if there is no peak (docs/oscillation.md, 2, D5).</param>
/// <param name="LogError">Standard error of ln Pi: the jackknife that leaves out one replica; with three replicas or
/// fewer, that of independent ordinates.</param>
/// <param name="Period">Rounds, by the centroid of the three bins; infinite if there is no peak.</param>
/// <param name="Column">Of the periodogram: observables, then principal components.</param>
/// <param name="Bin">From 1.</param>
/// <param name="Columns">Columns searched.</param>
public sealed record Peak(double Prominence, double LogError, double Period, int Column, int Bin, int Columns)
{
    /// <summary>Errors to each side of the limits.</summary>
    public const double Errors = 3;

    /// <summary>Pi e^(-3 se).</summary>
    public double Lower => Prominence * Math.Exp(-Errors * LogError);

    /// <summary>Pi e^(3 se).</summary>
    public double Upper => Prominence * Math.Exp(Errors * LogError);

    /// <summary>The peak of a window's periodogram.</summary>
    public static Peak Of(Periodogram spectrum)
    {
        var best = new Peak(0, 0, double.PositiveInfinity, 0, 0, spectrum.Columns);
        double[] powers = [];
        for (int column = 0; column < spectrum.Columns; column++)
        {
            double[] mean = spectrum.Mean(column);
            (int bin, double prominence) = Diagnostics.Prominence.Largest(mean);
            if (prominence > best.Prominence)
            {
                best = best with { Prominence = prominence, Column = column, Bin = bin };
                powers = mean;
            }
        }
        return best.Bin == 0 ? best : best with
        {
            LogError = Jackknife(spectrum, best.Column, best.Bin),
            Period = spectrum.Length / Centroid(powers, best.Bin),
        };
    }

    private static double Centroid(double[] powers, int bin)
    {
        double weighted = 0, total = 0;
        for (int b = bin - 1; b <= Math.Min(bin + 1, powers.Length); b++)
        {
            weighted += b * powers[b - 1];
            total += powers[b - 1];
        }
        return weighted / total;
    }

    /// <summary>se^2 = (R - 1)/R sum over r of (l_r - mean l)^2, l_r = ln Pi without replica r, at the same
    /// bin.</summary>
    private static double Jackknife(Periodogram spectrum, int column, int bin)
    {
        int replicas = spectrum.Replicas, floor = Diagnostics.Prominence.Floor(bin);
        int last = Math.Min(bin + 1, spectrum.Bins);
        if (replicas <= 3)
        {
            double averaged = (double)replicas * spectrum.Segments;
            return Math.Sqrt(1 / (averaged * 3) + 1 / (averaged * floor));
        }
        var above = new double[replicas];
        var below = new double[replicas];
        for (int r = 0; r < replicas; r++)
        {
            ReadOnlySpan<double> powers = spectrum[r, column];
            above[r] = Mean(powers[(bin - 2)..last]);
            below[r] = Mean(powers[..floor]);
        }
        double allAbove = above.Sum(), allBelow = below.Sum();
        double[] logs = [.. Enumerable.Range(0, replicas).Select(r =>
            Math.Log(Math.Max(allAbove - above[r], double.Epsilon) / Math.Max(allBelow - below[r], double.Epsilon)))];
        double mean = logs.Average();
        return Math.Sqrt((replicas - 1.0) / replicas * logs.Sum(l => (l - mean) * (l - mean)));
    }

    private static double Mean(ReadOnlySpan<double> powers)
    {
        double sum = 0;
        foreach (double power in powers)
        {
            sum += power;
        }
        return sum / powers.Length;
    }
}
