using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Learning;

/// <summary>A learner that draws its actions around what it means to do, and is told what each of them
/// earned.</summary>
public interface IExploringLearner : ILearner
{
    /// <summary>Learning of one actor's parameters, [R, n], in its initial state.</summary>
    /// <param name="keys">One a replica: whose draws change the actions.</param>
    IExploration Start(StreamKey[] keys, long parameters, Device device);
}

/// <summary>Exploration under way, and what has to be remembered from round to round.</summary>
/// <remarks>
/// In a round each of the three is called once, in the order <see cref="Act"/>, <see cref="Slope"/>,
/// <see cref="Ascend"/>, and the state is saved between rounds. Tensors are 32-bit and contiguous.
/// </remarks>
public interface IExploration : IDisposable
{
    /// <summary>Draws actions around the means. The same round draws the same actions.</summary>
    /// <param name="means">[R, B, A].</param>
    /// <param name="actions">[R, B, A], written in place, before they are cut to what is allowed.</param>
    void Act(long round, Tensor means, Tensor actions);

    /// <summary>What the means are told: an estimate of the slope of mean utility in each of them.</summary>
    /// <param name="actions">[R, B, A], as drawn for this round.</param>
    /// <param name="utilities">[R, B], of each game.</param>
    /// <param name="counts">How many of the B games count in each replica; the rest is padding.</param>
    /// <param name="slope">[R, B, A], written in place; its mean over the games that count, times the means' own
    /// derivative, is the gradient in the parameters. 0 in the padding.</param>
    void Slope(long round, Tensor means, Tensor actions, Tensor utilities, IReadOnlyList<int> counts, Tensor slope);

    /// <summary>One step uphill, in place.</summary>
    /// <param name="gradient">[R, n]. May be overwritten.</param>
    void Ascend(Tensor parameters, Tensor gradient);

    void Save(StateWriter state);

    void Load(StateReader state);
}
