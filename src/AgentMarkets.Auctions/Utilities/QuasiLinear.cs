using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Utilities;

/// <summary>u = v - p: money counts as money.</summary>
/// <remarks>du/db = dx/db (v - p) - x dp/db: docs/auctions.md, 2.</remarks>
[Card("quasi-linear", "Value won less money paid.", "docs/auctions.md, 1")]
public sealed class QuasiLinear : IUtility
{
    public bool IsQuasiLinear => true;

    public double Won(double worth, double paid) => worth - paid;

    public Tensor Won(Tensor worth, Tensor paid) => worth - paid;

    public (Tensor Utility, Tensor PaymentSlope) Learned(Tensor worth, Tensor paid, bool won) =>
        (worth - paid, full_like(paid, -1));

    public void Slope(Tensor worth, Tensor? cost, MarketSignal signal, Tensor slope)
    {
        bool isOneItem = signal.Loss is null && cost is null
            && signal.WinSlope.NumberOfElements == worth.NumberOfElements
            && slope.NumberOfElements == worth.NumberOfElements;
        if (isOneItem && worth.device_type == DeviceType.CPU && worth.dtype == float32)
        {
            ByKernel(worth.AsSpan<float>(), signal, slope.AsSpan<float>());
        }
        else
        {
            ExpectedUtility.Slope(this, worth, cost, signal, slope);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByKernel(Span<float> values, MarketSignal signal, Span<float> slope)
    {
        ref float v = ref MemoryMarshal.GetReference(values);
        ref float x = ref MemoryMarshal.GetReference(signal.Win.AsSpan<float>());
        ref float p = ref MemoryMarshal.GetReference(signal.Payment.AsSpan<float>());
        ref float xSlope = ref MemoryMarshal.GetReference(signal.WinSlope.AsSpan<float>());
        ref float pSlope = ref MemoryMarshal.GetReference(signal.PaymentSlope.AsSpan<float>());
        ref float to = ref MemoryMarshal.GetReference(slope);
        for (nuint k = 0; k < (nuint)values.Length; k += VectorMath.Lanes)
        {
            var margin = Vector512.LoadUnsafe(ref v, k) - Vector512.LoadUnsafe(ref p, k);
            var lost = Vector512.LoadUnsafe(ref x, k) * Vector512.LoadUnsafe(ref pSlope, k);
            Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref xSlope, k), margin, -lost).StoreUnsafe(ref to, k);
        }
    }
}
