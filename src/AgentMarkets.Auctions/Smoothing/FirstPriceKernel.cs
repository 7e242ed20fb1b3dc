using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AgentMarkets.Core.Numerics;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>
/// The smoothed first-price market in one pass over the bids, on the CPU; the formulas are
/// <see cref="OneItemMarket"/>'s.
/// </summary>
/// <remarks>
/// Sixteen games at a time, every replica by itself: a replica's numbers cannot depend on its batch. Rows are padded to
/// whole vectors (see <see cref="AuctionGame.Rows"/>), so there is no remainder to treat apart.
/// </remarks>
internal sealed unsafe class FirstPriceKernel(Rivalry rivalry, Price price, double[] beta) : IClearing
{
    private readonly float[] _beta = [.. beta.Select(x => (float)x)];
    private Row[] _rows = [];
    private float[] _scratch = [];

    public void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals)
    {
        int games = (int)bids[0].shape[2], bidders = (int)bids.Sum(actor => actor.shape[1]);
        if (_rows.Length < bidders || _scratch.Length < 2 * games)
        {
            _rows = new Row[bidders];
            _scratch = new float[2 * games];
        }
        for (int k = 0, i = 0; k < bids.Count; k++)
        {
            if (price == Price.OwnBid)
            {
                signals[k].PayOwnBid(bids[k]);
            }
            int members = (int)bids[k].shape[1];
            var first = new Row(bids[k], signals[k], members * games);
            for (int c = 0; c < members; c++)
            {
                _rows[i++] = first.After(c * games);
            }
        }
        fixed (float* first = _scratch)
        {
            // Of all bids of a game: the highest, and the second highest or (softmax) the sum of exponentials.
            float* second = first + games;
            for (int r = 0; r < _beta.Length; r++)
            {
                TopTwo(r, games, first, second);
                if (rivalry == Rivalry.Softmax)
                {
                    SumOfExponentials(r, games, _beta[r], first, second);
                }
                foreach (var row in _rows)
                {
                    int ahead = r + 1 < _beta.Length ? row.Stride : 0;
                    Write(row, r * row.Stride, ahead, games, _beta[r], first, second);
                }
            }
        }
    }

    public void Dispose()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TopTwo(int replica, int games, float* first, float* second)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            float* bids = _rows[i].Bids + replica * _rows[i].Stride;
            for (int k = 0; k < games; k += VectorMath.Lanes)
            {
                var bid = Vector512.Load(bids + k);
                var highest = i == 0 ? Vector512.Create(float.NegativeInfinity) : Vector512.Load(first + k);
                var next = i == 0 ? highest : Vector512.Load(second + k);
                Vector512.Max(next, Vector512.Min(highest, bid)).Store(second + k);
                Vector512.Max(highest, bid).Store(first + k);
            }
        }
    }

    /// <summary>sum_j exp(beta (b_j - max b)): the maximum is subtracted against overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumOfExponentials(int replica, int games, float strength, float* first, float* sum)
    {
        var beta = Vector512.Create(strength);
        for (int i = 0; i < _rows.Length; i++)
        {
            float* bids = _rows[i].Bids + replica * _rows[i].Stride;
            for (int k = 0; k < games; k += VectorMath.Lanes)
            {
                var e = VectorMath.Exp(beta * (Vector512.Load(bids + k) - Vector512.Load(first + k)));
                (i == 0 ? e : Vector512.Load(sum + k) + e).Store(sum + k);
            }
        }
    }

    /// <summary>What many replicas need does not fit in the caches: the next one's lines, ahead of these, come while
    /// there are exponentials to compute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(in Row row, int offset, int ahead, int games, float strength, float* first, float* second)
    {
        var beta = Vector512.Create(strength);
        for (int k = 0; k < games; k += VectorMath.Lanes)
        {
            int at = offset + k;
            if (Sse.IsSupported)
            {
                Sse.Prefetch1(row.Bids + at + ahead);
                Sse.Prefetch1(row.Win + at + ahead);
                Sse.Prefetch1(row.WinSlope + at + ahead);
            }
            var bid = Vector512.Load(row.Bids + at);
            var highest = Vector512.Load(first + k);
            var isHighest = Vector512.Equals(bid, highest);
            Vector512<float> x;
            if (rivalry == Rivalry.Softmax)
            {
                x = VectorMath.Exp(beta * (bid - highest)) / Vector512.Load(second + k);
            }
            else
            {
                var rival = Vector512.ConditionalSelect(isHighest, Vector512.Load(second + k), highest);
                x = VectorMath.Sigmoid(beta * (bid - rival));
            }
            x.Store(row.Win + at);
            // dx/db = beta x (1 - x)
            (beta * x * (Vector512<float>.One - x)).Store(row.WinSlope + at);
            if (price == Price.Market)
            {
                highest.Store(row.Payment + at);
                (isHighest & Vector512<float>.One).Store(row.PaymentSlope + at);
            }
        }
    }

    /// <summary>Where the numbers of one bidder begin, and how far its replicas are apart.</summary>
    private readonly struct Row(Tensor bids, Signal signal, int stride)
    {
        public float* Bids { get; private init; } = bids.Floats();

        public float* Win { get; private init; } = signal.Win.Floats();

        public float* WinSlope { get; private init; } = signal.WinSlope.Floats();

        public float* Payment { get; private init; } = signal.Payment.Floats();

        public float* PaymentSlope { get; private init; } = signal.PaymentSlope.Floats();

        public int Stride { get; } = stride;

        /// <summary>The row that begins so many numbers later.</summary>
        public Row After(int numbers) => this with
        {
            Bids = Bids + numbers,
            Win = Win + numbers,
            WinSlope = WinSlope + numbers,
            Payment = Payment + numbers,
            PaymentSlope = PaymentSlope + numbers,
        };
    }
}
