using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Experiments;

/// <summary>A number that runs report under a name. Its card says what it is, in which unit, and whether it is exact.</summary>
[Kind("metric", "metrics")]
public interface IMetric
{
}
