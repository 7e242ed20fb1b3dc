using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>The smoothed first-price market in one pass over the bids, on the CPU; same formulas as <see cref="SmoothedMarket"/>.</summary>
/// <remarks>
/// Sixteen games at a time, every replica by itself: a replica's numbers cannot depend on its batch. Rows are padded to
/// whole vectors (see <see cref="AuctionGame.Rows"/>), so there is no remainder to treat apart.
/// </remarks>
internal sealed class FirstPriceKernel(Rivalry rivalry, Price price, double[] beta) : IClearing
{
    private readonly float[] _beta = [.. beta.Select(x => (float)x)];
    private float[] _scratch = [];

    public void Clear(IReadOnlyList<Tensor> bids, IReadOnlyList<Signal> signals)
    {
        int games = (int)bids[0].NumberOfElements;
        int rows = games / _beta.Length;
        // The rivals' statistics: highest and second highest bid, or highest and sum of exponentials.
        if (_scratch.Length < 2 * rows)
        {
            _scratch = new float[2 * rows];
        }
        for (int r = 0; r < _beta.Length; r++)
        {
            var first = _scratch.AsSpan(0, rows);
            var second = _scratch.AsSpan(rows, rows);
            TopTwo(bids, r * rows, first, second);
            if (rivalry == Rivalry.Softmax)
            {
                SumOfExponentials(bids, r * rows, _beta[r], first, second);
            }
            for (int i = 0; i < bids.Count; i++)
            {
                Row(bids[i], signals[i], r * rows, _beta[r], first, second);
            }
        }
    }

    public void Dispose()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TopTwo(IReadOnlyList<Tensor> bids, int offset, Span<float> first, Span<float> second)
    {
        ref float one = ref MemoryMarshal.GetReference(first);
        ref float two = ref MemoryMarshal.GetReference(second);
        for (int i = 0; i < bids.Count; i++)
        {
            ref float b = ref MemoryMarshal.GetReference(bids[i].Span<float>()[offset..]);
            for (nuint k = 0; k < (nuint)first.Length; k += VectorMath.Lanes)
            {
                var bid = Vector512.LoadUnsafe(ref b, k);
                var highest = i == 0 ? Vector512.Create(float.NegativeInfinity) : Vector512.LoadUnsafe(ref one, k);
                var next = i == 0 ? highest : Vector512.LoadUnsafe(ref two, k);
                Vector512.Max(next, Vector512.Min(highest, bid)).StoreUnsafe(ref two, k);
                Vector512.Max(highest, bid).StoreUnsafe(ref one, k);
            }
        }
    }

    /// <summary>sum_j exp(beta (b_j - max b)) into <paramref name="sum"/>: the maximum is subtracted against overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumOfExponentials(IReadOnlyList<Tensor> bids, int offset, float beta, Span<float> first, Span<float> sum)
    {
        ref float one = ref MemoryMarshal.GetReference(first);
        ref float total = ref MemoryMarshal.GetReference(sum);
        var strength = Vector512.Create(beta);
        for (int i = 0; i < bids.Count; i++)
        {
            ref float b = ref MemoryMarshal.GetReference(bids[i].Span<float>()[offset..]);
            for (nuint k = 0; k < (nuint)first.Length; k += VectorMath.Lanes)
            {
                var e = VectorMath.Exp(strength * (Vector512.LoadUnsafe(ref b, k) - Vector512.LoadUnsafe(ref one, k)));
                (i == 0 ? e : Vector512.LoadUnsafe(ref total, k) + e).StoreUnsafe(ref total, k);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row(Tensor bids, Signal signal, int offset, float beta, Span<float> first, Span<float> second)
    {
        ref float b = ref MemoryMarshal.GetReference(bids.Span<float>()[offset..]);
        ref float one = ref MemoryMarshal.GetReference(first);
        ref float two = ref MemoryMarshal.GetReference(second);
        ref float win = ref MemoryMarshal.GetReference(signal.Win.Span<float>()[offset..]);
        ref float winSlope = ref MemoryMarshal.GetReference(signal.WinSlope.Span<float>()[offset..]);
        ref float payment = ref MemoryMarshal.GetReference(signal.Payment.Span<float>()[offset..]);
        ref float paymentSlope = ref MemoryMarshal.GetReference(signal.PaymentSlope.Span<float>()[offset..]);
        var strength = Vector512.Create(beta);
        for (nuint k = 0; k < (nuint)first.Length; k += VectorMath.Lanes)
        {
            var bid = Vector512.LoadUnsafe(ref b, k);
            var highest = Vector512.LoadUnsafe(ref one, k);
            var isHighest = Vector512.Equals(bid, highest);
            Vector512<float> x;
            if (rivalry == Rivalry.Softmax)
            {
                x = VectorMath.Exp(strength * (bid - highest)) / Vector512.LoadUnsafe(ref two, k);
            }
            else
            {
                var rival = Vector512.ConditionalSelect(isHighest, Vector512.LoadUnsafe(ref two, k), highest);
                x = VectorMath.Sigmoid(strength * (bid - rival));
            }
            x.StoreUnsafe(ref win, k);
            // dx/db = beta x (1 - x)
            (strength * x * (Vector512<float>.One - x)).StoreUnsafe(ref winSlope, k);
            (price == Price.OwnBid ? bid : highest).StoreUnsafe(ref payment, k);
            var one1 = Vector512<float>.One;
            (price == Price.OwnBid ? one1 : Vector512.ConditionalSelect(isHighest, one1, Vector512<float>.Zero))
                .StoreUnsafe(ref paymentSlope, k);
        }
    }
}
