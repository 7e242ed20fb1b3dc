using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Fisher.Passes;

/// <summary>A cache line of float or double lanes, so that a kernel is written once for both; which of the two is known
/// when it is compiled.</summary>
internal static unsafe class DenseLanes
{
    /// <summary>Lanes of a vector of T, from as many stored numbers: widened, narrowed, or as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load<TStored, T>(TStored* from)
        where TStored : unmanaged
        where T : unmanaged
    {
        if (typeof(TStored) == typeof(T))
        {
            return Vector512.Load((T*)from);
        }
        return typeof(TStored) == typeof(float)
            ? Widen(Vector256.Load((float*)from)).As<double, T>()
            : Narrow(Vector512.Load((double*)from), Vector512.Load((double*)from + 8)).As<float, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> FusedMultiplyAdd<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c)
        where T : unmanaged => typeof(T) == typeof(float)
        ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Exp<T>(Vector512<T> x)
        where T : unmanaged => typeof(T) == typeof(float)
        ? VectorMath.Exp(x.AsSingle()).As<float, T>()
        : VectorMath.Exp(x.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Log<T>(Vector512<T> x)
        where T : unmanaged => typeof(T) == typeof(float)
        ? VectorMath.Log(x.AsSingle()).As<float, T>()
        : VectorMath.Log(x.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum<T>(Vector512<T> x)
        where T : unmanaged => typeof(T) == typeof(float)
        ? VectorMath.Sum(x.AsSingle())
        : VectorMath.Sum(x.AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> NegativeInfinity<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => Vector512.Create(T.NegativeInfinity);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Widen(Vector256<float> x)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512Double(x);
        }
        var (low, high) = Vector256.Widen(x);
        return Vector512.Create(low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Narrow(Vector512<double> low, Vector512<double> high) => Avx512F.IsSupported
        ? Vector512.Create(Avx512F.ConvertToVector256Single(low), Avx512F.ConvertToVector256Single(high))
        : Vector512.Narrow(low, high);
}
