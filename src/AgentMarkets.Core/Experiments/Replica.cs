using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Experiments;

/// <summary>What tells one replica from the others.</summary>
/// <param name="Settings">The value of every setting that has several, by dotted key: <c>smoothing.beta</c>.</param>
public sealed record Replica(ulong Seed, IReadOnlyList<KeyValuePair<string, double>> Settings)
{
    /// <summary>As in a summary: <c>{ "seed": 1, "smoothing.beta": 50 }</c>.</summary>
    public Node ToNode() => Node.Object(
        Settings.Select(setting => KeyValuePair.Create(setting.Key, Node.Of(setting.Value)))
            .Prepend(KeyValuePair.Create("seed", Node.Of(Seed))));
}
