using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Learning;

/// <summary>Moves a bid function part of the way to its best reply.</summary>
/// <remarks>
/// beta = (1 - eta) beta + eta BR(beta), then made non-decreasing: the nearest such function by squares (pool adjacent
/// violators: Ayer, Brunk, Ewing, Reid and Silverman 1955). When the loss is larger after a step than before it, the
/// step is taken back and made again with half of eta: beta and BR(beta) of before are kept for that. Halving alone
/// would not do, since bids that a step too large has made level stay so. After 5 steps that were kept eta doubles, up
/// to what it was at first. The loss may also rise because others moved; and where bids are a little jagged, as best
/// replies taken from a grid of bids leave them, it rises however short the step to a reply that is kept. So eta ends
/// at 1/64, where every step is kept: from there another reply leads on.
/// </remarks>
[Card("best-response", "Moves a bid function part of the way to its best reply, less far when its loss rises.",
    "Ours: damped iteration of best replies; Ayer et al. (1955) for the non-decreasing fit")]
public sealed class BestResponseIteration(BestResponseIteration.Settings settings) : IReplyLearner
{
    public sealed record Settings
    {
        [Setting("eta, the share of the way to the best reply at first.", Above = 0, Max = 1)]
        public PerReplica Step { get; init; } = 0.5;
    }

    public IReplyLearning Start(int replicas, int knots) => new Learning(settings.Step.Expand(replicas), knots);

    private sealed class Learning : IReplyLearning
    {
        private const int KeptToDouble = 5;
        private const double Smallest = 1.0 / 64;

        private readonly int _knots;
        private readonly double[] _first, _step, _loss, _before, _best;
        private readonly long[] _kept;

        public Learning(double[] steps, int knots)
        {
            (_knots, _first, _step) = (knots, steps, [.. steps]);
            (_loss, _kept) = (new double[steps.Length], new long[steps.Length]);
            (_before, _best) = (new double[steps.Length * knots], new double[steps.Length * knots]);
            Array.Fill(_loss, double.PositiveInfinity);
        }

        public void Learn(int replica, Span<double> actions, ReadOnlySpan<double> best, double loss)
        {
            var before = Row(_before, replica);
            var bestBefore = Row(_best, replica);
            if (loss > _loss[replica] && _step[replica] > Smallest)
            {
                _step[replica] /= 2;
                _kept[replica] = 0;
                before.CopyTo(actions);
            }
            else
            {
                actions.CopyTo(before);
                best.CopyTo(bestBefore);
                _loss[replica] = loss;
                if (++_kept[replica] % KeptToDouble == 0)
                {
                    _step[replica] = Math.Min(2 * _step[replica], _first[replica]);
                }
            }
            double eta = _step[replica];
            for (int k = 0; k < actions.Length; k++)
            {
                actions[k] = (1 - eta) * actions[k] + eta * bestBefore[k];
            }
            Isotonic(actions);
        }

        public void Save(StateWriter state)
        {
            state.Rows<double>("best-response.step", _step, _step.Length);
            state.Rows<double>("best-response.loss", _loss, _loss.Length);
            state.Rows<long>("best-response.kept", _kept, _kept.Length);
            state.Rows<double>("best-response.before", _before, _step.Length);
            state.Rows<double>("best-response.best", _best, _step.Length);
        }

        public void Load(StateReader state)
        {
            state.Rows("best-response.step", _step.AsSpan());
            state.Rows("best-response.loss", _loss.AsSpan());
            state.Rows("best-response.kept", _kept.AsSpan());
            state.Rows("best-response.before", _before.AsSpan());
            state.Rows("best-response.best", _best.AsSpan());
        }

        private Span<double> Row(double[] rows, int replica) => rows.AsSpan(replica * _knots, _knots);
    }

    /// <summary>The non-decreasing numbers nearest by squares, in place: neighbours in the wrong order become their
    /// mean, until none are.</summary>
    private static void Isotonic(Span<double> numbers)
    {
        // Blocks from the left, each with its mean.
        var means = new double[numbers.Length];
        var counts = new int[numbers.Length];
        int blocks = 0;
        foreach (double number in numbers)
        {
            (means[blocks], counts[blocks]) = (number, 1);
            for (blocks++; blocks > 1 && means[blocks - 2] > means[blocks - 1]; blocks--)
            {
                int count = counts[blocks - 2] + counts[blocks - 1];
                means[blocks - 2] +=
                    (means[blocks - 1] - means[blocks - 2]) * counts[blocks - 1] / count;
                counts[blocks - 2] = count;
            }
        }
        int at = 0;
        for (int b = 0; b < blocks; b++)
        {
            numbers.Slice(at, counts[b]).Fill(means[b]);
            at += counts[b];
        }
    }
}
