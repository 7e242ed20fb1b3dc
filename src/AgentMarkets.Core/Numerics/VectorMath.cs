using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AgentMarkets.Core.Numerics;

/// <summary>Elementary functions on sixteen floats at once, the same bits on every processor.</summary>
/// <remarks>
/// Vectors are always sixteen wide, also where the processor's are narrower, and every step is either exactly rounded
/// or an explicit fused multiply-add; so a sum over lanes has one order everywhere.
/// </remarks>
public static partial class VectorMath
{
    public const int Lanes = 16;

    // Cody and Waite (1980): ln 2 in two parts, the first short enough that n times it is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>
    /// e^x to about 1 unit in the last place; subnormal below -87.3, 0 below -104, infinity above 88.7.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // e^x = 2^n e^r with n = round(x / ln 2), |r| <= ln(2)/2; e^r by its Taylor-minimax polynomial of degree 6
        // (coefficients of the Cephes library, Moshier 1989).
        var bounded = Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(-104f)), Vector512.Create(89f));
        var n = Vector512.Round(bounded * Vector512.Create(1.44269504088896341f));
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), bounded);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), r);
        var p = Vector512.Create(1.9875691500e-4f);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(5.0000001201e-1f));
        p = Vector512.FusedMultiplyAdd(p, r * r, r + Vector512<float>.One);
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), TimesPowerOfTwo(p, n), x);
    }

    /// <summary>1/(1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x) =>
        Vector512<float>.One / (Vector512<float>.One + Exp(-x));

    /// <summary>The sum of the sixteen lanes, by halves: a tree of fixed shape.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> x)
    {
        var eight = x.GetLower() + x.GetUpper();
        var four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    /// <summary>Whether every number is finite.</summary>
    public static bool AreFinite(ReadOnlySpan<float> numbers)
    {
        // x - x is 0 for finite numbers and not-a-number for all others.
        int k = 0;
        for (; k + Lanes <= numbers.Length; k += Lanes)
        {
            var x = Vector512.Create(numbers.Slice(k, Lanes));
            if (!Vector512.EqualsAll(x - x, Vector512<float>.Zero))
            {
                return false;
            }
        }
        for (; k < numbers.Length; k++)
        {
            if (!float.IsFinite(numbers[k]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The product of the low 32 bits of each 64-bit lane, all 64 bits of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ulong> MultiplyLow32(Vector512<ulong> a, Vector512<ulong> b)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.Multiply(a.AsUInt32(), b.AsUInt32());
        }
        if (Avx2.IsSupported)
        {
            return Vector512.Create(
                Avx2.Multiply(a.GetLower().AsUInt32(), b.GetLower().AsUInt32()),
                Avx2.Multiply(a.GetUpper().AsUInt32(), b.GetUpper().AsUInt32()));
        }
        var low = Vector512.Create(0xFFFFFFFFul);
        return (a & low) * (b & low);
    }

    /// <summary>2^n p for whole n, rounded once at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> TimesPowerOfTwo(Vector512<float> p, Vector512<float> n)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.Scale(p, n);
        }
        // In two factors, so that neither leaves the exponent's range.
        var whole = Vector512.ConvertToInt32(n);
        var half = whole >> 1;
        var bias = Vector512.Create(127);
        return p * ((half + bias) << 23).AsSingle() * ((whole - half + bias) << 23).AsSingle();
    }
}
