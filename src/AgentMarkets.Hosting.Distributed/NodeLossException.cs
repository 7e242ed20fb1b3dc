namespace AgentMarkets.Hosting.Distributed;

/// <summary>A node is gone in the middle of a step. Caught by the host, which goes back to its checkpoint.</summary>
internal sealed class NodeLossException(string node, string why) : Exception($"node {node} {why}")
{
    public string Node { get; } = node;

    public string Why { get; } = why;
}

/// <summary>A behaviour failed on a node, as it would have in one process.</summary>
public sealed class BehaviorFailedException(string node, string actor, string sentence)
    : InvalidOperationException($"{actor} failed on node {node}: {sentence}");
