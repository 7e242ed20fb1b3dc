using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Learning;

/// <summary>Follows a guess of the next gradient: this one, and once more what changed since the last.</summary>
/// <remarks>
/// theta += eta (2 g - g'), g' the gradient of the round before; in the first round g' = g. Where simultaneous gradient
/// steps turn outwards around an equilibrium, as in u_1 = xy, u_2 = -xy, these turn inwards.
/// </remarks>
[Card("optimistic", "Follows twice the gradient less that of the round before, which damps rotation.",
    "Popov (1980); Daskalakis, Ilyas, Syrgkanis and Zeng (2018), section 2")]
public sealed class Optimistic(Optimistic.Settings settings) : IGradientLearner
{
    public sealed record Settings
    {
        [Setting("Size of a step.", Min = 0)]
        public PerReplica LearningRate { get; init; } = 0.01;
    }

    public ILearning Start(int replicas, long parameters, Device device, ScalarType dtype = ScalarType.Float32) =>
        new Learning(settings.LearningRate.Expand(replicas), parameters, device, dtype);

    private sealed class Learning(double[] rates, long parameters, Device device, ScalarType dtype) : ILearning
    {
        private readonly Tensor _rate = tensor(rates, dtype: dtype, device: device).unsqueeze_(1);
        private readonly Tensor _last = zeros(rates.Length, parameters, dtype: dtype, device: device);
        private long _rounds;

        public void Ascend(Tensor parameters, Tensor gradient)
        {
            using var guard = no_grad();
            if (_rounds++ == 0)
            {
                _last.copy_(gradient);
            }
            parameters.add_((gradient * 2).sub_(_last).mul_(_rate));
            _last.copy_(gradient);
        }

        public FrozenLearning Freeze(int rowsPerReplica) =>
            FrozenLearning.AtRates(Motion.Optimistic, rates, rowsPerReplica, parameters, _last.Numbers());

        public void Save(StateWriter state)
        {
            state.Shared("optimistic.rounds", _rounds);
            state.Rows("optimistic.last", _last);
        }

        public void Load(StateReader state)
        {
            _rounds = state.Shared("optimistic.rounds");
            state.Rows("optimistic.last", _last);
        }

        public void Dispose()
        {
            _rate.Dispose();
            _last.Dispose();
        }
    }
}
