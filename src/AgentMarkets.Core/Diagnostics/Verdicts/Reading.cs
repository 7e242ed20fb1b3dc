namespace AgentMarkets.Core.Diagnostics;

/// <summary>A row of the evidence table.</summary>
/// <param name="Name">Of the diagnostic.</param>
/// <param name="Measured">With its interval, or "exact"; "not applicable" and why otherwise.</param>
/// <param name="Expected">Under sampling noise around a stable point.</param>
/// <param name="ReadsAs">What the number says by itself.</param>
/// <param name="Lines">Of the rule, those that look at it.</param>
public sealed record Reading(string Name, string Measured, string Expected, string ReadsAs, IReadOnlyList<int> Lines)
{
    /// <summary>All rows in the order of the rule, also those of lines that were not reached.</summary>
    public static IReadOnlyList<Reading> Of(Evidence evidence, VerdictSettings limits) =>
    [
        .. LogWeightReadings.Of(evidence, limits),
        .. NoiseOffReadings.Of(evidence, limits),
        .. DriftReadings.Of(evidence, limits),
        .. BatchReadings.Of(evidence, limits),
        .. SpectrumReadings.Of(evidence, limits),
        .. RotationReadings.Of(evidence, limits),
        .. MeanReadings.Of(evidence),
    ];

    /// <summary>A row of something that could not be measured.</summary>
    internal static Reading Absent(string name, string why, string expected, params int[] lines) =>
        new(name, "not applicable: " + why, expected, "nothing", lines);
}
