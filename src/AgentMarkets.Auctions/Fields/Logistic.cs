using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Fields;

/// <summary>The logistic function and its integral, eight 64-bit numbers at a time.</summary>
internal static class Logistic
{
    /// <summary>sigma(x) = 1/(1 + e^-x), also far out on the left without overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sigmoid(Vector512<double> x)
    {
        var e = VectorMath.Exp(-Vector512.Abs(x));
        var right = Vector512<double>.One / (Vector512<double>.One + e);
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<double>.Zero), e * right, right);
    }

    /// <summary>ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Softplus(Vector512<double> x) =>
        Vector512.Max(x, Vector512<double>.Zero)
            + VectorMath.Log(Vector512<double>.One + VectorMath.Exp(-Vector512.Abs(x)));
}
