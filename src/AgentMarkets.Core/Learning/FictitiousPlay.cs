using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Learning;

/// <summary>Plays the mean of the best replies so far.</summary>
/// <remarks>
/// s += 1/(t+2) (BR(c) - s), t from 0: Brown (1951), where the start counts as one reply. BR is the action of each type
/// that earns most, the lowest of equals.
/// </remarks>
[Card("fictitious-play", "Plays the mean of the best replies to the others' means so far.", "Brown (1951)")]
public sealed class FictitiousPlay : ITableLearner
{
    public ITableLearning Start(
        int replicas, double[] mass, int actions, long rounds, double[] lowest, double[] highest) =>
        new TowardsReplies(actions, weight: 1);
}
