using System.Runtime.Intrinsics;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Learning;

/// <summary>What an action's utility is held against.</summary>
public enum Baseline
{
    Mean,
    None,
    Running,
}

/// <summary>Draws actions around the means and makes those likelier that earned more than usual.</summary>
/// <remarks>
/// Actions a ~ N(mu, sd^2); with the utility u of a game and a baseline v,
/// d/d mu = mean (u - v) (a - mu)/sd^2,  d/d log sd = mean (u - v) sum_a (((a - mu)/sd)^2 - 1): the Gaussian unit of
/// Williams (1992). The means and log sd follow them by the same rule. One sd a replica, never below the floor.
/// baseline=mean is the mean of this round's B games: g is then (1 - 1/B) times the gradient, on average.
/// </remarks>
[Card("reinforce", "Draws actions around the means and makes those likelier that earned more than usual.",
    "Williams (1992), the Gaussian unit")]
public sealed class Reinforce(Reinforce.Settings settings) : IExploringLearner
{
    private const double Remembered = 0.9;

    public sealed record Settings
    {
        [Setting("Standard deviation of the actions at first.", Above = 0)]
        public PerReplica Deviation { get; init; } = 0.1;

        [Setting("The smallest standard deviation.", Above = 0)]
        public PerReplica Floor { get; init; } = 0.005;

        [Setting("What utilities are held against: their mean, nothing, or a running mean of rounds before.")]
        public Baseline Baseline { get; init; } = Baseline.Mean;

        [Setting("How a gradient becomes a step.")]
        public OptimizerRule Optimizer { get; init; } = OptimizerRule.Adam;

        [Setting("Size of a step.", Min = 0)]
        public PerReplica LearningRate { get; init; } = 0.001;

        [Setting("Share of the last step that goes on; with optimizer=momentum only.", Min = 0, Below = 1)]
        public PerReplica Momentum { get; init; } = 0.9;
    }

    public IExploration Start(StreamKey[] keys, long parameters, Device device) =>
        new Exploration(settings, keys, parameters, device);

    private static double Log(double x) => VectorMath.Log(Vector512.Create(x))[0];

    private static double Exp(double x) => VectorMath.Exp(Vector512.Create(x))[0];

    private sealed class Exploration : IExploration
    {
        private readonly Baseline _baseline;
        private readonly StreamKey[] _keys;
        private readonly ILearning _optimizer;
        private readonly float[] _logDeviation, _floor;

        // d/d log sd of this round.
        private readonly float[] _slope;

        // v of baseline=running.
        private readonly double[] _running;
        private long _rounds;

        public Exploration(Settings settings, StreamKey[] keys, long parameters, Device device)
        {
            (_baseline, _keys) = (settings.Baseline, keys);
            (_slope, _running) = (new float[keys.Length], new double[keys.Length]);
            // log sd is one parameter more.
            _optimizer = new Gradient(new Gradient.Settings
            {
                Optimizer = settings.Optimizer,
                LearningRate = settings.LearningRate,
                Momentum = settings.Momentum,
            }).Start(keys.Length, parameters + 1, device);
            _floor = [.. settings.Floor.Expand(keys.Length).Select(sd => (float)Log(sd))];
            _logDeviation = [.. settings.Deviation.Expand(keys.Length).Select(
                (sd, r) => Math.Max((float)Log(sd), _floor[r]))];
        }

        public void Act(long round, Tensor means, Tensor actions)
        {
            var numbers = new float[means.NumberOfElements];
            means.CopyTo(numbers.AsSpan());
            int length = numbers.Length / _keys.Length;
            var draws = new double[length];
            for (int r = 0; r < _keys.Length; r++)
            {
                NormalDraws.Fill(_keys[r], round, draws);
                double sd = Exp(_logDeviation[r]);
                var row = numbers.AsSpan(r * length, length);
                for (int k = 0; k < length; k++)
                {
                    row[k] = (float)(row[k] + sd * draws[k]);
                }
            }
            actions.CopyFrom<float>(numbers);
        }

        public void Slope(long round, Tensor means, Tensor actions, Tensor utilities, IReadOnlyList<int> counts,
            Tensor slope)
        {
            int games = (int)means.shape[1], width = (int)means.shape[2];
            float[] mu = Numbers(means), a = Numbers(actions), u = Numbers(utilities), to = new float[mu.Length];
            for (int r = 0; r < _keys.Length; r++)
            {
                var earned = u.AsSpan(r * games, counts[r]);
                double v = Against(r, earned), sd = Exp(_logDeviation[r]), spread = 0;
                for (int b = 0; b < counts[r]; b++)
                {
                    double gain = earned[b] - v;
                    int at = (r * games + b) * width;
                    for (int k = at; k < at + width; k++)
                    {
                        double z = ((double)a[k] - mu[k]) / sd;
                        to[k] = (float)(gain * z / sd);
                        spread += gain * (z * z - 1);
                    }
                }
                _slope[r] = (float)(spread / counts[r]);
            }
            slope.CopyFrom<float>(to);
            _rounds++;
        }

        public void Ascend(Tensor parameters, Tensor gradient)
        {
            using var guard = no_grad();
            using var scope = NewDisposeScope();
            long n = parameters.shape[1];
            var all = Beside(parameters, _logDeviation);
            _optimizer.Ascend(all, Beside(gradient, _slope));
            parameters.copy_(all.narrow(1, 0, n));
            all.narrow(1, n, 1).CopyTo(_logDeviation.AsSpan());
            for (int r = 0; r < _floor.Length; r++)
            {
                _logDeviation[r] = Math.Max(_logDeviation[r], _floor[r]);
            }
        }

        public void Save(StateWriter state)
        {
            _optimizer.Save(state);
            state.Shared("reinforce.rounds", _rounds);
            state.Rows<float>("reinforce.log-deviation", _logDeviation, _keys.Length);
            state.Rows<double>("reinforce.running", _running, _keys.Length);
        }

        public void Load(StateReader state)
        {
            _optimizer.Load(state);
            _rounds = state.Shared("reinforce.rounds");
            state.Rows("reinforce.log-deviation", _logDeviation.AsSpan());
            state.Rows("reinforce.running", _running.AsSpan());
        }

        public void Dispose() => _optimizer.Dispose();

        private static Tensor Beside(Tensor rows, float[] column) =>
            cat([rows, tensor(column, dtype: float32, device: rows.device).unsqueeze_(1)], 1);

        private static float[] Numbers(Tensor tensor)
        {
            var numbers = new float[tensor.NumberOfElements];
            tensor.CopyTo(numbers.AsSpan());
            return numbers;
        }

        /// <summary>The baseline of a replica in this round; a running mean begins with that of the first
        /// round.</summary>
        private double Against(int r, ReadOnlySpan<float> utilities)
        {
            double sum = 0;
            foreach (float utility in utilities)
            {
                sum += utility;
            }
            double mean = sum / utilities.Length, before = _rounds == 0 ? mean : _running[r];
            _running[r] = Remembered * before + (1 - Remembered) * mean;
            return _baseline switch { Baseline.Mean => mean, Baseline.Running => before, _ => 0 };
        }
    }
}
