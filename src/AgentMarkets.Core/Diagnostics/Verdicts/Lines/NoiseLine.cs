namespace AgentMarkets.Core.Diagnostics;

/// <summary>Line 10: nothing speaks against sampling noise. A run that has none is settling instead.</summary>
internal sealed class NoiseLine : IRuleLine
{
    public int Number => 10;

    public string Asks => "Is nothing else left?";

    public Verdict? Decide(Evidence evidence, VerdictSettings limits)
    {
        if (evidence.Batch is not { } batch)
        {
            return Verdict.Lacks(Number, "rounds", [Wording.Setting("rounds", 2.0 * evidence.Rounds)],
                "The run has no sampling noise and is still settling.");
        }
        var sentences = new List<string>
        {
            "Noise. Without sampling noise the movement stops" + Explained(evidence, batch)
                + $"; no cycle shows in {evidence.Replicas} replicas.",
        };
        if (evidence.Bias is { } bias)
        {
            sentences.Add(Sits(bias));
        }
        sentences.Add("To narrow the band: quadruple the batch with frozen steps, which halves it"
            + (evidence.Band is { } band
                ? $", or report the average of the last {band.Averaged} rounds ({Wording.Number(band.Average)} instead "
                    + $"of {Wording.Number(band.Last)})."
                : ", or report an average of many rounds."));
        return new Verdict(Verdict.Noise, null, Number, sentences);
    }

    private static string Explained(Evidence evidence, int batch) => evidence.Linear?.PredictedSpread is { } predicted
        ? "; the spread is " + Wording.Estimate(evidence.Spread.Mean / predicted, evidence.Spread.Error / predicted)
            + $" of what batches of {batch} predict"
        : "";

    private static string Sits(BiasEvidence bias)
    {
        string dynamics = $"{Wording.Estimate(bias.Dynamics, bias.DynamicsError)} from the dynamics"
            + (bias.IsUnbiased ? ", 0 within its error" : "");
        string what = bias.Quantity is { } quantity ? $"The mean {quantity}" : "The mean";
        string mean = bias.Of is { } name ? $"{what} of {name}" : what;
        return bias.Total is not { } total
            ? $"{mean} differs from the fixed point by {dynamics}."
            : $"{mean} sits {Wording.Number(Math.Abs(total))} {(total < 0 ? "below" : "above")} "
                + (bias.IsAgainstClass ? "the best of its class of strategies: " : "equilibrium: ")
                + (bias.Class is { } own and not 0 ? $"{Wording.Number(own)} from the class of strategies, " : "")
                + $"{Wording.Number(bias.Smoothing!.Value)} from smoothing, {dynamics}.";
    }
}
