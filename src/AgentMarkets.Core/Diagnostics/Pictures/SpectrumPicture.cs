using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>The spectrum of the column with the highest peak, beside those of a memory without a cycle and of the
/// linear model.</summary>
internal static class SpectrumPicture
{
    /// <returns>Nothing where nothing moves.</returns>
    public static Figure? Of(Measured measured)
    {
        var evidence = measured.Evidence;
        if (measured.Spectrum is not { } spectrum || evidence is not { Peak: { } peak, Null: { } without })
        {
            return null;
        }
        double[] x = [.. Enumerable.Range(1, spectrum.Bins).Select(bin => (double)bin / spectrum.Length)];
        double[] power = Periodogram.Smooth(spectrum.Mean(peak.Column));
        var series = new List<Series>
        {
            new("measured, mean of replicas", SeriesKind.Line, x, power),
            new("memory without a cycle, 99 % band", SeriesKind.Reference, x, without.Expected, without.Low,
                without.High),
        };
        if (measured.Model?.Spectrum is { } linear && peak.Column < linear.Curves.Length)
        {
            double[] frequencies = [.. Enumerable.Range(1, linear.Rounds / 2).Select(k => (double)k / linear.Rounds)];
            series.Add(new("linear model", SeriesKind.Reference, frequencies, linear.Curves[peak.Column]));
        }
        if (Predicted(evidence) is { } period)
        {
            double[] seen = [.. power.Where(s => s > 0)];
            series.Add(new("predicted period", SeriesKind.Reference, [1 / period, 1 / period],
                seen.Length > 0 ? [seen.Min(), seen.Max()] : [0, 1]));
        }
        return new Figure("oscillation-spectrum", "Spectrum, with its null band",
            Caption(measured, peak, without), new Axis("cycles a round", Logarithmic: true),
            new Axis("power", Logarithmic: true), series);
    }

    /// <summary>Of the model's own peak, or else of the largest eigenvalue of the update that turns. Where the point is
    /// unstable nothing is predicted: a limit cycle's period can be far from the linear one.</summary>
    private static double? Predicted(Evidence evidence) => evidence.Linear is not { Radius: < 1 } linear ? null
        : linear.PredictedPeriod ?? linear.Modes.Where(mode => double.IsFinite(mode.Period))
            .Select(mode => (double?)mode.Period).FirstOrDefault();

    private static string Caption(Measured measured, Peak peak, AutoregressiveNull without)
    {
        int names = measured.Subject.Names.Count;
        string column = peak.Column < names ? measured.Subject.Names[peak.Column]
            : $"principal component {2 * names - peak.Column}";
        string found = peak.Bin == 0 ? $"{column} has no peak. "
            : $"{column} has its highest peak at {Wording.Number(peak.Period)} rounds, prominence "
                + $"{Wording.Number(peak.Prominence)} (between {Wording.Number(peak.Lower)} and "
                + $"{Wording.Number(peak.Upper)}); memory without a cycle makes one as high with p = "
                + $"{Wording.Number(without.P)}. ";
        return found + (Predicted(measured.Evidence) is { } period
            ? $"The update's own period is {Wording.Number(period)} rounds." : "No period is predicted.");
    }
}
