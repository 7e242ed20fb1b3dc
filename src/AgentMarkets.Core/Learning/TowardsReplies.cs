using AgentMarkets.Core.Actors;

namespace AgentMarkets.Core.Learning;

/// <summary>s += weight/(t+2) (BR(c) - s), t from 0. The strategy is all that is remembered.</summary>
internal sealed class TowardsReplies(int actions, double weight) : ITableLearning
{
    public void Learn(long round, int replica, Span<double> strategy, ReadOnlySpan<double> payoffs)
    {
        for (int o = 0; o < payoffs.Length; o += actions)
        {
            Simplex.Towards(Simplex.Best(payoffs.Slice(o, actions)), weight / (round + 1),
                strategy.Slice(o, actions));
        }
    }

    public void Save(StateWriter state)
    {
    }

    public void Load(StateReader state)
    {
    }
}
