using System.Runtime.Intrinsics;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Core.Learning;

/// <summary>Weighs every action by the exponential of what it would have earned so far.</summary>
/// <remarks>
/// s ~ exp(y_0 + sum_t eta_t c_t), row by row: Freund and Schapire (1997). y_0 are the log weights that the table was
/// given; where it was given none, weights are equal at first, whatever is played in the first round. eta_t = rate
/// t^-decay. By default eta = sqrt(8 ln m/T), always, on payoffs scaled to [0,1] by the range that they can have. From
/// a uniform start the regret of a row after T rounds is then at most sqrt(ln m/(2T)) of that range, on average and
/// whatever the others do: Cesa-Bianchi and Lugosi (2006), theorem 2.2. A given rate multiplies the payoffs as they
/// are.
/// </remarks>
[Card("multiplicative-weights", "Weighs every action by the exponential of what it would have earned so far.",
    "Freund and Schapire (1997); Cesa-Bianchi and Lugosi (2006), theorem 2.2")]
public sealed class MultiplicativeWeights(MultiplicativeWeights.Settings settings) : ITableLearner
{
    public sealed record Settings : IChecked
    {
        [Setting("eta, on payoffs as they are; by default sqrt(8 ln m/T) by the range of payoffs.", Above = 0)]
        public PerReplica? Rate { get; init; }

        [Setting("How the rate shrinks: t^-decay.", Min = 0)]
        public PerReplica Decay { get; init; } = 0;

        public void Check(Problems problems, Place place)
        {
            if (Rate is null && Decay.Values.Any(d => d > 0))
            {
                problems.Add(place.Of("decay"), null, "is for a rate of your own: that by default is for all rounds",
                    "Write a rate too, such as rate=16.");
            }
        }
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
        return new Learning(rates, settings.Decay.Expand(replicas), mass.Length, actions);
    }

    private sealed class Learning(double[] rates, double[] decay, int types, int actions) : ITableLearning
    {
        // y, [R, n, m].
        private readonly double[] _logarithms = new double[rates.Length * types * actions];

        public void Begin(int replica, ReadOnlySpan<double> logWeights) =>
            logWeights.CopyTo(_logarithms.AsSpan(replica * types * actions, types * actions));

        public void Learn(long round, int replica, Span<double> strategy, ReadOnlySpan<double> payoffs)
        {
            var logarithms = _logarithms.AsSpan(replica * payoffs.Length, payoffs.Length);
            double eta = RateIn(round, replica);
            for (int k = 0; k < logarithms.Length; k++)
            {
                logarithms[k] += eta * payoffs[k];
            }
            for (int o = 0; o < types; o++)
            {
                Simplex.Softmax(logarithms.Slice(o * actions, actions), 1, strategy.Slice(o * actions, actions));
            }
        }

        public FrozenWeights Freeze(long round, int replica) => new(RateIn(round, replica),
            _logarithms.AsSpan(replica * types * actions, types * actions).ToArray());

        private double RateIn(long round, int replica) => decay[replica] == 0 ? rates[replica]
            : Simplex.StepSize(rates[replica], decay[replica], round);

        public void Save(StateWriter state) =>
            state.Rows<double>("multiplicative-weights.logarithms", _logarithms, rates.Length);

        public void Load(StateReader state) => state.Rows("multiplicative-weights.logarithms", _logarithms.AsSpan());
    }
}
