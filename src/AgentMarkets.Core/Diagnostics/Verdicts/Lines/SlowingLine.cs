namespace AgentMarkets.Core.Diagnostics;

/// <summary>Line 1: learners that move from vertex to vertex and stay longer each time (Gaunersdorfer and Hofbauer
/// 1995).</summary>
internal sealed class SlowingLine : IRuleLine
{
    public int Number => 1;

    public string Asks => "Do modal actions switch, more slowly each time?";

    public Verdict? Decide(Evidence evidence, VerdictSettings limits)
    {
        if (evidence.LogWeights is not { DwellRatio: { } ratio } weights || weights.Switches < limits.Switches
            || !(weights.Gap > limits.SwitchingGap) || !(ratio > limits.DwellRatio))
        {
            return null;
        }
        return new Verdict(Verdict.Rotation, Verdict.Slowing, Number,
        [
            $"Rotation, slowing. The most probable action changed {Wording.Number(weights.Switches)} times and each "
                + $"stayed {Wording.Number(ratio)} times as long as the one before.",
            $"Between two changes the run looks settled, but the Nash gap is {Wording.Number(weights.Gap)}. More "
                + "rounds will not end it.",
        ]);
    }
}
