using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentMarkets.Core.Numerics;

public static partial class VectorMath
{
    /// <summary>log x of sixteen floats to about 1 unit in the last place; minus infinity at 0 and at subnormal
    /// numbers, not-a-number below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Log(Vector512<float> x)
    {
        // As the 64-bit one, with the shorter R of FreeBSD's e_logf.c (Sun 1993).
        var low = Vector512.Create(BitConverter.SingleToInt32Bits(0.70710678f));
        var bits = x.AsInt32();
        var e = (bits - low) >> 23;
        var f = (bits - (e << 23)).AsSingle() - Vector512<float>.One;
        var k = Vector512.ConvertToSingle(e);
        var s = f / (f + Vector512.Create(2f));
        var z = s * s;
        var r = Vector512.Create(0.24279078841f);
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(0.28498786688f));
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(0.40000972152f));
        r = Vector512.FusedMultiplyAdd(r, z, Vector512.Create(0.66666662693f));
        var half = Vector512.Create(0.5f) * f * f;
        var small = Vector512.FusedMultiplyAdd(s, Vector512.FusedMultiplyAdd(r, z, half),
            k * Vector512.Create(9.0580006145e-06f));
        var result = Vector512.FusedMultiplyAdd(k, Vector512.Create(6.9313812256e-01f), f - (half - small));
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(1.17549435e-38f)),
            Vector512.Create(float.NegativeInfinity), result);
        result = Vector512.ConditionalSelect(Vector512.Equals(x, Vector512.Create(float.PositiveInfinity)), x, result);
        return Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x, Vector512<float>.Zero), result,
            Vector512.Create(float.NaN));
    }
}
