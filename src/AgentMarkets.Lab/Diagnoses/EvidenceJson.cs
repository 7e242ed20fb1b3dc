using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.Lab.Diagnoses;

/// <summary>The evidence of a verdict as one JSON object: every number with its error, null where it does not apply or
/// is not finite.</summary>
internal static class EvidenceJson
{
    // Nameless types have nothing but read-only properties.
    private static readonly JsonSerializerOptions Options = new(FindingJson.Options)
    {
        IgnoreReadOnlyProperties = false,
    };

    public static JsonObject Of(Evidence evidence, VerdictSettings limits) => Node(new
    {
        evidence.Rounds,
        evidence.Replicas,
        evidence.Batch,
        Spread = Estimate(evidence.Spread),
        PredictedSpread = evidence.Linear?.PredictedSpread,
        Ratio = RatioOf(evidence),
        evidence.NewtonDistance,
        NoiseOff = NoiseOff(evidence, limits),
        evidence.WhyNoNoiseOff,
        Drift = Drift(evidence.Drift),
        Scan = Scan(evidence.Scan),
        Peak = Peak(evidence),
        Linear = Linear(evidence.Linear),
        Rotation = Rotation(evidence),
        Radius = evidence.Radius is { } radius
            ? Node(new { radius.Variation, radius.Error, radius.BelowHalf })
            : null,
        Phase = evidence.Phase is { } phase ? Node(new { phase.Lags, phase.Variances }) : null,
        evidence.Places,
        Bias = Bias(evidence.Bias),
        Band = evidence.Band is { } band ? Node(new { band.Last, band.Averaged, band.Average, band.Predicted }) : null,
        Epsilon = evidence.Epsilon is { } epsilon
            ? Node(new
            {
                Last = Estimate(epsilon.Last), epsilon.Averaged, Polyak = Estimate(epsilon.Polyak), epsilon.Decay,
                Exponential = Estimate(epsilon.Exponential), epsilon.FixedPoint,
            })
            : null,
        LogWeights = evidence.LogWeights is { } weights
            ? Node(new { weights.Gap, weights.AverageGap, weights.Switches, weights.DwellRatio, weights.Regrets })
            : null,
    });

    private static JsonObject Node<T>(T value) => (JsonObject)JsonSerializer.SerializeToNode(value, Options)!;

    private static JsonObject Estimate(OverReplicas of) => Node(new { of.Mean, of.Error });

    private static JsonObject? RatioOf(Evidence evidence) => evidence.Linear?.PredictedSpread is { } predicted
        ? Node(new { Value = evidence.Ratio, Error = evidence.Spread.Error / predicted })
        : null;

    private static JsonObject? NoiseOff(Evidence evidence, VerdictSettings limits) => evidence.NoiseOff is { } off
        ? Node(new
        {
            evidence.Left,
            off.First,
            off.Last,
            off.Decay,
            Persists = evidence.Persists(limits),
            off.Straightness,
            off.Displacement,
            off.Rounds,
            off.Replicas,
            off.Agreeing,
            off.Flow,
            off.FlowAgreeing,
        })
        : null;

    private static JsonObject? Drift(DriftTest? drift) => drift is null ? null : Node(new
    {
        Differences = drift.Differences.Select((difference, k) =>
            new { difference.Mean, difference.Error, P = drift.P[k] }),
    });

    private static JsonObject? Scan(BatchEvidence? scan) => scan is null ? null : Node(new
    {
        Slope = new { Value = scan.Slope, scan.Error },
        scan.Batches,
        scan.LogSpreads,
        scan.LogErrors,
        scan.Stopped,
    });

    private static JsonObject? Peak(Evidence evidence) => evidence.Peak is not { } peak ? null : Node(new
    {
        peak.Prominence,
        peak.LogError,
        peak.Lower,
        peak.Upper,
        peak.Period,
        peak.Column,
        peak.Bin,
        Autoregression = evidence.Null is { } memory
            ? new { memory.Phi, memory.P, memory.PSearched, memory.Simulations }
            : null,
    });

    private static JsonObject? Linear(LinearEvidence? linear) => linear is null ? null : Node(new
    {
        linear.Radius,
        linear.PredictedProminence,
        linear.PredictedPeriod,
        Modes = linear.Modes.Select(mode => new { mode.Game, mode.Map, mode.Swirl, mode.Period, mode.Memory }),
    });

    private static JsonObject? Rotation(Evidence evidence) => evidence.Rotation is not { } rotation ? null : Node(new
    {
        Rate = rotation.Rate.Mean,
        rotation.Rate.Error,
        rotation.Rate.P,
        Predicted = evidence.PredictedRotation,
        rotation.NullMean,
        rotation.NullError,
        ByReplica = rotation.PerReplica,
    });

    private static JsonObject? Bias(BiasEvidence? bias) => bias is null ? null : Node(new
    {
        bias.Total,
        bias.Class,
        bias.Smoothing,
        Dynamics = new { Value = bias.Dynamics, Error = bias.DynamicsError },
        bias.IsUnbiased,
        bias.Of,
    });
}
