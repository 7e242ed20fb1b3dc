namespace AgentMarkets.Core.Diagnostics;

/// <summary>The rows of lines 5 and 6.</summary>
internal static class DriftReadings
{
    public static IEnumerable<Reading> Of(Evidence evidence, VerdictSettings limits)
    {
        if (evidence.NoiseOff is { } off)
        {
            yield return new Reading(
                "end without noise",
                $"{Wording.Number(off.Displacement)} sd from the mean (mean of {off.Replicas} replicas)",
                $"up to {Wording.Number(limits.Displacement)} sd",
                off.Displacement > limits.Displacement ? "the mean is elsewhere" : "the mean is where it ends", [5]);
        }
        if (evidence.Drift is { } test)
        {
            int most = test.Largest;
            yield return new Reading(
                "halves of the window",
                $"{Wording.Estimate(test.Differences[most])} sd, p = {Wording.Number(test.P[most])} after Bonferroni",
                $"p above {Wording.Number(limits.DriftLevel)} or within {Wording.Number(limits.DriftSize)} sd",
                test.Fires(limits.DriftLevel, limits.DriftSize) ? "the mean moves" : "the mean stays", [5]);
        }
        else
        {
            yield return Reading.Absent("halves of the window", "not tested", "no difference", 5);
        }
        yield return new Reading(
            "replicas", $"{evidence.Replicas} (exact)", $"at least {limits.Replicas}",
            evidence.Replicas < limits.Replicas ? "too few" : "enough", [6]);
    }
}
