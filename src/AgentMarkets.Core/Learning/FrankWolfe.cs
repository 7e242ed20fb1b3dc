using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Learning;

/// <summary>Moves towards the best reply by a share of 2/(t+2).</summary>
/// <remarks>
/// s += 2/(t+2) (BR(c) - s), t from 0: Frank and Wolfe (1956), so the first round takes the whole way. BR is the action
/// of each type that earns most, the lowest of equals.
/// </remarks>
[Card("frank-wolfe", "Moves towards the best reply by a share of 2/(t+2).",
    "Frank and Wolfe (1956); Bichler, Fichtl and Oberlechner (2025)")]
public sealed class FrankWolfe : ITableLearner
{
    public ITableLearning Start(
        int replicas, double[] mass, int actions, long rounds, double[] lowest, double[] highest) =>
        new TowardsReplies(actions, weight: 2);
}
