namespace AgentMarkets.Core.Diagnostics;

/// <summary>The rows of line 8 on turning.</summary>
internal static class RotationReadings
{
    public static IEnumerable<Reading> Of(Evidence evidence, VerdictSettings limits)
    {
        if (evidence.Rotation is not { } turning)
        {
            yield return Reading.Absent("rotation rate", "there is no plane to turn in", "0", 8);
            yield break;
        }
        string predicted = evidence.PredictedRotation is { } rate ? $", predicted {Wording.Number(rate)}" : "";
        string shuffled = turning.NullMean is { } mean
            ? $", replicas permuted {Wording.Estimate(mean, turning.NullError!.Value)}" : "";
        yield return new Reading(
            "rotation rate",
            $"{Wording.Estimate(turning.Rate)} radians a round, p = {Wording.Number(turning.Rate.P)}"
                + predicted + shuffled,
            "0; small currents occur without cycles",
            turning.Rate.P < limits.RotationLevel ? "it turns" : "no turning", [8]);
        if (evidence.Radius is { } radius)
        {
            yield return new Reading(
                "radius", $"variation {Wording.Estimate(radius.Variation, radius.Error)}, "
                    + $"{Wording.Number(100 * radius.BelowHalf)} % below half the mean",
                $"{Wording.Number(RadiusSpread.Rayleigh)} and 17.8 %",
                radius.Variation < 0.2 ? "a limit cycle" : "no limit cycle", []);
        }
        if (evidence.Phase is { } phase)
        {
            yield return new Reading(
                "phase variance",
                string.Join(", ", phase.Lags.Select((lag, i) => $"{Wording.Number(phase.Variances[i])} after {lag}"))
                    + $" rounds (over {evidence.Replicas} replicas)",
                "large after the memory of the update",
                phase.Variances[^1] < 1 ? "the phase is kept" : "the phase is forgotten", []);
        }
    }
}
