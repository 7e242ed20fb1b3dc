using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Learning;

/// <summary>Steps along the payoffs from where it stands, and back to the nearest distribution.</summary>
/// <remarks>
/// Row by row, where a row has the mass mu_o of its type: euclidean: s is the projection of s + eta_t c; entropic:
/// s ~ s exp(eta_t c): Nemirovski and Yudin (1983); Beck and Teboulle (2003). eta_t = rate t^-decay. The entropic one
/// remembers log s: in long runs probabilities themselves vanish, and could not come back.
/// </remarks>
[Card("mirror-ascent", "Steps along the payoffs, and back to the nearest distribution.",
    "Beck and Teboulle (2003); Bichler, Fichtl and Oberlechner (2025)")]
public sealed class MirrorAscent(MirrorAscent.Settings settings) : ITableLearner
{
    public sealed record Settings
    {
        [Setting("What is near: by squares of differences, or by relative entropy.")]
        public Regularizer Regularizer { get; init; }

        [Setting("Size of the first step.", Above = 0)]
        public PerReplica Rate { get; init; } = 1;

        [Setting("How steps shrink: t^-decay.", Min = 0)]
        public PerReplica Decay { get; init; } = 0.5;
    }

    public ITableLearning Start(
        int replicas, double[] mass, int actions, long rounds, double[] lowest, double[] highest) =>
        new Learning(settings, replicas, mass, actions);

    private sealed class Learning(Settings settings, int replicas, double[] mass, int actions) : ITableLearning
    {
        private readonly double[] _rate = settings.Rate.Expand(replicas);
        private readonly double[] _decay = settings.Decay.Expand(replicas);
        private readonly double[] _ahead = new double[actions];
        private readonly double[] _sorted = new double[actions];
        private readonly double[] _logarithms =
            new double[settings.Regularizer == Regularizer.Entropic ? replicas * mass.Length * actions : 0];

        public void Learn(long round, int replica, Span<double> strategy, ReadOnlySpan<double> payoffs)
        {
            double eta = Simplex.StepSize(_rate[replica], _decay[replica], round);
            if (settings.Regularizer == Regularizer.Entropic)
            {
                Multiply(round, eta, _logarithms.AsSpan(replica * payoffs.Length, payoffs.Length), strategy, payoffs);
                return;
            }
            for (int o = 0; o < mass.Length; o++)
            {
                var s = strategy.Slice(o * actions, actions);
                for (int a = 0; a < actions; a++)
                {
                    _ahead[a] = mass[o] * s[a] + eta * payoffs[o * actions + a];
                }
                Simplex.Project(_ahead, mass[o], s, _sorted);
            }
        }

        public void Save(StateWriter state) => state.Rows<double>("mirror-ascent.logarithms", _logarithms, replicas);

        public void Load(StateReader state) => state.Rows("mirror-ascent.logarithms", _logarithms.AsSpan());

        private void Multiply(long round, double eta, Span<double> logarithms, Span<double> strategy,
            ReadOnlySpan<double> payoffs)
        {
            if (round == 1)
            {
                Simplex.Log(strategy, logarithms);
            }
            for (int k = 0; k < payoffs.Length; k++)
            {
                logarithms[k] += eta * payoffs[k];
            }
            for (int o = 0; o < mass.Length; o++)
            {
                Simplex.Softmax(logarithms.Slice(o * actions, actions), 1, strategy.Slice(o * actions, actions));
            }
        }
    }
}
