using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Auctions.Fields;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>Bids in proportion to the type: b = sigma(w) v, with the one parameter w.</summary>
/// <remarks>d mean u/dw = mean(du/db v) sigma(w) (1 - sigma(w)).</remarks>
[Card("linear", "Bids sigma(w) times the type; one parameter.", "docs/auctions.md, 3")]
public sealed class Linear(Linear.Settings settings) : ILineStrategy
{
    public sealed record Settings : IChecked
    {
        [Setting("The multiplier sigma(w) before the first round; with it, theta is not used.", Above = 0, Below = 1)]
        public PerReplica? Start { get; init; }

        [Setting("w before the first round.")]
        public PerReplica Theta { get; init; } = 0.9;

        [Setting("Standard deviation of a normal draw that is added to w before the first round.", Min = 0)]
        public PerReplica Jitter { get; init; } = 0;

        public void Check(Problems problems, Place place)
        {
            if (Theta.Values.Any(t => !double.IsFinite(t)))
            {
                problems.Add(place.Of("theta"), null, "must be finite");
            }
        }
    }

    public bool IsPiecewiseLinear => true;

    public (string Why, string WayOut)? Refuses(BayesianGame game, Bidder bidder) => game.Shape switch
    {
        { Types: var d, Bids: var n } when d == n || d == 1 => null,
        _ => ("bids a multiple of each value, but a bid of this mechanism has not one number a value",
            "Write strategy=mlp."),
    };

    public Line At(double parameter, (double Low, double High) support)
    {
        double multiplier = Multiples.Exactly(parameter);
        return new Line(multiplier * support.Low, multiplier * support.High);
    }

    public Line Slope(double parameter, (double Low, double High) support)
    {
        double slope = Multiples.Exactly(parameter) * Multiples.Exactly(-parameter);
        return new Line(slope * support.Low, slope * support.High);
    }

    public double? ParameterOf(Line line, (double Low, double High) support)
    {
        double multiplier = line.High / support.High;
        return multiplier is > 0 and < 1 && Math.Abs(line.Low - multiplier * support.Low) < 1e-9
            ? Math.Log(multiplier / (1 - multiplier)) : null;
    }

    public IBidFunction Start(Opening opening)
    {
        int numbers = opening.Game.Shape.Bids;
        var w = new double[opening.Rows * numbers];
        for (int row = 0; row < opening.Rows; row++)
        {
            int r = opening.Replica(row);
            double mean = settings.Start is { } start ? Math.Log(start[r] / (1 - start[r])) : settings.Theta[r];
            double[] jitter = StartJitter.Of(opening, row, settings.Jitter[r], numbers);
            for (int a = 0; a < numbers; a++)
            {
                w[row * numbers + a] = mean + jitter[a];
            }
        }
        var supports = Enumerable.Range(0, opening.RowsPerReplica)
            .Select(row => opening.Game.Nature.Support(opening.Owner(row))).ToArray();
        bool byKernel = opening.Device.type == DeviceType.CPU && opening.Precision == ScalarType.Float32
            && opening.Game.Shape is { Types: 1, Bids: 1 };
        return new Multiples(tensor(w, [opening.Rows, numbers], dtype: opening.Precision, device: opening.Device)
            .DetachFromDisposeScope(), byKernel, supports);
    }

    /// <summary>By kernel on the CPU where types and bids are one number, in tensor operations elsewhere.</summary>
    internal sealed class Multiples(Tensor w, bool byKernel, (double Low, double High)[] supports) : IBidFunction
    {
        public Tensor Parameters => w;

        public void Bid(Tensor parameters, Tensor types, Tensor bids, RowCounts rows)
        {
            if (!byKernel)
            {
                using var scope = NewDisposeScope();
                using var guard = no_grad();
                bids.copy_(parameters.sigmoid().unsqueeze(1) * types);
                return;
            }
            var weights = parameters.AsSpan<float>();
            var v = types.AsSpan<float>();
            var b = bids.AsSpan<float>();
            int stride = v.Length / weights.Length;
            for (int r = 0; r < weights.Length; r++)
            {
                Scale(v.Slice(r * stride, stride), Sigmoid(weights[r]), b.Slice(r * stride, stride));
            }
        }

        public void Gradient(Tensor types, Tensor slope, RowCounts rows, Tensor gradient)
        {
            if (!byKernel)
            {
                using var scope = NewDisposeScope();
                using var guard = no_grad();
                var k = w.sigmoid();
                // Padding is left out by selection: it must not matter even if it is not finite.
                var share = rows.Weights(types.shape[1]);
                var each = slope * types * share;
                gradient.copy_(where(share > 0, each, zeros_like(each)).sum(1) * k * (1 - k));
                return;
            }
            var weights = w.AsSpan<float>();
            var v = types.AsSpan<float>();
            var s = slope.AsSpan<float>();
            var to = gradient.AsSpan<float>();
            int stride = v.Length / weights.Length;
            for (int r = 0; r < weights.Length; r++)
            {
                float k = Sigmoid(weights[r]);
                float sum = Dot(s[(r * stride)..], v[(r * stride)..], rows.Counts[r]);
                to[r] = sum / rows.Counts[r] * k * (1 - k);
            }
        }

        public void Evaluate(int row, ReadOnlySpan<double> types, Span<double> bids)
        {
            int numbers = (int)w.shape[1], perType = types.Length * numbers / bids.Length;
            var weights = w.Numbers().AsSpan(row * numbers, numbers);
            for (int a = 0; a < numbers; a++)
            {
                double multiplier = Exactly(weights[a]);
                for (int k = a; k < bids.Length; k += numbers)
                {
                    bids[k] = multiplier * types[perType == 1 ? k / numbers : k];
                }
            }
        }

        public double[,]? Knots(int row)
        {
            if (w.shape[1] != 1)
            {
                return null;
            }
            var (low, high) = supports[row % supports.Length];
            Span<double> bids = stackalloc double[2];
            Evaluate(row, [low, high], bids);
            return new[,] { { low, bids[0] }, { high, bids[1] } };
        }

        public bool Multipliers(Span<double> to)
        {
            if (w.shape[1] != 1)
            {
                return false;
            }
            if (!byKernel)
            {
                double[] numbers = w.Numbers();
                for (int r = 0; r < numbers.Length; r++)
                {
                    to[r] = Exactly(numbers[r]);
                }
                return true;
            }
            var weights = w.AsSpan<float>();
            for (int r = 0; r < weights.Length; r++)
            {
                to[r] = Exactly(weights[r]);
            }
            return true;
        }

        public void Dispose() => w.Dispose();

        internal static double Exactly(double x) => 1 / (1 + Math.Exp(-x));

        private static float Sigmoid(float x) => (float)Exactly(x);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Scale(Span<float> types, float factor, Span<float> bids)
        {
            ref float v = ref MemoryMarshal.GetReference(types);
            ref float b = ref MemoryMarshal.GetReference(bids);
            for (nuint k = 0; k < (nuint)types.Length; k += VectorMath.Lanes)
            {
                (Vector512.LoadUnsafe(ref v, k) * Vector512.Create(factor)).StoreUnsafe(ref b, k);
            }
        }

        /// <summary>sum of a_k b_k over the first <paramref name="count"/>; lane by lane, then over the lanes by a
        /// fixed tree.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Dot(Span<float> a, Span<float> b, int count)
        {
            ref float first = ref MemoryMarshal.GetReference(a);
            ref float second = ref MemoryMarshal.GetReference(b);
            var sum = Vector512<float>.Zero;
            var lane = Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
            for (int k = 0; k < count; k += VectorMath.Lanes)
            {
                var x = Vector512.LoadUnsafe(ref first, (nuint)k);
                if (count - k < VectorMath.Lanes)
                {
                    // Padding is left out by selection, not by a factor of 0: it must not matter even if it is not
                    // finite.
                    var counts = Vector512.LessThan(lane, Vector512.Create(count - k)).AsSingle();
                    x = Vector512.ConditionalSelect(counts, x, Vector512<float>.Zero);
                }
                sum = Vector512.FusedMultiplyAdd(x, Vector512.LoadUnsafe(ref second, (nuint)k), sum);
            }
            return VectorMath.Sum(sum);
        }
    }
}
