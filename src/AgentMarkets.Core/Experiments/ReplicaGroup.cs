namespace AgentMarkets.Core.Experiments;

/// <summary>Replicas that differ in nothing but their seed: repetitions of one experiment.</summary>
/// <param name="Name">What tells them from the others: <c>smoothing.beta=50</c>; empty where there are no
/// others.</param>
/// <param name="Replicas">Their places among all, ascending.</param>
public sealed record ReplicaGroup(string Name, IReadOnlyList<KeyValuePair<string, double>> Settings,
    IReadOnlyList<int> Replicas)
{
    /// <summary>The groups in the order of their first replicas.</summary>
    public static IReadOnlyList<ReplicaGroup> Of(IReadOnlyList<Replica> replicas) =>
    [
        .. Enumerable.Range(0, replicas.Count).GroupBy(r => NameOf(replicas[r]))
            .Select(group => new ReplicaGroup(group.Key, replicas[group.First()].Settings, [.. group])),
    ];

    /// <summary>The overrides that make an experiment of this group alone.</summary>
    public IReadOnlyList<string> Overrides(IReadOnlyList<Replica> replicas) =>
    [
        .. Settings.Select(setting => $"{setting.Key}={Text(setting.Value)}"),
        $"seed=[{string.Join(",", Replicas.Select(r => replicas[r].Seed))}]",
    ];

    private static string NameOf(Replica replica) =>
        string.Join(", ", replica.Settings.Select(setting => $"{setting.Key}={Text(setting.Value)}"));

    private static string Text(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
