using AgentMarkets.Core.Actors;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Learning;

/// <summary>A learner that follows a gradient.</summary>
public interface IGradientLearner : ILearner
{
    /// <summary>Learning of one actor's parameters, [R, P], in its initial state.</summary>
    ILearning Start(int replicas, long parameters, Device device);
}

/// <summary>Learning under way: what it has to remember from step to step.</summary>
public interface ILearning : IDisposable
{
    /// <summary>One step uphill, in place.</summary>
    /// <param name="parameters">[R, P].</param>
    /// <param name="gradient">[R, P], of what is to be maximised. May be overwritten.</param>
    void Ascend(Tensor parameters, Tensor gradient);

    void Save(StateWriter state);

    void Load(StateReader state);
}
