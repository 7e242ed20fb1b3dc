using AgentMarkets.Core.Actors;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Learning;

/// <summary>A learner that follows a gradient.</summary>
public interface IGradientLearner : ILearner
{
    /// <summary>Learning of one actor's parameters, [R, P], in its initial state.</summary>
    /// <param name="dtype">Of parameters and gradients.</param>
    ILearning Start(int replicas, long parameters, Device device, ScalarType dtype = ScalarType.Float32);
}

/// <summary>Learning under way: what it has to remember from step to step.</summary>
public interface ILearning : IDisposable
{
    /// <summary>One step uphill, in place.</summary>
    /// <param name="parameters">[R, P].</param>
    /// <param name="gradient">[R, P], of what is to be maximised. May be overwritten.</param>
    void Ascend(Tensor parameters, Tensor gradient);

    /// <summary>How it would go on from here with every step size held fast, for the diagnostics of
    /// oscillation.</summary>
    /// <param name="rowsPerReplica">Rows that a replica has, one after another.</param>
    /// <returns>Nothing where no linear rule says it.</returns>
    FrozenLearning? Freeze(int rowsPerReplica) => null;

    /// <summary>How far each parameter moves now for a gradient of 1, [rows, P]; nothing where there is no such
    /// number.</summary>
    double[]? Steps() => null;

    /// <summary>Whether the parameters stand where the learner only looks, not where a step ended.</summary>
    bool IsLookingAhead => false;

    void Save(StateWriter state);

    void Load(StateReader state);
}
