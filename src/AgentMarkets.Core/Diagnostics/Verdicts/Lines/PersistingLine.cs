namespace AgentMarkets.Core.Diagnostics;

/// <summary>Line 3: what goes on without sampling noise is drift, the optimiser's doing or the game's.</summary>
internal sealed class PersistingLine : IRuleLine
{
    public int Number => 3;

    public string Asks => "Does the movement persist without sampling noise?";

    public Verdict? Decide(Evidence evidence, VerdictSettings limits)
    {
        if (!evidence.Persists(limits))
        {
            return null;
        }
        NoiseOffEvidence off = evidence.NoiseOff!;
        if (off.Straightness > limits.Straightness)
        {
            // Whoever has gone from action to action may be on the way to the next: one such way is straight.
            if (evidence.LogWeights is { } weights && 2 * weights.Switches >= limits.Switches
                && weights.Gap > limits.SwitchingGap)
            {
                return Verdict.Lacks(Number, "rounds", [Wording.Setting("rounds", 4.0 * evidence.Rounds)],
                    "The movement goes on without noise and leads somewhere, but after "
                        + $"{Wording.Number(weights.Switches)} changes of the most probable action that may be the "
                        + "next one rather than drift.");
            }
            return new Verdict(Verdict.Drift, null, Number,
            [
                "Drift. Without sampling noise the movement goes on, and it leads somewhere: its net distance is "
                    + $"{Wording.Number(off.Straightness)} of its path.",
                "The run has not arrived: more rounds or larger steps are needed.",
            ]);
        }
        if (off.Flow is not { } flow)
        {
            return Verdict.Lacks(Number, "flow", [],
                "The movement goes on without noise, but no run with small steps says whether the steps make it.");
        }
        return flow < limits.Flow ? Optimiser(evidence, flow) : Game(evidence, flow, off.Decay > limits.Growth);
    }

    private Verdict Optimiser(Evidence evidence, double flow) =>
        new(Verdict.OptimiserOscillation, Verdict.SelfSustained, Number,
        [
            "Optimiser oscillation, self-sustained." + Period(evidence),
            $"It goes on without sampling noise, and steps ten times smaller leave {Wording.Number(flow)} of it: the "
                + "optimiser does this, not the game.",
            "Smaller steps or less momentum will end it.",
        ]);

    private Verdict Game(Evidence evidence, double flow, bool diverging) =>
        new(Verdict.Rotation, diverging ? Verdict.Diverging : Verdict.LimitCycle, Number,
        [
            (diverging ? "Rotation, diverging." : "Rotation, limit cycle.") + Period(evidence),
            "It goes on without sampling noise and with steps ten times smaller, which leave "
                + $"{Wording.Number(flow)} of it: the game does this, not the optimiser.",
            diverging
                ? $"Each run without noise ends {Wording.Number(evidence.NoiseOff!.Decay)} times as wide as it began."
                : "More samples and smaller steps will not help.",
        ]);

    private static string Period(Evidence evidence) => evidence.Peak is { Prominence: > 0 } peak
        ? $" It circles with a period of {Wording.Number(peak.Period)} rounds."
        : "";
}
