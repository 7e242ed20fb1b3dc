using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Learning;

/// <summary>Adds payoffs up, and plays what they favour most when certainty costs something.</summary>
/// <remarks>
/// y += eta_t c, s = argmax &lt;y, s&gt; - h(s), row by row, where a row has the mass mu_o of its type: Bichler, Fichtl
/// and Oberlechner (2025). euclidean: h = |s|^2/2, s is the projection of y. entropic: h = sum s log s, s ~ exp(y).
/// eta_t = rate t^-decay.
/// </remarks>
[Card("dual-averaging", "Adds payoffs up, and plays what they favour most when certainty costs something.",
    "Bichler, Fichtl and Oberlechner (2025), SODA")]
public sealed class DualAveraging(DualAveraging.Settings settings) : ITableLearner
{
    public sealed record Settings
    {
        [Setting("What certainty costs: the square of the probabilities, or less entropy.")]
        public Regularizer Regularizer { get; init; }

        [Setting("Size of the first step; by default 1, and 50 with regularizer=entropic.", Above = 0)]
        public PerReplica? Rate { get; init; }

        [Setting("How steps shrink: t^-decay; by default 0.5, and 0.05 with regularizer=entropic.", Min = 0)]
        public PerReplica? Decay { get; init; }
    }

    public ITableLearning Start(
        int replicas, double[] mass, int actions, long rounds, double[] lowest, double[] highest) =>
        new Learning(settings, replicas, mass, actions);

    private sealed class Learning(Settings settings, int replicas, double[] mass, int actions) : ITableLearning
    {
        private readonly bool _entropic = settings.Regularizer == Regularizer.Entropic;
        private readonly double[] _rate =
            (settings.Rate ?? (settings.Regularizer == Regularizer.Entropic ? 50 : 1)).Expand(replicas);
        private readonly double[] _decay =
            (settings.Decay ?? (settings.Regularizer == Regularizer.Entropic ? 0.05 : 0.5)).Expand(replicas);
        private readonly double[] _sums = new double[replicas * mass.Length * actions];
        private readonly double[] _sorted = new double[actions];

        public void Learn(long round, int replica, Span<double> strategy, ReadOnlySpan<double> payoffs)
        {
            double eta = Simplex.StepSize(_rate[replica], _decay[replica], round);
            var sums = _sums.AsSpan(replica * payoffs.Length, payoffs.Length);
            for (int k = 0; k < sums.Length; k++)
            {
                sums[k] += eta * payoffs[k];
            }
            for (int o = 0; o < mass.Length; o++)
            {
                var y = sums.Slice(o * actions, actions);
                var s = strategy.Slice(o * actions, actions);
                if (_entropic)
                {
                    Simplex.Softmax(y, 1, s);
                }
                else
                {
                    Simplex.Project(y, mass[o], s, _sorted);
                }
            }
        }

        public void Save(StateWriter state) => state.Rows<double>("dual-averaging.sums", _sums, replicas);

        public void Load(StateReader state) => state.Rows("dual-averaging.sums", _sums.AsSpan());
    }
}
