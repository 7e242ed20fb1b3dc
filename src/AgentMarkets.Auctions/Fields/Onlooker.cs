using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Numerics;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Fields;

/// <summary>Looks at the gradient of a seat and leaves everything as it is.</summary>
internal sealed class Onlooker : ILearning
{
    /// <summary>What was last seen, [rows, P].</summary>
    public double[] Gradient { get; private set; } = [];

    public void Ascend(Tensor parameters, Tensor gradient) => Gradient = gradient.Numbers();

    public void Save(StateWriter state)
    {
    }

    public void Load(StateReader state)
    {
    }

    public void Dispose()
    {
    }
}
