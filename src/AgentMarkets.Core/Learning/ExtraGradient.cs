using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Learning;

/// <summary>Looks one gradient step ahead, and steps from where it stood along the gradient found there.</summary>
/// <remarks>
/// theta' = theta + eta g(theta), theta += eta g(theta'). The gradient at theta' is that against what everybody else
/// would do there, so a step takes two rounds: in an odd round everybody moves to the point ahead, in an even one on
/// from the point remembered. After an odd number of rounds the parameters are a point ahead.
/// </remarks>
[Card("extra-gradient", "Steps along the gradient one step ahead; a step takes two rounds, the first looks ahead.",
    "Korpelevich (1976)")]
public sealed class ExtraGradient(ExtraGradient.Settings settings) : IGradientLearner
{
    public sealed record Settings
    {
        [Setting("Size of a step, also of the one ahead.", Min = 0)]
        public PerReplica LearningRate { get; init; } = 0.01;
    }

    public ILearning Start(int replicas, long parameters, Device device, ScalarType dtype = ScalarType.Float32) =>
        new Learning(settings.LearningRate.Expand(replicas), parameters, device, dtype);

    private sealed class Learning(double[] rates, long parameters, Device device, ScalarType dtype) : ILearning
    {
        private readonly Tensor _rate = tensor(rates, dtype: dtype, device: device).unsqueeze_(1);
        private readonly Tensor _stood = zeros(rates.Length, parameters, dtype: dtype, device: device);
        private long _rounds;

        public bool IsLookingAhead => _rounds % 2 == 1;

        public void Ascend(Tensor parameters, Tensor gradient)
        {
            using var guard = no_grad();
            if (++_rounds % 2 == 1)
            {
                _stood.copy_(parameters);
            }
            else
            {
                parameters.copy_(_stood);
            }
            parameters.add_(gradient.mul_(_rate));
        }

        public FrozenLearning Freeze(int rowsPerReplica) =>
            FrozenLearning.AtRates(Motion.ExtraGradient, rates, rowsPerReplica, parameters, remembered: null);

        public void Save(StateWriter state)
        {
            state.Shared("extra-gradient.rounds", _rounds);
            state.Rows("extra-gradient.stood", _stood);
        }

        public void Load(StateReader state)
        {
            _rounds = state.Shared("extra-gradient.rounds");
            state.Rows("extra-gradient.stood", _stood);
        }

        public void Dispose()
        {
            _rate.Dispose();
            _stood.Dispose();
        }
    }
}
