using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Learning;

/// <summary>How an actor changes its parameters: a piece of the catalogue, with its settings.</summary>
[Kind("learner", "learners")]
public interface ILearner
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
