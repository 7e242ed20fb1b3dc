namespace AgentMarkets.Core.Diagnostics;

/// <summary>What the update map says, linear at the reference point (docs/oscillation.md, 2, D2 and D5).</summary>
/// <param name="Modes">Of the map; each eigenvalue of DJ with its roots.</param>
/// <param name="PredictedSpread">Of sampling noise within a window; nothing without noise or if the map is
/// unstable.</param>
/// <param name="PredictedProminence">Of the model's own peak, 0 if it has none.</param>
/// <param name="PredictedPeriod">Rounds.</param>
public sealed record LinearEvidence(
    IReadOnlyList<Branch> Modes, double? PredictedSpread = null, double? PredictedProminence = null,
    double? PredictedPeriod = null)
{
    /// <summary>max |z|.</summary>
    public double Radius => Modes.Count > 0 ? Modes.Max(mode => mode.Map.Magnitude) : 0;
}
