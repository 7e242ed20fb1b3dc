namespace AgentMarkets.Core.Diagnostics;

/// <summary>Where the mean sits and why: total = class + smoothing + dynamics (docs/oscillation.md, 2, D1).</summary>
/// <param name="Class">Best in the class of strategies minus equilibrium; nothing if one of them is unknown.</param>
/// <param name="Smoothing">Fixed point of the smoothed game minus the best in the class.</param>
/// <param name="Dynamics">Mean of the run minus that fixed point.</param>
/// <param name="DynamicsError">Standard error of the last, over replicas.</param>
public sealed record BiasEvidence(double? Class, double? Smoothing, double Dynamics, double DynamicsError)
{
    /// <summary>The observable, where it is not the mean over all of them.</summary>
    public string? Of { get; init; }

    /// <summary>What is told, where it is not parameters: <c>multiplier</c>.</summary>
    public string? Quantity { get; init; }

    /// <summary>Whether the equilibrium is unknown, or not of this class of strategies, so that the best of the class
    /// stands in for it.</summary>
    public bool IsAgainstClass { get; init; }

    /// <summary>Mean minus equilibrium, or minus the best of the class, if that is known.</summary>
    public double? Total => Smoothing + (Class ?? 0) + Dynamics;

    /// <summary>Whether the dynamics' part is 0 within two errors.</summary>
    public bool IsUnbiased => Math.Abs(Dynamics) < 2 * DynamicsError;
}
