namespace AgentMarkets.Core.Diagnostics;

/// <summary>Line 4: without noise the movement dies out too slowly to tell.</summary>
internal sealed class DecayingLine : IRuleLine
{
    public int Number => 4;

    public string Asks => "Is the movement still dying out without noise?";

    public Verdict? Decide(Evidence evidence, VerdictSettings limits) =>
        evidence.Left is { } left && left >= limits.Left && !evidence.Persists(limits)
            ? Verdict.Lacks(Number, "rounds", [Wording.Setting("rounds", 4.0 * evidence.NoiseOff!.Rounds)],
                $"Without sampling noise {Wording.Number(left)} of the movement is left after "
                    + $"{evidence.NoiseOff.Rounds} rounds, and it is still dying out.")
            : null;
}
