namespace AgentMarkets.Core.Diagnostics;

/// <summary>The rows of lines 2 to 5 on movement with and without noise.</summary>
internal static class NoiseOffReadings
{
    public static IEnumerable<Reading> Of(Evidence evidence, VerdictSettings limits)
    {
        bool moves = evidence.Spread.Mean >= limits.Tolerance;
        yield return new Reading(
            "spread", Wording.Estimate(evidence.Spread), $"above {Wording.Number(limits.Tolerance)}",
            moves ? "it moves" : "it stands still", [2]);
        yield return evidence.NewtonDistance is { } newton
            ? new Reading("distance to the fixed point", $"{Wording.Number(newton)} (one Newton step, exact)",
                $"about {Wording.Number(evidence.Spread.Mean / Math.Sqrt(evidence.Replicas))} or less",
                newton < limits.NewtonTolerances * limits.Tolerance ? "at a fixed point" : "beside it", [2])
            : Reading.Absent("distance to the fixed point", evidence.LogWeights is not null
                ? "of log weights the Jacobian is singular, and the Nash gap decides"
                : "no usable Jacobian, or parameters such as weights of networks, some of which change no bid",
                "small against the spread", 2);
        if (evidence.NoiseOff is not { } off)
        {
            yield return Reading.Absent(
                "noise off", evidence.WhyNoNoiseOff ?? "no expected gradient", "it stops", 2, 3, 4, 5);
            yield break;
        }
        bool persists = evidence.Persists(limits), left = evidence.Left >= limits.Left;
        yield return new Reading(
            "noise off", $"{Wording.Number(evidence.Left!.Value)} of the spread is left after {off.Rounds} rounds, "
                + $"decay {Wording.Number(off.Decay)} ({off.Agreeing} of {off.Replicas} replicas agree)",
            $"below {Wording.Number(limits.Left)}",
            persists ? "it goes on" : !moves ? "nothing to stop" : left ? "it dies out slowly" : "it stops",
            [2, 3, 4]);
        yield return new Reading(
            "straightness", $"{Wording.Number(off.Straightness)} (median of {off.Replicas} replicas)",
            "any, once it stops",
            !persists ? "nothing" : off.Straightness > limits.Straightness ? "it leads somewhere" : "it turns", [3]);
        yield return off.Flow is { } flow
            ? new Reading("small steps", $"{Wording.Number(flow)} of the movement is left "
                    + $"({off.FlowAgreeing ?? off.Replicas} of {off.Replicas} replicas agree)", "not needed",
                flow < limits.Flow ? "the optimiser does it" : "the game does it", [3])
            : Reading.Absent("small steps", "needed only where the movement persists", "not needed", 3);
    }
}
