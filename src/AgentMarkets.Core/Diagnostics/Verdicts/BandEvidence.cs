namespace AgentMarkets.Core.Diagnostics;

/// <summary>How wide the last round's band is, and how wide that of an average (docs/oscillation.md, 2, D7).</summary>
/// <param name="Last">Standard deviation over replicas of one observable in the last round, root mean square.</param>
/// <param name="Averaged">Rounds in the average.</param>
/// <param name="Average">The standard deviation of that average.</param>
/// <param name="Predicted">What the linear model says the latter is, the root of S(0)/n.</param>
public sealed record BandEvidence(double Last, int Averaged, double Average, double? Predicted = null);
