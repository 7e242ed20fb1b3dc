namespace AgentMarkets.Core.Diagnostics;

/// <summary>What learners that keep log weights of actions did (docs/oscillation.md, 2, D8).</summary>
/// <param name="Gap">Nash gap of the last iterate, median over replicas.</param>
/// <param name="Switches">Of modal actions over the whole run, median over replicas.</param>
/// <param name="DwellRatio">Growth of dwell times; nothing with fewer than five switches.</param>
/// <param name="AverageGap">Nash gap of the average strategies, median over replicas.</param>
/// <param name="Regrets">External regret per round of each actor, over the whole run, median over some replicas;
/// nothing where not all probabilities were seen.</param>
public sealed record LogWeightEvidence(double Gap, double Switches, double? DwellRatio, double? AverageGap = null,
    IReadOnlyList<double>? Regrets = null);
