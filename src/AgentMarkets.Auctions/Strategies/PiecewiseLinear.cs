using AgentMarkets.Core.Catalog;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>Bids at knots, evenly spaced from the lowest type to the highest, and on straight lines between
/// them.</summary>
/// <remarks>
/// b(v) = sum_k max(theta_k, 0) h_k(v), with the hat functions h_k(v) = max(0, 1 - |v - v_k|/step). It starts truthful,
/// theta_k = v_k. Bids are at least 0; a knot below that is pulled back up, but not pushed further down. Nothing keeps
/// the bids in ascending order but what pays; the learner best-response does.
/// </remarks>
[Card("piecewise-linear", "Bids at evenly spaced types, and straight lines between them; starts truthful.",
    "docs/auctions.md, 3")]
public sealed class PiecewiseLinear(PiecewiseLinear.Settings settings) : IKnotStrategy
{
    public sealed record Settings
    {
        [Setting("How many types have a bid of their own, both ends included.", Min = 2, Max = 4096)]
        public int Knots { get; init; } = 64;
    }

    public bool IsPiecewiseLinear => true;

    public (string Why, string WayOut)? Refuses(BayesianGame game, Bidder bidder) =>
        game.Shape is { Types: 1, Bids: 1 } ? null
            : ("has one number for a type and one for a bid, but this game has more", "Write strategy=mlp.");

    public IKnotBids StartKnots(Opening opening)
    {
        int knots = settings.Knots;
        var types = Enumerable.Range(0, opening.RowsPerReplica).Select(c => Even(opening, c, knots)).ToArray();
        var start = new float[opening.Rows * knots];
        for (int k = 0; k < start.Length; k++)
        {
            start[k] = (float)types[k / knots % types.Length][k % knots];
        }
        var theta = tensor(start, [opening.Rows, knots], device: opening.Device).DetachFromDisposeScope();
        return new Hats(theta, types);
    }

    private static double[] Even(Opening opening, int member, int knots)
    {
        var (low, high) = opening.Game.Nature.Support(opening.Owner(member));
        // A single type is the lowest of a range of types that are never drawn.
        double range = high > low ? high - low : 1;
        return [.. Enumerable.Range(0, knots).Select(k =>
            k == knots - 1 ? low + range : low + range * k / (knots - 1))];
    }

    /// <summary>By loops on the CPU, by products with the matrix of all hat functions elsewhere.</summary>
    private sealed class Hats(Tensor theta, double[][] types) : IKnotBids
    {
        private readonly int _knots = types[0].Length;

        public Tensor Parameters => theta;

        private bool IsOnCpu => theta.device_type == DeviceType.CPU;

        public double[] TypesOf(Bidder bidder) => types[0];

        public double[] BidsOf(int row)
        {
            using var onCpu = theta.cpu();
            return [.. onCpu.AsSpan<float>().Slice(row * _knots, _knots).ToArray().Select(b => Math.Max(0.0, b))];
        }

        public void Set(int row, ReadOnlySpan<double> bids)
        {
            using var guard = no_grad();
            using var mine = theta.select(0, row);
            using var moved = tensor(bids.ToArray(), dtype: float32, device: theta.device);
            mine.copy_(moved);
        }

        public void Bid(Tensor parameters, Tensor v, Tensor bids, RowCounts rows)
        {
            if (!IsOnCpu)
            {
                using var scope = NewDisposeScope();
                using var guard = no_grad();
                bids.copy_(AllHats(v).bmm(parameters.clamp_min(0).unsqueeze(2)));
                return;
            }
            var at = parameters.AsSpan<float>();
            var from = v.AsSpan<float>();
            var to = bids.AsSpan<float>();
            int games = (int)v.shape[1];
            for (int k = 0; k < to.Length; k++)
            {
                int row = k / games;
                var (knot, part) = Place(row, from[k]);
                var mine = at.Slice(row * _knots + knot, 2);
                float low = Math.Max(0, mine[0]), high = Math.Max(0, mine[1]);
                to[k] = low + part * (high - low);
            }
        }

        public void Gradient(Tensor v, Tensor slope, RowCounts rows, Tensor gradient)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            if (IsOnCpu)
            {
                Sum(v.AsSpan<float>(), slope.AsSpan<float>(), rows, (int)v.shape[1], gradient.AsSpan<float>());
            }
            else
            {
                var weights = rows.Weights(v.shape[1]);
                var weighted = where(weights > 0, slope * weights, zeros_like(slope));
                gradient.copy_(weighted.transpose(1, 2).bmm(AllHats(v)).squeeze(1));
            }
            // What is cut off at 0 has no slope; but the way back stays open.
            gradient.masked_fill_((theta < 0).logical_and(gradient < 0), 0);
        }

        public void Evaluate(int row, ReadOnlySpan<double> v, Span<double> bids)
        {
            var line = new Polyline(types[row % types.Length], BidsOf(row));
            for (int k = 0; k < v.Length; k++)
            {
                bids[k] = line.At(v[k]);
            }
        }

        public double[,]? Knots(int row)
        {
            double[] mine = types[row % types.Length];
            return new Polyline(mine, BidsOf(row)).Within(mine[0], mine[^1]);
        }

        public void Dispose() => theta.Dispose();

        /// <summary>Mean over games of the slope times each hat function.</summary>
        private void Sum(Span<float> v, Span<float> slope, RowCounts rows, int games, Span<float> to)
        {
            to.Clear();
            for (int row = 0; row < rows.Counts.Length; row++)
            {
                int count = rows.Counts[row];
                var mine = to.Slice(row * _knots, _knots);
                for (int k = row * games; k < row * games + count; k++)
                {
                    var (knot, part) = Place(row, v[k]);
                    mine[knot] += slope[k] * (1 - part);
                    mine[knot + 1] += slope[k] * part;
                }
                for (int k = 0; k < _knots; k++)
                {
                    mine[k] /= count;
                }
            }
        }

        /// <summary>The knot below a type, and how far it is on the way to the next.</summary>
        private (int Knot, float Part) Place(int row, float type)
        {
            double[] mine = types[row % types.Length];
            double place = (type - mine[0]) / (mine[^1] - mine[0]) * (_knots - 1);
            // Types in the padding may be anything.
            int knot = place > 0 ? (int)Math.Min(place, _knots - 2) : 0;
            return (knot, (float)Math.Clamp(place - knot, 0, 1));
        }

        /// <summary>[rows, B, K].</summary>
        private Tensor AllHats(Tensor v)
        {
            int repeats = (int)theta.shape[0] / types.Length;
            var low = Column(mine => mine[0], repeats);
            var step = Column(mine => (mine[^1] - mine[0]) / (_knots - 1), repeats);
            var place = ((v - low) / step).clamp(0, _knots - 1);
            return (1 - (place - arange(_knots, dtype: float32, device: theta.device)).abs()).clamp_min(0);
        }

        private Tensor Column(Func<double[], double> of, int repeats) =>
            tensor(types.Select(mine => (float)of(mine)).ToArray(), device: theta.device)
                .repeat(repeats).reshape(-1, 1, 1);
    }
}
