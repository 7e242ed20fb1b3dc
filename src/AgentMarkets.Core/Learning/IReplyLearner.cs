using AgentMarkets.Core.Actors;

namespace AgentMarkets.Core.Learning;

/// <summary>A learner that moves towards its best replies, when it is told them.</summary>
public interface IReplyLearner : ILearner
{
    /// <summary>Learning of one actor's bid functions, one a replica, in its initial state.</summary>
    /// <param name="knots">How many actions a replica has.</param>
    IReplyLearning Start(int replicas, int knots);
}

/// <summary>Learning from best replies under way, and what has to be remembered from round to round.</summary>
public interface IReplyLearning
{
    /// <summary>One step of learning, in place.</summary>
    /// <param name="actions">[K] of one replica: the action at each knot.</param>
    /// <param name="best">[K]: the best reply at each knot.</param>
    /// <param name="loss">What the actions earn less than the best replies, on average.</param>
    void Learn(int replica, Span<double> actions, ReadOnlySpan<double> best, double loss);

    void Save(StateWriter state);

    void Load(StateReader state);
}
