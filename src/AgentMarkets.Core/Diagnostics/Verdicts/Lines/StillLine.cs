namespace AgentMarkets.Core.Diagnostics;

/// <summary>Line 2: nothing moves; at a fixed point or elsewhere. Without a run without noise nothing is
/// decided.</summary>
internal sealed class StillLine : IRuleLine
{
    public int Number => 2;

    public string Asks => "Does nothing move?";

    public Verdict? Decide(Evidence evidence, VerdictSettings limits)
    {
        if (evidence.NoiseOff is null)
        {
            return Verdict.Lacks(Number, "noise-off", [],
                "There is no run without sampling noise to compare with. " + evidence.WhyNoNoiseOff);
        }
        if (evidence.Spread.Mean >= limits.Tolerance || evidence.Persists(limits))
        {
            return null;
        }
        if (evidence.LogWeights is { } weights)
        {
            return weights.Gap > limits.StillGap
                ? Verdict.Lacks(Number, "rounds", [Wording.Setting("rounds", 4.0 * evidence.Rounds)],
                    $"Nothing moves, but the Nash gap is {Wording.Number(weights.Gap)}: actions may switch slowly.")
                : Still($"Nothing moves, and nobody could gain more than {Wording.Number(weights.Gap)}.");
        }
        if (evidence.NewtonDistance is not { } newton)
        {
            return Verdict.Lacks(Number, "newton", [],
                "Nothing moves, but without a Jacobian, or with weights of networks of which some change no bid, it is "
                    + "not known whether a fixed point is near.");
        }
        return newton < limits.NewtonTolerances * limits.Tolerance
            ? Still($"Nothing moves, and the fixed point of the game as learned is {Wording.Number(newton)} away.")
            : new Verdict(Verdict.Drift, null, Number,
            [
                $"Drift. Nothing moves by more than {Wording.Number(limits.Tolerance)}, but the fixed point is "
                    + $"{Wording.Number(newton)} away: the steps are too small.",
            ]);
    }

    private Verdict Still(string why) => new(Verdict.Converged, null, Number, ["Converged. " + why]);
}
