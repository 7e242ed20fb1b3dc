using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.TestKit.Fields;

/// <summary>Exponentials of rows of numbers, the same bits on every processor.</summary>
internal static class Elementwise
{
    /// <summary>e^x, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exp(Span<double> x)
    {
        int k = 0;
        for (; k + VectorMath.DoubleLanes <= x.Length; k += VectorMath.DoubleLanes)
        {
            VectorMath.Exp(Vector512.Create<double>(x.Slice(k, VectorMath.DoubleLanes))).CopyTo(x[k..]);
        }
        if (k < x.Length)
        {
            Span<double> rest = stackalloc double[VectorMath.DoubleLanes];
            x[k..].CopyTo(rest);
            VectorMath.Exp(Vector512.Create<double>(rest)).CopyTo(rest);
            rest[..(x.Length - k)].CopyTo(x[k..]);
        }
    }

    /// <summary>softmax(y), in place.</summary>
    public static void Softmax(Span<double> y)
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (double value in y)
        {
            largest = Math.Max(largest, value);
        }
        for (int i = 0; i < y.Length; i++)
        {
            y[i] -= largest;
        }
        Exp(y);
        foreach (double value in y)
        {
            sum += value;
        }
        for (int i = 0; i < y.Length; i++)
        {
            y[i] /= sum;
        }
    }
}
