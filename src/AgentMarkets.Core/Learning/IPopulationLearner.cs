using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Learning;

/// <summary>A learner that tries changed copies of its parameters, and is told what each of them earned.</summary>
public interface IPopulationLearner : ILearner
{
    /// <summary>Learning of one actor's parameters, [R, n], in its initial state.</summary>
    /// <param name="keys">One a replica: whose draws change the copies.</param>
    IPopulation Start(StreamKey[] keys, long parameters, Device device);
}

/// <summary>Copies under trial, and what has to be remembered from round to round.</summary>
public interface IPopulation : IDisposable
{
    /// <summary>P, the number of copies; where a learner remembers copies whose worth changes with the game, the
    /// remembered ones count too.</summary>
    int Size { get; }

    /// <summary>The copies to try in a round. It changes no state: the same round proposes the same copies.</summary>
    /// <param name="parameters">[R, n], as they are.</param>
    /// <param name="copies">[R, P, n], 32-bit, written in place.</param>
    void Propose(long round, Tensor parameters, Tensor copies);

    /// <summary>One step of learning, in place.</summary>
    /// <param name="copies">[R, P, n], as proposed for this round.</param>
    /// <param name="utilities">[R, P], 64-bit: the mean utility of each copy, from the same draws.</param>
    /// <param name="unchanged">[R], 64-bit: the mean utility of the parameters as they are, from the same
    /// draws.</param>
    void Learn(long round, Tensor parameters, Tensor copies, Tensor utilities, Tensor unchanged);

    void Save(StateWriter state);

    void Load(StateReader state);
}
