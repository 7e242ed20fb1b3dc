using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Utilities;

/// <summary>u = x (v - p): money counts as money.</summary>
/// <remarks>du/db = dx/db (v - p) - x dp/db: docs/auctions.md, 2.</remarks>
[Card("quasi-linear", "Value won less money paid.", "docs/auctions.md, 1")]
public sealed class QuasiLinear : IUtility
{
    public void Slope(Tensor values, ClearingSignal signal, Tensor slope)
    {
        if (values.device_type == DeviceType.CPU)
        {
            ByKernel(values.AsSpan<float>(), signal, slope.AsSpan<float>());
        }
        else
        {
            ByTensors(values, signal, slope);
        }
    }

    internal static void ByTensors(Tensor values, ClearingSignal signal, Tensor slope)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        slope.copy_(signal.WinSlope.squeeze(3) * (values - signal.Payment)
            - signal.Win * signal.PaymentSlope.squeeze(3));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ByKernel(Span<float> values, ClearingSignal signal, Span<float> slope)
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
