namespace AgentMarkets.Core.Diagnostics;

/// <summary>The rows of lines 1 and 2 on learners that keep log weights.</summary>
internal static class LogWeightReadings
{
    public static IEnumerable<Reading> Of(Evidence evidence, VerdictSettings limits)
    {
        if (evidence.LogWeights is not { } weights)
        {
            yield return Reading.Absent(
                "modal switches", "no learner keeps log weights of actions", "no slowing", 1, 2);
            yield break;
        }
        string ratio = weights.DwellRatio is { } growth
            ? $", dwell ratio {Wording.Number(growth)}" : ", too few for a dwell ratio";
        bool slowing = weights.Switches >= limits.Switches && weights.DwellRatio > limits.DwellRatio;
        yield return new Reading(
            "modal switches", $"{Wording.Number(weights.Switches)}{ratio} (medians over {evidence.Replicas} replicas)",
            $"fewer than {Wording.Number(limits.Switches)}, or a ratio up to {Wording.Number(limits.DwellRatio)}",
            slowing ? "switching that slows down" : "no slowing", [1]);
        string average = weights.AverageGap is { } gap ? $", of the average {Wording.Number(gap)}" : "";
        yield return new Reading(
            "Nash gap", $"of the last iterate {Wording.Number(weights.Gap)}{average} (medians; exact for each replica)",
            $"up to {Wording.Number(limits.StillGap)} if it stands still",
            weights.Gap > limits.StillGap ? "not an equilibrium" : "an equilibrium", [1, 2]);
        if (weights.Regrets is { Count: > 0 } regrets)
        {
            yield return new Reading(
                "regret per round", $"{string.Join(", ", regrets.Select(Wording.Number))} (each actor's; exact)",
                $"up to {Wording.Number(limits.SwitchingGap)}",
                regrets.Max() > limits.SwitchingGap ? "one action would have paid more"
                    : "none paid more on average, which is no evidence against a cycle", []);
        }
    }
}
