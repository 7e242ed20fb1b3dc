using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Auctions.Fields;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>In what a constant bid is learned.</summary>
public enum BidScale
{
    /// <summary>b = theta.</summary>
    Raw,

    /// <summary>b = exp(theta): a step multiplies the bid.</summary>
    Log,
}

/// <summary>The same bid whatever the type: its one parameter theta, or exp(theta).</summary>
/// <remarks>
/// d mean u/d theta = mean(du/db) db/d theta, with db/d theta = 1 or b. As a raw parameter a bid is at least 1e-6 after
/// every step, unless the rule takes bids of either sign: at 0 itself the slope of a contest may not exist.
/// </remarks>
[Card("constant", "One bid whatever the type, the parameter itself or its exponential; one parameter.",
    "Tullock (1980), Efficient rent seeking")]
public sealed class Constant(Constant.Settings settings) : ILineStrategy
{
    private const double SmallestBid = 1e-6;

    public sealed record Settings : IChecked
    {
        [Setting("The bid before the first round, money.")]
        public PerReplica Start { get; init; } = 0.5;

        [Setting("Whether the parameter is the bid itself or its logarithm.")]
        public BidScale Scale { get; init; }

        [Setting("Standard deviation of a normal draw that is added to the parameter before the first round.", Min = 0)]
        public PerReplica Jitter { get; init; } = 0;

        public void Check(Problems problems, Place place)
        {
            foreach (double start in Start.Values.Where(b => !double.IsFinite(b) || (Scale == BidScale.Log && b <= 0)))
            {
                problems.Add(place.Of("start"), $"{start}",
                    double.IsFinite(start) ? "must be above 0, as it has a logarithm in scale=log" : "must be finite");
            }
        }
    }

    public bool IsPiecewiseLinear => true;

    public (string Why, string WayOut)? Refuses(BayesianGame game, Bidder bidder) =>
        !game.Mechanism.TakesNegativeBids && settings.Start.Values.Any(b => b < 0)
            ? ("starts with a negative bid, but the rule takes none", "Write the setting start, at least 0.") : null;

    public bool IsLevel => true;

    public Line At(double parameter, (double Low, double High) support)
    {
        double bid = settings.Scale == BidScale.Log ? Math.Exp(parameter) : parameter;
        return new Line(bid, bid);
    }

    public Line Slope(double parameter, (double Low, double High) support)
    {
        double slope = settings.Scale == BidScale.Log ? Math.Exp(parameter) : 1;
        return new Line(slope, slope);
    }

    public double? ParameterOf(Line line, (double Low, double High) support) =>
        line.Low != line.High ? null : settings.Scale == BidScale.Raw ? line.Low
            : line.Low > 0 ? Math.Log(line.Low) : null;

    public double Confine(double parameter, IMechanism rule) =>
        settings.Scale == BidScale.Raw && !rule.TakesNegativeBids ? Math.Max(parameter, SmallestBid) : parameter;

    public IBidFunction Start(Opening opening)
    {
        int numbers = opening.Game.Shape.Bids;
        var theta = new double[opening.Rows * numbers];
        for (int row = 0; row < opening.Rows; row++)
        {
            int r = opening.Replica(row);
            double start = settings.Scale == BidScale.Log ? Math.Log(settings.Start[r]) : settings.Start[r];
            double[] jitter = StartJitter.Of(opening, row, settings.Jitter[r], numbers);
            for (int a = 0; a < numbers; a++)
            {
                theta[row * numbers + a] = start + jitter[a];
            }
        }
        var supports = Enumerable.Range(0, opening.RowsPerReplica)
            .Select(row => opening.Game.Nature.Support(opening.Owner(row))).ToArray();
        var bids = new Bids(tensor(theta, [opening.Rows, numbers], dtype: opening.Precision,
            device: opening.Device).DetachFromDisposeScope(), settings.Scale, opening.Game, supports);
        bids.Restrain();
        return bids;
    }

    private sealed class Bids(Tensor theta, BidScale scale, BayesianGame game, (double Low, double High)[] supports)
        : IBidFunction
    {
        private readonly int _numbers = game.Shape.Bids;

        public Tensor Parameters => theta;

        public void Bid(Tensor parameters, Tensor types, Tensor bids, RowCounts rows)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            bids.copy_((scale == BidScale.Log ? parameters.exp() : parameters).unsqueeze(1));
        }

        public void Gradient(Tensor types, Tensor slope, RowCounts rows, Tensor gradient)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            if (slope.device_type == DeviceType.CPU && _numbers == 1)
            {
                var s = slope.AsSpan<float>();
                var to = gradient.AsSpan<float>();
                for (int r = 0; r < to.Length; r++)
                {
                    to[r] = Sum(s[(r * (s.Length / to.Length))..], rows.Counts[r]) / rows.Counts[r];
                }
            }
            else
            {
                // Padding is left out by selection: it must not matter even if it is not finite.
                var share = rows.Weights(slope.shape[1]);
                var each = slope * share;
                gradient.copy_(where(share > 0, each, zeros_like(each)).sum(1));
            }
            if (scale == BidScale.Log)
            {
                gradient.mul_(theta.exp());
            }
        }

        public void Evaluate(int row, ReadOnlySpan<double> types, Span<double> bids)
        {
            var mine = theta.Numbers().AsSpan(row * _numbers, _numbers);
            for (int k = 0; k < bids.Length; k++)
            {
                bids[k] = scale == BidScale.Log ? Math.Exp(mine[k % _numbers]) : mine[k % _numbers];
            }
        }

        public double[,]? Knots(int row)
        {
            if (game.Shape is not { Types: 1, Bids: 1 })
            {
                return null;
            }
            var (low, high) = supports[row % supports.Length];
            Span<double> bid = stackalloc double[1];
            Evaluate(row, [low], bid);
            return new[,] { { low, bid[0] }, { high, bid[0] } };
        }

        public void Restrain()
        {
            if (scale == BidScale.Raw && !game.Mechanism.TakesNegativeBids)
            {
                using var scope = NewDisposeScope();
                using var guard = no_grad();
                theta.copy_(theta.clamp_min(SmallestBid));
            }
        }

        public void Dispose() => theta.Dispose();

        /// <summary>Lane by lane over the first <paramref name="count"/>, then over the lanes by a tree.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Sum(Span<float> slopes, int count)
        {
            ref float first = ref MemoryMarshal.GetReference(slopes);
            var sum = Vector512<float>.Zero;
            var lane = Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
            for (int k = 0; k < count; k += VectorMath.Lanes)
            {
                var counts = Vector512.LessThan(lane, Vector512.Create(count - k)).AsSingle();
                sum += Vector512.ConditionalSelect(counts, Vector512.LoadUnsafe(ref first, (nuint)k),
                    Vector512<float>.Zero);
            }
            return VectorMath.Sum(sum);
        }
    }
}
