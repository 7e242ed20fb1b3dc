using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Fisher.Solvers.FreeAllocation;

[Card("epoch-gap", "The Nash gap at the end of an epoch, by which eisenberg-gale stops; no unit; exact.",
    "docs/fisher.md, 6 and 7")]
public sealed class EpochGap : IMetric;
