using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Learning;

/// <summary>The rules by which a gradient becomes a step.</summary>
public enum OptimizerRule
{
    Sgd,
    Momentum,
    Adam,
}

/// <summary>Follows the gradient of the own utility, everybody at once.</summary>
/// <remarks>
/// With the gradient g of a utility and the rate eta of the replica:
/// sgd: theta += eta g.  momentum: m = mu m + g, theta += eta m (Polyak 1964).
/// adam: Kingma and Ba (2015), algorithm 1, with beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8.
/// </remarks>
[Card("gradient", "Follows the gradient of the own smoothed utility, all actors at once.",
    "Kingma and Ba (2015), algorithm 1; Polyak (1964)")]
public sealed class Gradient(Gradient.Settings settings) : IGradientLearner
{
    public sealed record Settings
    {
        [Setting("How a gradient becomes a step.")]
        public OptimizerRule Optimizer { get; init; } = OptimizerRule.Adam;

        [Setting("Size of a step.", Min = 0)]
        public PerReplica LearningRate { get; init; } = 0.01;

        [Setting("Share of the last step that goes on; with optimizer=momentum only.", Min = 0, Below = 1)]
        public PerReplica Momentum { get; init; } = 0.9;
    }

    public ILearning Start(int replicas, long parameters, Device device, ScalarType dtype = ScalarType.Float32) =>
        settings.Optimizer == OptimizerRule.Adam
            ? new Adam(settings.LearningRate.Expand(replicas), parameters, device, dtype)
            : new Momentum(settings.LearningRate.Expand(replicas),
                settings.Optimizer == OptimizerRule.Sgd ? null : settings.Momentum.Expand(replicas), parameters,
                device, dtype);

    private static Tensor Column(double[] values, Device device, ScalarType dtype) =>
        tensor(values, dtype: dtype, device: device);

    private sealed class Adam(double[] rates, long parameters, Device device, ScalarType dtype) : ILearning
    {
        private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;

        // The fused step goes downhill, so uphill is a negative rate.
        private readonly Tensor _rate = Column([.. rates.Select(r => -r)], device, dtype);
        private readonly Tensor _first = zeros(rates.Length, parameters, dtype: dtype, device: device);
        private readonly Tensor _second = zeros(rates.Length, parameters, dtype: dtype, device: device);
        private long _steps;

        public void Ascend(Tensor parameters, Tensor gradient) =>
            Fused.AdamStep(parameters, gradient, _first, _second, _rate, Beta1, Beta2, Epsilon, ++_steps);

        /// <summary>D = eta / (sqrt(v) + epsilon), v corrected for its start and averaged over replicas.</summary>
        public FrozenLearning Freeze(int rowsPerReplica)
        {
            double[] second = _second.Numbers(), steps = new double[second.Length * rowsPerReplica / rates.Length];
            int replicas = rates.Length / rowsPerReplica;
            double correction = 1 - Math.Pow(Beta2, Math.Max(1, _steps));
            for (int k = 0; k < second.Length; k++)
            {
                steps[k % steps.Length] += second[k] / correction / replicas;
            }
            for (int k = 0; k < steps.Length; k++)
            {
                steps[k] = rates[k / (int)parameters] / (Math.Sqrt(steps[k]) + Epsilon);
            }
            return new FrozenLearning(Motion.Momentum, steps, Beta1, 1 - Beta1, _first.Numbers(), Adapts: true)
            {
                OwnSteps = Steps(),
            };
        }

        /// <summary>eta / (sqrt(v) + epsilon), v corrected for its start.</summary>
        public double[] Steps()
        {
            double correction = 1 - Math.Pow(Beta2, Math.Max(1, _steps));
            return [.. _second.Numbers().Select((v, k) =>
                rates[k / (int)parameters] / (Math.Sqrt(v / correction) + Epsilon))];
        }

        public void Save(StateWriter state)
        {
            state.Shared("adam.steps", _steps);
            state.Rows("adam.first", _first);
            state.Rows("adam.second", _second);
        }

        public void Load(StateReader state)
        {
            _steps = state.Shared("adam.steps");
            state.Rows("adam.first", _first);
            state.Rows("adam.second", _second);
        }

        public void Dispose()
        {
            _rate.Dispose();
            _first.Dispose();
            _second.Dispose();
        }
    }

    /// <summary>Also plain gradient steps, which remember nothing.</summary>
    private sealed class Momentum(double[] rates, double[]? momentum, long parameters, Device device, ScalarType dtype)
        : ILearning
    {
        private readonly Tensor _rate = Column(rates, device, dtype).unsqueeze_(1);
        private readonly Tensor? _momentum = momentum is null ? null : Column(momentum, device, dtype).unsqueeze_(1);
        private readonly Tensor? _velocity =
            momentum is null ? null : zeros(rates.Length, parameters, dtype: dtype, device: device);

        public void Ascend(Tensor parameters, Tensor gradient)
        {
            using var guard = no_grad();
            if (_velocity is null)
            {
                parameters.add_(gradient.mul_(_rate));
                return;
            }
            _velocity.mul_(_momentum!).add_(gradient);
            parameters.add_(_velocity * _rate);
        }

        public double[] Steps() => [.. rates.SelectMany(rate => Enumerable.Repeat(rate, (int)parameters))];

        public FrozenLearning Freeze(int rowsPerReplica) => FrozenLearning.AtRates(Motion.Momentum, rates,
            rowsPerReplica, parameters, _velocity?.Numbers(), momentum?[0] ?? 0);

        public void Save(StateWriter state)
        {
            if (_velocity is not null)
            {
                state.Rows("momentum.velocity", _velocity);
            }
        }

        public void Load(StateReader state)
        {
            if (_velocity is not null)
            {
                state.Rows("momentum.velocity", _velocity);
            }
        }

        public void Dispose()
        {
            _rate.Dispose();
            _momentum?.Dispose();
            _velocity?.Dispose();
        }
    }
}
