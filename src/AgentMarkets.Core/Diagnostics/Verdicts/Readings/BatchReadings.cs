namespace AgentMarkets.Core.Diagnostics;

/// <summary>The rows of lines 7 and 9 on the size of the movement.</summary>
internal static class BatchReadings
{
    public static IEnumerable<Reading> Of(Evidence evidence, VerdictSettings limits)
    {
        yield return evidence.Scan is { } scan
            ? new Reading(
                "slope against batch", Wording.Estimate(scan.Slope, scan.Error) + " with frozen steps"
                    + (scan.Stopped > 0 ? $", without the {scan.Stopped} of the replicas that stopped" : ""),
                $"-0.5, below {Wording.Number(limits.Slope)}",
                scan.Slope > limits.Slope ? "the batch does not act" : "sampling noise", [7])
            : Reading.Absent("slope against batch", "the run has no sampling noise", "-0.5", 7);
        yield return evidence.Ratio is { } ratio
            ? new Reading(
                "measured over predicted spread",
                Wording.Estimate(ratio, evidence.Spread.Error / evidence.Linear!.PredictedSpread!.Value),
                $"1, between {Wording.Number(limits.LeastRatio)} and {Wording.Number(limits.MostRatio)}",
                ratio > limits.LeastRatio && ratio < limits.MostRatio
                    ? "sampling noise explains it" : "noise does not explain it", [9])
            : Reading.Absent(
                "measured over predicted spread", "no stable linear model with noise", "1", 9);
    }
}
