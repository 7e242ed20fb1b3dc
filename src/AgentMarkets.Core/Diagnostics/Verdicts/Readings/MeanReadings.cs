namespace AgentMarkets.Core.Diagnostics;

/// <summary>The rows on where the mean sits and how far averages narrow the band; no line looks at them.</summary>
internal static class MeanReadings
{
    public static IEnumerable<Reading> Of(Evidence evidence)
    {
        if (evidence.Places is { } places)
        {
            yield return new Reading(
                "ends without noise", $"{places} (exact, of {evidence.NoiseOff?.Replicas} replicas)", "1",
                places == 1 ? "one place" : "several places: a mean over replicas means little", []);
        }
        if (evidence.Bias is { } bias)
        {
            string smoothing = bias.Smoothing is { } part ? $"smoothing {Wording.Number(part)} (exact) and " : "";
            string what = bias.Quantity is { } quantity ? $"bias of the {quantity}" : "bias";
            yield return new Reading(bias.Of is { } name ? $"{what} of {name}" : what,
                smoothing + $"dynamics {Wording.Estimate(bias.Dynamics, bias.DynamicsError)}", "dynamics 0",
                bias.IsUnbiased ? "the dynamics add none within their error" : "the dynamics shift the mean", []);
        }
        else
        {
            yield return Reading.Absent("bias", "no fixed point of what is looked at is known", "dynamics 0");
        }
        if (evidence.Epsilon is { } epsilon)
        {
            static string Text(OverReplicas loss) => Wording.Estimate(loss.Mean, loss.Error);
            yield return new Reading("epsilon in the true game",
                $"last {Text(epsilon.Last)}, mean of {epsilon.Averaged} rounds {Text(epsilon.Polyak)}, "
                    + $"EMA {epsilon.Decay} {Text(epsilon.Exponential)}",
                epsilon.FixedPoint is { } there ? $"averages near {Wording.Number(there)}, the fixed point's"
                    : "averages below the last",
                epsilon.Polyak.Mean < epsilon.Last.Mean ? "averaging helps, which is no evidence against a cycle"
                    : "averaging does not help", []);
        }
        if (evidence.Band is { } band)
        {
            double share = 1 / Math.Sqrt(2.0 * Math.Max(1, evidence.Replicas - 1));
            string predicted = band.Predicted is { } sd ? $", predicted {Wording.Number(sd)}" : "";
            yield return new Reading($"average of the last {band.Averaged} rounds",
                $"sd {Wording.Estimate(band.Average, band.Average * share)}{predicted}, of the last round "
                    + Wording.Estimate(band.Last, band.Last * share),
                "much smaller", band.Average < band.Last / 2 ? "averaging helps, which is no evidence against a cycle"
                    : "averaging helps little", []);
        }
    }
}
