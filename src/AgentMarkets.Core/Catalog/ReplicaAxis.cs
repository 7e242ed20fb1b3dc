namespace AgentMarkets.Core.Catalog;

/// <summary>A setting of several values, which are crossed with those of all other axes.</summary>
/// <param name="Key">Its dotted path: <c>smoothing.beta</c>.</param>
/// <param name="Setting">Set to one value a replica when the axes are crossed.</param>
public sealed record ReplicaAxis(string Key, IReadOnlyList<double> Values, PerReplica Setting);
