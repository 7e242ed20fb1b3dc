using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AgentMarkets.Core.Numerics;

// The same on eight 64-bit numbers.
public static partial class VectorMath
{
    public const int DoubleLanes = 8;

    // Cody and Waite (1980), as in fdlibm (Sun 1993): n times the first part is exact.
    private const double Ln2HighDouble = 6.93147180369123816490e-01;
    private const double Ln2LowDouble = 1.90821492927058770002e-10;

    /// <summary>
    /// e^x to about 1 unit in the last place; subnormal below -708.4, exactly 0 below -745.2, infinity above 709.8.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x)
    {
        // e^x = 2^n e^r with n = round(x / ln 2), |r| <= ln(2)/2; e^r = 1 + r + r^2 Q(r), Q of degree 9, our own
        // minimax fit (Remez exchange in 50 digits): off by 4e-18, relative to e^r. Numbers that are not ordered with
        // the bounds are put right at the end, so any minimum will do.
        var bounded = Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(-746.0)), Vector512.Create(710.0));
        var n = Vector512.Round(bounded * Vector512.Create(1.4426950408889634));
        var r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2HighDouble), bounded);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2LowDouble), r);
        var q = Vector512.Create(2.500005928835836e-08);
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(2.763024841408471e-07));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(2.75575863808365e-06));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(2.4801493098816138e-05));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(0.00019841269506571267));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(0.0013888888943630188));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(0.008333333333494465));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(0.041666666666530155));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(0.16666666666666413));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(0.5000000000000011));
        var p = Vector512.FusedMultiplyAdd(q, r * r, r) + Vector512<double>.One;
        return Vector512.ConditionalSelect(Vector512.Equals(x, x), TimesPowerOfTwo(p, n), x);
    }

    /// <summary>log x to about 1 unit in the last place; minus infinity at 0 and at subnormal numbers, not-a-number
    /// below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Log(Vector512<double> x)
    {
        // x = 2^e (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)), and with s = f / (2 + f):
        // log(1 + f) = f - (f^2/2 - s (f^2/2 + R(s^2))); fdlibm, e_log.c (Sun 1993).
        var low = Vector512.Create(BitConverter.DoubleToInt64Bits(0.70710678118654752));
        var bits = x.AsInt64();
        var e = (bits - low) >> 52;
        var f = (bits - (e << 52)).AsDouble() - Vector512<double>.One;
        var k = Vector512.ConvertToDouble(e);
        var s = f / (f + Vector512.Create(2.0));
        var z = s * s;
        var r = Vector512.Create(1.479819860511658591e-01);
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(1.531383769920937332e-01));
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(1.818357216161805012e-01));
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(2.222219843214978396e-01));
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(2.857142874366239149e-01));
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(3.999999999940941908e-01));
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(6.666666666666735130e-01));
        var half = Vector512.Create(0.5) * f * f;
        var small = Vector512.FusedMultiplyAdd(s, Vector512.FusedMultiplyAdd(r, z, half),
            k * Vector512.Create(Ln2LowDouble));
        var result = Vector512.FusedMultiplyAdd(k, Vector512.Create(Ln2HighDouble), f - (half - small));
        // Numbers without an exponent of their own, the infinite ones, and those below 0.
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(2.2250738585072014e-308)),
            Vector512.Create(double.NegativeInfinity), result);
        result = Vector512.ConditionalSelect(
            Vector512.Equals(x, Vector512.Create(double.PositiveInfinity)), x, result);
        return Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x, Vector512<double>.Zero), result,
            Vector512.Create(double.NaN));
    }

    /// <summary>The sum of the eight lanes, by halves: a tree of fixed shape.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector512<double> x)
    {
        var four = x.GetLower() + x.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    /// <summary>2^n p for whole n, rounded once at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> TimesPowerOfTwo(Vector512<double> p, Vector512<double> n)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.Scale(p, n);
        }
        // In two factors, so that neither leaves the exponent's range.
        var whole = Vector512.ConvertToInt64(n);
        var half = whole >> 1;
        var bias = Vector512.Create(1023L);
        return p * ((half + bias) << 52).AsDouble() * ((whole - half + bias) << 52).AsDouble();
    }
}
