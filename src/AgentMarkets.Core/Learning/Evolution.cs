using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Learning;

/// <summary>Follows an estimate of the gradient of the own utility, from copies with every parameter changed a
/// little. The utility need not have a slope, so the exact mechanism serves.</summary>
/// <remarks>
/// g = 1/(P s^2) sum_p (U(theta + e_p) - U(theta)) e_p, e_p ~ N(0, s^2 I): neural pseudo-gradient ascent, Bichler,
/// Fichtl, Heidekrueger, Kohring and Sutterer (2021), with the evolution strategies of Salimans and others (2017). For
/// e_p stands what was tried, after theta + e_p was rounded. The sum is of 64-bit numbers, over the copies in order.
/// </remarks>
[Card("evolution", "Follows what randomly changed copies of the parameters earn in the exact mechanism.",
    "Bichler et al. (2021), algorithm 1; Salimans et al. (2017), section 2")]
public sealed class Evolution(Evolution.Settings settings) : IPopulationLearner
{
    public sealed record Settings : IChecked
    {
        [Setting("How many copies are tried a round.", Min = 1)]
        public int Population { get; init; } = 64;

        [Setting("Standard deviation of a copy's parameters; by default 1 by their number.", Above = 0)]
        public PerReplica? Deviation { get; init; }

        [Setting("How a gradient becomes a step.")]
        public OptimizerRule Optimizer { get; init; } = OptimizerRule.Adam;

        [Setting("Size of a step.", Min = 0)]
        public PerReplica LearningRate { get; init; } = 0.001;

        [Setting("Share of the last step that goes on; with optimizer=momentum only.", Min = 0, Below = 1)]
        public PerReplica Momentum { get; init; } = 0.9;

        [Setting("Whether copies come in pairs, changed to opposite sides.")]
        public bool Antithetic { get; init; }

        public void Check(Problems problems, Place place)
        {
            if (Antithetic && Population % 2 == 1)
            {
                problems.Add(place.Of("population"), $"{Population}", "must be even where copies come in pairs");
            }
        }
    }

    public IPopulation Start(StreamKey[] keys, long parameters, Device device) =>
        new Copies(settings, keys, (int)parameters, device);

    private sealed class Copies(Settings settings, StreamKey[] keys, int parameters, Device device) : IPopulation
    {
        private readonly double[] _deviation =
            (settings.Deviation ?? new PerReplica(1.0 / parameters)).Expand(keys.Length);
        private readonly ILearning _optimizer = new Gradient(new Gradient.Settings
        {
            Optimizer = settings.Optimizer,
            LearningRate = settings.LearningRate,
            Momentum = settings.Momentum,
        }).Start(keys.Length, parameters, device);
        private readonly Tensor _gradient = zeros(keys.Length, parameters, dtype: float32, device: device);
        private readonly float[] _theta = new float[keys.Length * parameters];
        private readonly float[] _tried = new float[keys.Length * settings.Population * parameters];

        public int Size => settings.Population;

        public void Propose(long round, Tensor parameters, Tensor copies)
        {
            parameters.CopyTo(_theta.AsSpan());
            int n = _theta.Length / keys.Length, pairs = settings.Antithetic ? Size / 2 : Size;
            var draws = new double[pairs * n];
            for (int r = 0; r < keys.Length; r++)
            {
                NormalDraws.Fill(keys[r], round, draws);
                var theta = _theta.AsSpan(r * n, n);
                for (int p = 0; p < Size; p++)
                {
                    // The second half mirrors the first.
                    double s = p < pairs ? _deviation[r] : -_deviation[r];
                    var e = draws.AsSpan(p % pairs * n, n);
                    var copy = _tried.AsSpan((r * Size + p) * n, n);
                    for (int k = 0; k < n; k++)
                    {
                        copy[k] = (float)(theta[k] + s * e[k]);
                    }
                }
            }
            copies.CopyFrom<float>(_tried);
        }

        public void Learn(long round, Tensor parameters, Tensor copies, Tensor utilities, Tensor unchanged)
        {
            parameters.CopyTo(_theta.AsSpan());
            copies.CopyTo(_tried.AsSpan());
            int n = _theta.Length / keys.Length;
            double[] earned = new double[keys.Length * Size], before = new double[keys.Length], sum = new double[n];
            utilities.CopyTo(earned.AsSpan());
            unchanged.CopyTo(before.AsSpan());
            var gradient = new float[_theta.Length];
            for (int r = 0; r < keys.Length; r++)
            {
                var theta = _theta.AsSpan(r * n, n);
                double scale = 1 / (Size * _deviation[r] * _deviation[r]);
                Array.Clear(sum);
                for (int p = 0; p < Size; p++)
                {
                    double weight = scale * (earned[r * Size + p] - before[r]);
                    var copy = _tried.AsSpan((r * Size + p) * n, n);
                    for (int k = 0; k < n; k++)
                    {
                        sum[k] += weight * ((double)copy[k] - theta[k]);
                    }
                }
                for (int k = 0; k < n; k++)
                {
                    gradient[r * n + k] = (float)sum[k];
                }
            }
            _gradient.CopyFrom<float>(gradient);
            _optimizer.Ascend(parameters, _gradient);
        }

        public void Save(StateWriter state) => _optimizer.Save(state);

        public void Load(StateReader state) => _optimizer.Load(state);

        public void Dispose()
        {
            _optimizer.Dispose();
            _gradient.Dispose();
        }
    }
}
