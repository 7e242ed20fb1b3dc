using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Core.Diagnostics;

/// <summary>How the spread answers to the batch with frozen steps, beside three answers that would mean
/// something.</summary>
internal static class BatchPicture
{
    private static readonly (string Name, double Slope)[] Guides =
    [
        ("slope -1/2: noise", -0.5), ("slope -1/4: noise under steps that adapt", -0.25),
        ("slope 0: a cycle or drift", 0),
    ];

    /// <returns>Nothing without a batch scan.</returns>
    public static Figure? Of(Measured measured)
    {
        if (measured.Evidence.Scan is not { } scan || scan.LogSpreads.Any(log => !double.IsFinite(log)))
        {
            return null;
        }
        double[] batches = [.. scan.Batches];
        double[] Spreads(double errors) =>
            [.. scan.LogSpreads.Select((log, i) => Math.Exp(log + errors * scan.LogErrors[i]))];
        var series = new List<Series>
        {
            new("measured, +-2 standard errors", SeriesKind.Points, batches, Spreads(0), Spreads(-2), Spreads(2)),
        };
        double middle = scan.LogSpreads.Average(), centre = batches.Average(batch => Math.Log(batch));
        foreach (var (name, slope) in Guides)
        {
            series.Add(new(name, SeriesKind.Reference, batches,
                [.. batches.Select(batch => Math.Exp(middle + slope * (Math.Log(batch) - centre)))]));
        }
        return new Figure("oscillation-batch", "Spread against batch, steps frozen",
            $"The slope is {Wording.Estimate(scan.Slope, scan.Error)} (standard error over replicas): -1/2 where "
                + "sampling noise makes the spread, 0 where it does not."
                + (measured.Subject.Learning.StepsAdapt
                    ? " With steps that adapt, the run itself would fall as the batch to the -1/4 only." : ""),
            new Axis("games a round", Logarithmic: true), new Axis("spread", Logarithmic: true), series);
    }
}
