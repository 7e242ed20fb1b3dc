using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Experiments;

/// <summary>A number that runs report under a name. Its card says what it is, in which unit, and whether it is
/// exact.</summary>
[Kind("metric", "metrics")]
public interface IMetric
{
}

// Of every run, whatever its family.
[Card("live-tensors", "Tensors alive when the run ended, of all replicas together; a count; exact.",
    "ours: memory outside of .NET, which nobody collects")]
public sealed class LiveTensors : IMetric;
