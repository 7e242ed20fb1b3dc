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

// A verdict and its evidence rather than a number: the part of the same name in a summary.
[Card("oscillation", "Verdict, kind and evidence on why a run does not lie still: noise, optimiser, rotation or drift; "
    + "an estimate with measured error rates.", "docs/oscillation.md, 3")]
public sealed class Oscillation : IMetric;
