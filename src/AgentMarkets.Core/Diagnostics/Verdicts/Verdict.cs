namespace AgentMarkets.Core.Diagnostics;

/// <summary>What the rule says.</summary>
/// <param name="Name">One of the constants here.</param>
/// <param name="Kind">damped, limit-cycle, self-sustained, diverging, slowing or nothing.</param>
/// <param name="Line">Of the rule, the first that fired.</param>
/// <param name="Sentences">What a user reads, the verdict first.</param>
public sealed record Verdict(string Name, string? Kind, int Line, IReadOnlyList<string> Sentences)
{
    public const string Converged = "converged";

    public const string Noise = "noise";

    public const string OptimiserOscillation = "optimiser-oscillation";

    public const string Rotation = "rotation";

    public const string Drift = "drift";

    public const string Inconclusive = "inconclusive";

    public const string Damped = "damped";

    public const string LimitCycle = "limit-cycle";

    public const string SelfSustained = "self-sustained";

    public const string Diverging = "diverging";

    public const string Slowing = "slowing";

    /// <summary>What an inconclusive verdict lacks: rounds, replicas, noise-off, newton, flow, batch, peak,
    /// spread, finite-numbers.</summary>
    public string? Missing { get; init; }

    /// <summary>Settings that would supply it, as a user writes them: <c>rounds=9700</c>. Empty where no setting
    /// would.</summary>
    public IReadOnlyList<string> WayOut { get; init; } = [];

    /// <summary>All lines of the rule in order, also those not reached.</summary>
    public IReadOnlyList<LineOutcome> Lines { get; init; } = [];

    /// <summary>An inconclusive verdict.</summary>
    internal static Verdict Lacks(int line, string missing, IReadOnlyList<string> wayOut, string why) =>
        new(Inconclusive, null, line, [$"Inconclusive. {why}"]) { Missing = missing, WayOut = wayOut };
}

/// <summary>One line of the rule and what it says of the evidence.</summary>
/// <param name="Asks">The question.</param>
/// <param name="Says">The verdict that the line gives or would give, or nothing if it does not fire.</param>
/// <param name="Reached">Whether all lines before were silent.</param>
public sealed record LineOutcome(int Number, string Asks, string? Says, bool Reached);
