namespace AgentMarkets.Core.Diagnostics;

/// <summary>What the run did when it went on with expected gradients and frozen steps (docs/oscillation.md, 2,
/// D4).</summary>
/// <param name="First">a_1, movement in the first quarter, median over replicas.</param>
/// <param name="Last">a_4, movement in the last quarter, median over replicas.</param>
/// <param name="Straightness">Of the last half, median over replicas.</param>
/// <param name="Displacement">From the window's mean to the end (<see cref="DriftTest.Displacement"/>).</param>
/// <param name="Rounds">Of the last continuation.</param>
/// <param name="Replicas">That went on.</param>
/// <param name="Agreeing">Of these, how many for themselves persist or stop as the median does.</param>
/// <param name="Flow">Movement under plain small steps, last over first quarter, median; nothing where the test was
/// not made.</param>
/// <param name="FlowAgreeing">Replicas on the same side of the threshold as the median.</param>
public sealed record NoiseOffEvidence(
    double First, double Last, double Straightness, double Displacement, long Rounds, int Replicas, int Agreeing,
    double? Flow = null, int? FlowAgreeing = null)
{
    /// <summary>a_4 / a_1.</summary>
    public double Decay => Last / Math.Max(First, 1e-300);
}
