using System.Runtime.Intrinsics;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Core.Learning;

/// <summary>Weighs every action by the exponential of what it would have earned so far.</summary>
/// <remarks>
/// s ~ exp(eta sum_t c_t), row by row: Freund and Schapire (1997) with equal weights at first, whatever is played in
/// the first round. (Mirror ascent with regularizer=entropic and decay=0 is the same from weights of one's own.) By
/// default eta = sqrt(8 ln m/T) on payoffs scaled to [0,1] by the range that they can have. From a uniform start the
/// regret of a row after T rounds is then at most sqrt(ln m/(2T)) of that range, on average and whatever the others do:
/// Cesa-Bianchi and Lugosi (2006), theorem 2.2. A given rate multiplies the payoffs as they are.
/// </remarks>
[Card("multiplicative-weights", "Weighs every action by the exponential of what it would have earned so far.",
    "Freund and Schapire (1997); Cesa-Bianchi and Lugosi (2006), theorem 2.2")]
public sealed class MultiplicativeWeights(MultiplicativeWeights.Settings settings) : ITableLearner
{
    public sealed record Settings
    {
        [Setting("eta, on payoffs as they are; by default sqrt(8 ln m/T) by the range of payoffs.", Above = 0)]
        public PerReplica? Rate { get; init; }
    }

    /// <exception cref="ArgumentException">Payoffs have no bounds, and there is no rate.</exception>
    public ITableLearning Start(
        int replicas, double[] mass, int actions, long rounds, double[] lowest, double[] highest)
    {
        double regretful = Math.Sqrt(8 * VectorMath.Log(Vector512.Create((double)actions))[0] / Math.Max(rounds, 1));
        double[]? given = settings.Rate?.Expand(replicas);
        var rates = new double[replicas];
        for (int r = 0; r < replicas; r++)
        {
            // Where nothing can earn more than anything else there is nothing to learn.
            double range = highest[r] - lowest[r];
            if (settings.Rate is null && !double.IsFinite(range))
            {
                throw new ArgumentException(
                    $"Payoffs from {lowest[r]} to {highest[r]} have no range to go by: multiplicative-weights needs a "
                    + "rate here.", nameof(highest));
            }
            rates[r] = given?[r] ?? (range > 0 ? regretful / range : 0);
        }
        return new Learning(rates, mass.Length, actions);
    }

    private sealed class Learning(double[] rates, int types, int actions) : ITableLearning
    {
        private readonly double[] _sums = new double[rates.Length * types * actions];

        public void Learn(long round, int replica, Span<double> strategy, ReadOnlySpan<double> payoffs)
        {
            var sums = _sums.AsSpan(replica * payoffs.Length, payoffs.Length);
            for (int k = 0; k < sums.Length; k++)
            {
                sums[k] += payoffs[k];
            }
            for (int o = 0; o < types; o++)
            {
                Simplex.Softmax(sums.Slice(o * actions, actions), rates[replica],
                    strategy.Slice(o * actions, actions));
            }
        }

        public void Save(StateWriter state) => state.Rows<double>("multiplicative-weights.sums", _sums, rates.Length);

        public void Load(StateReader state) => state.Rows("multiplicative-weights.sums", _sums.AsSpan());
    }
}
