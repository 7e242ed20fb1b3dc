namespace AgentMarkets.Hosting.Distributed;

/// <summary>Who is there and what runs, at one moment.</summary>
/// <param name="Nodes">All that answered, busy or idle, and those that a driver knows.</param>
public sealed record ClusterStatus(IReadOnlyList<NodeProfile> Nodes, IReadOnlyList<RunStatus> Runs)
{
    /// <summary>The run that a node works for.</summary>
    public RunStatus? RunOf(NodeProfile node) =>
        Runs.FirstOrDefault(run => run.Nodes.Any(one => one.Profile.Id == node.Id && !one.IsSpare));
}
