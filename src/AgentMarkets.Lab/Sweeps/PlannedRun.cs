namespace AgentMarkets.Lab.Sweeps;

/// <summary>One run of many, before it is played.</summary>
/// <param name="Name">Of its folder: the same whenever the same is planned.</param>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Text">The experiment file; <paramref name="Source"/> is what the user calls it.</param>
/// <param name="Differences">What tells it apart from the others, by dotted key, as written.</param>
public sealed record PlannedRun(string Name, string Experiment, string Text, string Source,
    IReadOnlyList<string> Overrides, IReadOnlyList<KeyValuePair<string, string>> Differences)
{
    /// <summary>How long it takes, in any unit that all runs have in common: for the remaining time.</summary>
    public double Cost { get; init; } = 1;
}
