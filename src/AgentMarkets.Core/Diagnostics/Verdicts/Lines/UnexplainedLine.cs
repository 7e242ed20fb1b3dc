namespace AgentMarkets.Core.Diagnostics;

/// <summary>Line 9: a cycle that could hide, or a spread that noise does not explain.</summary>
internal sealed class UnexplainedLine : IRuleLine
{
    public int Number => 9;

    public string Asks => "Is something left unexplained?";

    public Verdict? Decide(Evidence evidence, VerdictSettings limits)
    {
        double[] slow = [.. (evidence.Linear?.Modes ?? [])
            .Where(mode => Math.Abs(mode.Map.Imaginary) > 1e-9 && mode.Swirl > limits.Swirl
                && mode.Period > evidence.Rounds / limits.Periods)
            .Select(mode => mode.Period)];
        if (slow.Length > 0)
        {
            double period = slow.Max();
            return Verdict.Lacks(Number, "rounds", [Wording.Setting("rounds", limits.PeriodsAsked * period)],
                $"The game turns with a period of {Wording.Number(period)} rounds, and the run is too short to see it: "
                    + $"{Wording.Number(limits.PeriodsAsked)} periods are needed.");
        }
        double predicted = evidence.Linear?.PredictedProminence ?? 0;
        bool measured = evidence.Peak is { } peak && PeakLine.Stands(peak, predicted, limits);
        if (predicted > limits.Peak && !measured)
        {
            return Verdict.Lacks(Number, "replicas", [Wording.Replicas(4 * evidence.Replicas)],
                $"A spectral peak of prominence {Wording.Number(predicted)} is predicted and none is certain.");
        }
        if (evidence.Ratio is { } ratio && (ratio <= limits.LeastRatio || ratio >= limits.MostRatio))
        {
            string[] wayOut = evidence.Batch is { } batch ? [$"batch={4L * batch}"] : [];
            return Verdict.Lacks(Number, "spread", wayOut,
                $"The spread is {Wording.Number(ratio)} of what sampling noise explains; with larger batches the "
                    + "linear prediction holds better.");
        }
        return null;
    }
}
