namespace AgentMarkets.Core.Diagnostics;

/// <summary>What anyone could still gain in the true game, at the last iterate and at averages of it, mean over actors
/// (docs/oscillation.md, 2, D7).</summary>
/// <param name="Last">Over replicas.</param>
/// <param name="Averaged">Rounds in the Polyak average, the window's.</param>
/// <param name="Polyak">At that average.</param>
/// <param name="Decay">Of the exponential moving average.</param>
/// <param name="Exponential">At that average.</param>
/// <param name="FixedPoint">At the fixed point of the game as learned; nothing where none was found.</param>
public sealed record EpsilonEvidence(OverReplicas Last, int Averaged, OverReplicas Polyak, double Decay,
    OverReplicas Exponential, double? FixedPoint);
