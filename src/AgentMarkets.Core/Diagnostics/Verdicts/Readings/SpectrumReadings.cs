namespace AgentMarkets.Core.Diagnostics;

/// <summary>The rows of lines 8 and 9 on the spectrum.</summary>
internal static class SpectrumReadings
{
    public static IEnumerable<Reading> Of(Evidence evidence, VerdictSettings limits)
    {
        double predicted = evidence.Linear?.PredictedProminence ?? 0;
        if (evidence.Peak is { } peak)
        {
            bool stands = PeakLine.Stands(peak, predicted, limits);
            yield return new Reading(
                "spectral peak",
                peak.Bin == 0 ? "none (exact)"
                    : $"prominence {Wording.Number(peak.Prominence)}, between {Wording.Number(peak.Lower)} and "
                        + $"{Wording.Number(peak.Upper)}, at {Wording.Number(peak.Period)} rounds",
                $"lower limit up to {Wording.Number(limits.Peak)}", stands ? "a cycle" : "no visible cycle", [8, 9]);
        }
        else
        {
            yield return Reading.Absent("spectral peak", "nothing moves", "none", 8, 9);
        }
        if (evidence.Null is { } without)
        {
            yield return new Reading(
                "peak without a cycle",
                $"p = {Wording.Number(without.P)}, at most {Wording.Number(without.PSearched)} over all columns "
                    + $"({without.Simulations} simulations, phi = {Wording.Number(without.Phi)})",
                "above 0.01", without.PSearched < 0.01 ? "more than memory makes" : "memory alone can make it", []);
        }
        yield return evidence.Linear is { } linear
            ? new Reading(
                "predicted peak",
                linear.PredictedProminence is 0 ? "none (linear model, exact)"
                    : linear.PredictedProminence is { } height
                    ? $"prominence {Wording.Number(height)} at {Wording.Number(linear.PredictedPeriod ?? 0)} rounds "
                        + "(linear model, exact)"
                    : "not applicable: no stable linear model with noise",
                $"up to {Wording.Number(limits.Peak)}",
                predicted > limits.Peak ? "a cycle should show" : "no cycle should show", [8, 9])
            : Reading.Absent("predicted peak", "the game has a kink at the reference point", "none", 8, 9);
        foreach (Reading row in Modes(evidence, limits))
        {
            yield return row;
        }
    }

    private static IEnumerable<Reading> Modes(Evidence evidence, VerdictSettings limits)
    {
        if (evidence.Linear is not { Modes.Count: > 0 } linear)
        {
            yield break;
        }
        Branch game = linear.Modes.MaxBy(mode => mode.Swirl), map = linear.Modes.MaxBy(mode => mode.Map.Magnitude);
        yield return new Reading(
            "swirl of the game",
            $"{Wording.Number(game.Swirl)} (exact, in these coordinates and with these steps)",
            $"up to {Wording.Number(limits.Swirl)}",
            game.Swirl > limits.Swirl ? "the game turns visibly" : "the game does not turn visibly", [8, 9]);
        yield return new Reading(
            "update map",
            $"|z| = {Wording.Number(map.Map.Magnitude)}, period "
                + (double.IsFinite(map.Period) ? Wording.Number(map.Period) + " rounds" : "none") + " (exact)",
            "|z| below 1", map.Map.Magnitude < 1 ? "stable" : "unstable", [8, 9]);
    }
}
