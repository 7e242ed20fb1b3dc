namespace AgentMarkets.Core.Diagnostics;

/// <summary>Line 5: the mean is on its way.</summary>
internal sealed class DriftLine : IRuleLine
{
    public int Number => 5;

    public string Asks => "Is the mean on its way elsewhere?";

    public Verdict? Decide(Evidence evidence, VerdictSettings limits)
    {
        if (evidence.NoiseOff is { } off && off.Displacement > limits.Displacement)
        {
            return Drifts($"Without sampling noise the run ends {Wording.Number(off.Displacement)} standard deviations "
                + "from its mean.");
        }
        if (evidence.Drift is { } test && test.Fires(limits.DriftLevel, limits.DriftSize))
        {
            OverReplicas most = test.Differences[test.Largest];
            return Drifts($"The second half of the window lies {Wording.Estimate(most)} standard deviations from the "
                + "first.");
        }
        return null;
    }

    private Verdict Drifts(string why) => new(Verdict.Drift, null, Number,
        ["Drift. " + why, "The run has not arrived: more rounds or larger steps are needed."]);
}
