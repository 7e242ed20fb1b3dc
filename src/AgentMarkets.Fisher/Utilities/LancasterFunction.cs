using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Utilities;

/// <summary>log u of <see cref="Lancaster"/>, eight buyers at once.</summary>
/// <param name="technology">T_jc, [m, C] by rows; above 0.</param>
/// <param name="tastes">H, [C, d] by rows.</param>
/// <param name="iterations">The most steps towards the best bundle at given prices.</param>
internal sealed class LancasterFunction(double[] technology, double[] tastes, int characteristics, double r,
    int iterations) : IUtilityFunction
{
    public ClosedForm? ClosedForm => null;

    public void LogUtility(BuyerChunk buyers, ReadOnlySpan<double> x, Span<double> logUtility, Span<double> gradient) =>
        LogUtility(buyers, Tastes(buyers), x, logUtility, gradient);

    public void LogFixedPrice(BuyerChunk buyers, ReadOnlySpan<double> prices, Span<double> logUtility) =>
        ProportionalDemand.LogFixedPrice(buyers, Bundles, prices, iterations, logUtility);

    /// <summary>The utility of buyers whose tastes are worked out once.</summary>
    private BundleUtility Bundles(BuyerChunk buyers)
    {
        double[] tastes = Tastes(buyers);
        return (x, logUtility, gradient) => LogUtility(buyers, tastes, x, logUtility, gradient);
    }

    // y_c = sum_j T_jc x_j,  log u = log(sum_c th_c y_c^r) / r,
    // d log u/dx_j = sum_c T_jc th_c y_c^(r-1) / sum_c th_c y_c^r.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LogUtility(BuyerChunk buyers, double[] tastes, ReadOnlySpan<double> x, Span<double> logUtility,
        Span<double> gradient)
    {
        var slopes = new Vector512<double>[characteristics];
        for (int row = 0; row < buyers.Rows; row += VectorMath.DoubleLanes)
        {
            slopes.AsSpan().Clear();
            for (int j = 0; j < buyers.Goods; j++)
            {
                var units = At(x, j * buyers.Stride + row);
                for (int c = 0; c < characteristics; c++)
                {
                    slopes[c] = Vector512.FusedMultiplyAdd(units,
                        Vector512.Create(technology[j * characteristics + c]), slopes[c]);
                }
            }
            var sum = Vector512<double>.Zero;
            for (int c = 0; c < characteristics; c++)
            {
                var y = slopes[c];
                var part = At(tastes, c * buyers.Stride + row) * Power(y);
                sum += part;
                // Of nothing, the first unit is worth infinitely more.
                slopes[c] = Vector512.ConditionalSelect(Vector512.Equals(y, Vector512<double>.Zero),
                    Vector512.Create(double.PositiveInfinity), part / y);
            }
            Keep(VectorMath.Log(sum) / r, row, buyers.Rows, logUtility);
            for (int j = 0; j < buyers.Goods && !gradient.IsEmpty; j++)
            {
                var slope = Vector512<double>.Zero;
                for (int c = 0; c < characteristics; c++)
                {
                    slope = Vector512.FusedMultiplyAdd(slopes[c],
                        Vector512.Create(technology[j * characteristics + c]), slope);
                }
                (slope / sum).CopyTo(gradient.Slice(j * buyers.Stride + row, VectorMath.DoubleLanes));
            }
        }
    }

    private Vector512<double> Power(Vector512<double> y) =>
        r == 0.5 ? Vector512.Sqrt(y) : VectorMath.Exp(VectorMath.Log(y) * r);

    /// <summary>th_i = softplus(H b_i), [C, Stride].</summary>
    private double[] Tastes(BuyerChunk buyers)
    {
        int d = buyers.Dimension, stride = buyers.Stride;
        var of = new double[characteristics * stride];
        for (int i = 0; i < buyers.Rows; i++)
        {
            for (int c = 0; c < characteristics; c++)
            {
                double z = 0;
                for (int k = 0; k < d; k++)
                {
                    z = Math.FusedMultiplyAdd(tastes[c * d + k], buyers.Contexts[i * d + k], z);
                }
                of[c * stride + i] = z;
            }
        }
        var one = Vector512<double>.One;
        foreach (ref var z in MemoryMarshal.Cast<double, Vector512<double>>(of.AsSpan()))
        {
            // max(z, 0) + log1p(t) with t = e^-|z|; what 1 + t lost is put back.
            var t = VectorMath.Exp(-Vector512.Abs(z));
            var sum = one + t;
            z = Vector512.Max(z, Vector512<double>.Zero) + VectorMath.Log(sum) + (t - (sum - one)) / sum;
        }
        return of;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> At(ReadOnlySpan<double> columns, int at) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(columns.Slice(at, VectorMath.DoubleLanes)));

    private static void Keep(Vector512<double> value, int row, int rows, Span<double> to)
    {
        for (int k = 0; k < VectorMath.DoubleLanes && row + k < rows; k++)
        {
            to[row + k] = value[k];
        }
    }
}
