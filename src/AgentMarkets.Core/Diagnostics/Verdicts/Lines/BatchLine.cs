namespace AgentMarkets.Core.Diagnostics;

/// <summary>Line 7: the movement stops without noise and yet does not answer to the batch.</summary>
internal sealed class BatchLine : IRuleLine
{
    public int Number => 7;

    public string Asks => "Does the spread not answer to the batch?";

    public Verdict? Decide(Evidence evidence, VerdictSettings limits) =>
        evidence.Scan is { } scan && scan.Slope > limits.Slope
            && scan.Slope + Peak.Errors * scan.Error > limits.SlopeLimit
            ? Verdict.Lacks(Number, "batch", [Wording.Replicas(4 * evidence.Replicas)],
                "Without sampling noise the movement stops, and yet it does not shrink with the batch: its slope is "
                    + $"{Wording.Estimate(scan.Slope, scan.Error)} where noise has -0.5.")
            : null;
}
