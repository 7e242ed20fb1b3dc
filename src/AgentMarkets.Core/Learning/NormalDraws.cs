using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Core.Learning;

/// <summary>Standard normal draws of a stream, the same on every machine.</summary>
/// <remarks>
/// z = Phi^-1(U) by Wichura (1988), algorithm AS 241, PPND16: with q = U - 1/2, a ratio of polynomials in
/// 0.425^2 - q^2 in the middle, and in sqrt(-log(1/2 - |q|)) in the tails; 1e-16 relative. Draws reach to 8.2.
/// </remarks>
public static class NormalDraws
{
    private static readonly double[] A =
    [
        3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
        45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
    ];

    private static readonly double[] B =
    [
        1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
        21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610,
    ];

    private static readonly double[] C =
    [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
        1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ];

    private static readonly double[] D =
    [
        1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];

    private static readonly double[] E =
    [
        6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];

    private static readonly double[] F =
    [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];

    /// <summary>The first draws of a round; the first k are the same however many there are.</summary>
    public static void Fill(StreamKey key, long round, Span<double> to)
    {
        new RandomStream(key, round).Uniform(to);
        Transform(to);
    }

    /// <summary>Uniform draws on [0,1) become normal ones, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform(Span<double> draws)
    {
        int k = 0;
        for (; k + VectorMath.DoubleLanes <= draws.Length; k += VectorMath.DoubleLanes)
        {
            Quantile(Vector512.Create<double>(draws.Slice(k, VectorMath.DoubleLanes))).CopyTo(draws[k..]);
        }
        if (k < draws.Length)
        {
            Span<double> rest = stackalloc double[VectorMath.DoubleLanes];
            draws[k..].CopyTo(rest);
            Quantile(Vector512.Create<double>(rest)).CopyTo(rest);
            rest[..(draws.Length - k)].CopyTo(draws[k..]);
        }
    }

    private static Vector512<double> Quantile(Vector512<double> u)
    {
        // The middle of the draw's interval of 2^-53, so that it is never 0 or 1; no rounding so far.
        var q = u - Vector512.Create(0.5) + Vector512.Create(1.0 / (1L << 54));
        var near = Vector512.Create(0.180625) - q * q;
        var middle = q * Ratio(A, B, near);
        var r = Vector512.Sqrt(-VectorMath.Log(Vector512.Create(0.5) - Vector512.Abs(q)));
        var tail = Ratio(C, D, r - Vector512.Create(1.6));
        var far = Vector512.GreaterThan(r, Vector512.Create(5.0));
        if (far != Vector512<double>.Zero)
        {
            tail = Vector512.ConditionalSelect(far, Ratio(E, F, r - Vector512.Create(5.0)), tail);
        }
        tail = Vector512.ConditionalSelect(Vector512.LessThan(q, Vector512<double>.Zero), -tail, tail);
        return Vector512.ConditionalSelect(
            Vector512.LessThanOrEqual(Vector512.Abs(q), Vector512.Create(0.425)), middle, tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Ratio(double[] above, double[] below, Vector512<double> x)
    {
        var (a, b) = (Vector512.Create(above[7]), Vector512.Create(below[7]));
        for (int i = 6; i >= 0; i--)
        {
            a = Vector512.FusedMultiplyAdd(a, x, Vector512.Create(above[i]));
            b = Vector512.FusedMultiplyAdd(b, x, Vector512.Create(below[i]));
        }
        return a / b;
    }
}
