using System.Text.Json.Nodes;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Diagnoses;

/// <summary>What the diagnosis of replicas that differ in nothing but their seed came to, as a run keeps it.</summary>
public sealed record Finding
{
    /// <summary>What tells these replicas from the others: <c>smoothing.beta=50</c>; empty where there are no
    /// others.</summary>
    public string Name { get; init; } = "";

    public IReadOnlyDictionary<string, double> Settings { get; init; } = new Dictionary<string, double>();

    /// <summary>Of the replicas looked at; those that failed are left out.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [];

    /// <summary>Why there is no verdict, as the rest of a sentence; nothing where there is one.</summary>
    public string? Why { get; init; }

    /// <summary>See <see cref="Core.Diagnostics.Verdict"/>; nothing where there is none.</summary>
    public string? Verdict { get; init; }

    public string? Kind { get; init; }

    /// <summary>What a user reads, the verdict first.</summary>
    public IReadOnlyList<string> Sentences { get; init; } = [];

    /// <summary>What an inconclusive verdict lacks.</summary>
    public string? Missing { get; init; }

    /// <summary>The settings that would supply it.</summary>
    public IReadOnlyList<string> WayOut { get; init; } = [];

    /// <summary>The command that would supply it; nothing where none would.</summary>
    public string? Command { get; init; }

    /// <summary>The line of the rule that decided.</summary>
    public int? Line { get; init; }

    /// <summary>All lines of the rule, also those not reached.</summary>
    public IReadOnlyList<LineOutcome> Lines { get; init; } = [];

    /// <summary>The rows of the evidence table.</summary>
    public IReadOnlyList<Reading> Readings { get; init; } = [];

    /// <summary>Every number behind them.</summary>
    public JsonObject? Evidence { get; init; }

    /// <summary>The pictures.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>Verdict and kind as words, or what is missing: <c>rotation, damped</c>,
    /// <c>inconclusive: replicas</c>.</summary>
    public string Words => Verdict is null ? $"no verdict: {Why}"
        : Kind is { } kind ? $"{Verdict}, {kind}"
        : Missing is { } missing ? $"{Verdict}: {missing}" : Verdict;
}
