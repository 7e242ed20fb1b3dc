using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Fisher.Contexts;

/// <summary>What contexts and valuations are made with, sixteen at once, the same bits on every processor.</summary>
internal static class DrawMath
{
    /// <summary>-log(1 - u) of sixteen uniform draws on [0,1), to a few units in the last place also next to
    /// 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exponential(ref double uniform)
    {
        var low = Vector512.LoadUnsafe(ref uniform);
        var high = Vector512.LoadUnsafe(ref uniform, 8);
        var u = Vector512.Narrow(low, high);
        var rest = Vector512.Narrow(Vector512<double>.One - low, Vector512<double>.One - high);
        // Where 1 - u is rounded, the logarithm is corrected by what was lost: -u - (rest - 1), over rest.
        var lost = (-u - (rest - Vector512<float>.One)) / rest;
        lost = Vector512.ConditionalSelect(Vector512.LessThan(u, Vector512.Create(0.5f)), lost, Vector512<float>.Zero);
        // No draw is exactly 0, so that no budget is.
        return Vector512.Max(-(VectorMath.Log(rest) + lost), Vector512.Create(float.Epsilon));
    }

    /// <summary>cos(2 pi u) and sin(2 pi u) of sixteen uniform draws.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> Cos, Vector512<float> Sin) Direction(ref double uniform)
    {
        // 4u = q + f with |f| <= 1/2: quadrant q, and an angle f pi/2 for the polynomials of the Cephes library
        // (Moshier 1989).
        var low = Vector512.LoadUnsafe(ref uniform) * 4.0;
        var high = Vector512.LoadUnsafe(ref uniform, 8) * 4.0;
        var qLow = Vector512.Round(low);
        var qHigh = Vector512.Round(high);
        var quadrant = Vector512.ConvertToInt32(Vector512.Narrow(qLow, qHigh));
        var a = Vector512.Narrow(low - qLow, high - qHigh) * Vector512.Create(MathF.PI / 2);
        var z = a * a;
        var s = Vector512.FusedMultiplyAdd(z, Vector512.Create(-1.9515295891e-4f), Vector512.Create(8.3321608736e-3f));
        s = Vector512.FusedMultiplyAdd(s, z, Vector512.Create(-1.6666654611e-1f));
        s = Vector512.FusedMultiplyAdd(s * z, a, a);
        var c = Vector512.FusedMultiplyAdd(z, Vector512.Create(2.443315711809948e-5f),
            Vector512.Create(-1.388731625493765e-3f));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(4.166664568298827e-2f));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(-0.5f));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512<float>.One);
        var one = Vector512<int>.One;
        var swap = Vector512.Equals(quadrant & one, one).AsSingle();
        // Cosines are negative in quadrants 1 and 2, sines in 2 and 3.
        var cosSign = ((((quadrant + one) >> 1) & one) << 31).AsSingle();
        var sinSign = (((quadrant >> 1) & one) << 31).AsSingle();
        return (Vector512.ConditionalSelect(swap, s, c) ^ cosSign, Vector512.ConditionalSelect(swap, c, s) ^ sinSign);
    }

    /// <summary>log log(1 + e^z): the log valuation of a buyer and a good.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LogSoftplus(Vector512<float> z)
    {
        // softplus(z) = max(z, 0) + log1p(t), t = e^-|z|; far below 0, log softplus(z) = z - e^z / 2.
        var one = Vector512<float>.One;
        var t = VectorMath.Exp(-Vector512.Abs(z));
        var sum = one + t;
        var log1p = VectorMath.Log(sum) + (t - (sum - one)) / sum;
        var near = VectorMath.Log(Vector512.Max(z, Vector512<float>.Zero) + log1p);
        var far = Vector512.FusedMultiplyAdd(t, Vector512.Create(-0.5f), z);
        return Vector512.ConditionalSelect(Vector512.LessThan(z, Vector512.Create(-18f)), far, near);
    }
}
