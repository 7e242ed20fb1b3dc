using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Learning;

/// <summary>Moves a bid function part of the way to its best reply.</summary>
/// <remarks>
/// beta = (1 - eta) beta + eta BR(beta), then made non-decreasing: the nearest such function by squares (pool adjacent
/// violators: Ayer, Brunk, Ewing, Reid and Silverman 1955). eta halves when the loss is larger than the round before.
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

    public IReplyLearning Start(int replicas, int knots) => new Learning(settings.Step.Expand(replicas));

    private sealed class Learning : IReplyLearning
    {
        private readonly double[] _step, _loss;

        public Learning(double[] steps)
        {
            (_step, _loss) = (steps, new double[steps.Length]);
            Array.Fill(_loss, double.PositiveInfinity);
        }

        public void Learn(int replica, Span<double> actions, ReadOnlySpan<double> best, double loss)
        {
            if (loss > _loss[replica])
            {
                _step[replica] /= 2;
            }
            _loss[replica] = loss;
            double eta = _step[replica];
            for (int k = 0; k < actions.Length; k++)
            {
                actions[k] = (1 - eta) * actions[k] + eta * best[k];
            }
            Isotonic(actions);
        }

        public void Save(StateWriter state)
        {
            state.Rows<double>("best-response.step", _step, _step.Length);
            state.Rows<double>("best-response.loss", _loss, _loss.Length);
        }

        public void Load(StateReader state)
        {
            state.Rows("best-response.step", _step.AsSpan());
            state.Rows("best-response.loss", _loss.AsSpan());
        }
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
