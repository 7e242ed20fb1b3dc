namespace AgentMarkets.Core.Diagnostics;

/// <summary>Line 8: a cycle that noise keeps going, and who makes it (McKane and Newman 2005).</summary>
internal sealed class PeakLine : IRuleLine
{
    public int Number => 8;

    public string Asks => "Does the spectrum have a peak?";

    public Verdict? Decide(Evidence evidence, VerdictSettings limits)
    {
        if (evidence.Peak is not { } peak || !Stands(peak, evidence.Linear?.PredictedProminence ?? 0, limits))
        {
            return null;
        }
        if (Nearest(evidence, peak.Period, limits) is not { } mode)
        {
            return Verdict.Lacks(Number, "peak", [Wording.Setting("rounds", 2.0 * evidence.Rounds)],
                $"The spectrum peaks at {Wording.Number(peak.Period)} rounds, and no eigenvalue of the update has a "
                    + "period near it.");
        }
        return mode.Swirl > limits.Swirl ? Rotation(evidence, peak, limits) : Optimiser(evidence, peak);
    }

    /// <summary>Whether a peak is there for certain, or is predicted and seen.</summary>
    internal static bool Stands(Peak peak, double predicted, VerdictSettings limits) => peak.Lower > limits.Peak
        || (peak.Lower > limits.PredictedPeak && peak.Upper > limits.Peak && predicted > limits.Peak);

    private static Branch? Nearest(Evidence evidence, double period, VerdictSettings limits)
    {
        double Distance(Branch mode) => Math.Abs(Math.Log(mode.Period / period));
        Branch[] near = [.. (evidence.Linear?.Modes ?? [])
            .Where(mode => double.IsFinite(mode.Period) && Distance(mode) < Math.Log(limits.PeriodFactor))];
        return near.Length > 0 ? near.MinBy(Distance) : null;
    }

    private Verdict Rotation(Evidence evidence, Peak peak, VerdictSettings limits)
    {
        if (!(evidence.Rotation?.Rate.P < limits.RotationLevel))
        {
            return Verdict.Lacks(Number, "replicas", [Wording.Replicas(4 * evidence.Replicas)],
                $"The spectrum peaks at {Wording.Number(peak.Period)} rounds, where the game would turn, but no "
                    + "turning is measured.");
        }
        return new Verdict(Verdict.Rotation, Verdict.Damped, Number,
        [
            $"Rotation, damped. It circles with a period of {Wording.Number(peak.Period)} rounds, at "
                + $"{Wording.Estimate(evidence.Rotation.Rate)} radians a round.",
            "Without sampling noise it dies out: the game turns, in these coordinates and with these steps, and noise "
                + "keeps it going.",
            "Larger batches narrow the circle and do not stop the turning.",
        ]);
    }

    private Verdict Optimiser(Evidence evidence, Peak peak) =>
        new(Verdict.OptimiserOscillation, Verdict.Damped, Number,
        [
            $"Optimiser oscillation, damped. It rings with a period of {Wording.Number(peak.Period)} rounds.",
            "Without sampling noise it dies out, and the game's own eigenvalue there does not turn: momentum or the "
                + "step does this, and noise keeps it going.",
            "Smaller steps or less momentum will end the ringing; larger batches narrow it"
                + (evidence.Batch is null ? "." : " only with frozen steps."),
        ]);
}
