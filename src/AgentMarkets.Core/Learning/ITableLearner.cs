using AgentMarkets.Core.Actors;

namespace AgentMarkets.Core.Learning;

/// <summary>A learner of tables: how often each of m actions is taken at each of n types, when it is told what every
/// action earns.</summary>
public interface ITableLearner : ILearner
{
    /// <summary>Learning of one actor's tables, one a replica, in its initial state.</summary>
    /// <param name="mass">mu, [n]: the probability of each type.</param>
    /// <param name="rounds">T, how many rounds it will learn, for rates that depend on it.</param>
    /// <param name="lowest">[R]: no payoff of a replica lies below, for rates that go with the range of
    /// payoffs.</param>
    /// <param name="highest">[R]: nor above.</param>
    ITableLearning Start(
        int replicas, double[] mass, int actions, long rounds, double[] lowest, double[] highest);
}

/// <summary>Log weights and how payoffs move them: y += eta c, s ~ exp(y), row by row.</summary>
/// <param name="Rate">eta.</param>
/// <param name="Logarithms">y, [n, m].</param>
public sealed record FrozenWeights(double Rate, double[] Logarithms);

/// <summary>Learning of tables under way, and what has to be remembered from round to round.</summary>
public interface ITableLearning
{
    /// <summary>Log weights that a replica's table starts from, where it was given some: they count as if payoffs had
    /// led there. Learners that go on from the table itself need not be told.</summary>
    /// <param name="logWeights">[n, m], each row up to a number of its own.</param>
    void Begin(int replica, ReadOnlySpan<double> logWeights)
    {
    }

    /// <summary>One step of learning, in place.</summary>
    /// <param name="round">From 1, one after the other.</param>
    /// <param name="strategy">[n, m] of one replica: the probability of each action given the type; every row sums to
    /// 1.</param>
    /// <param name="payoffs">c, [n, m]: what each action earns given the type (not multiplied by the type's
    /// probability).</param>
    void Learn(long round, int replica, Span<double> strategy, ReadOnlySpan<double> payoffs);

    /// <summary>The log weights of a replica's table and the rate at which payoffs move them from here, for the
    /// diagnostics of oscillation.</summary>
    /// <param name="round">The next one.</param>
    /// <returns>Nothing for learners that keep no log weights.</returns>
    FrozenWeights? Freeze(long round, int replica) => null;

    void Save(StateWriter state);

    void Load(StateReader state);
}
