using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Learning;

/// <summary>Steps along the payoffs from where it stands, and back to the nearest distribution.</summary>
/// <remarks>
/// Row by row, where a row has the mass mu_o of its type: euclidean: s is the projection of s + eta_t c; entropic:
/// s ~ s exp(eta_t c): Nemirovski and Yudin (1983); Beck and Teboulle (2003). eta_t = rate t^-decay. The strategy is
/// all that it remembers.
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

        public void Learn(long round, int replica, Span<double> strategy, ReadOnlySpan<double> payoffs)
        {
            double eta = Simplex.StepSize(_rate[replica], _decay[replica], round);
            for (int o = 0; o < mass.Length; o++)
            {
                var s = strategy.Slice(o * actions, actions);
                var c = payoffs.Slice(o * actions, actions);
                if (settings.Regularizer == Regularizer.Entropic)
                {
                    Simplex.Softmax(c, eta, s, s);
                    continue;
                }
                for (int a = 0; a < actions; a++)
                {
                    _ahead[a] = mass[o] * s[a] + eta * c[a];
                }
                Simplex.Project(_ahead, mass[o], s, _sorted);
            }
        }

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }
    }
}
