using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Utilities;

/// <summary>log u_i(x_i) of a chunk's buyers, and its gradient: see <see cref="IUtilityFunction.LogUtility"/>.</summary>
public delegate void BundleUtility(ReadOnlySpan<double> x, Span<double> logUtility, Span<double> gradient);

/// <summary>
/// Demand at given prices without a closed form, by proportional response: buyers shift their budget to what gives
/// the most for the money,
/// w_ij &lt;- w_ij (d log u_i/dx_j) B_i / p_j  at  x_ij = B_i w_ij / p_j.  docs/fisher.md, 10.
/// </summary>
/// <remarks>
/// Wu and Zhang (2007), "Proportional response dynamics leads to market equilibrium". By Euler's theorem the new shares
/// sum to 1, and log u never falls. A buyer is done by a bound: u is concave and of degree one, so that for every
/// bundle y that B_i buys, u(y) &lt;= &lt;grad u(x), y&gt; &lt;= u(x) max_j (d log u/dx_j) B_i / p_j; hence
/// log ut_i(p) - log u_i(x) &lt;= max_j (d log u_i/dx_j) B_i / p_j - 1. What a buyer gets does not depend on who else
/// is in the chunk: when it is done, it stops.
/// </remarks>
public static class ProportionalDemand
{
    /// <summary>A buyer is done when log u_i is at most this much below its best.</summary>
    public const double Tolerance = 1e-10;

    // No share falls to 0, from which it could not rise again.
    private const double LeastShare = 1e-12;

    /// <summary>Improves shares for some steps.</summary>
    /// <param name="prices">p_j, [m], above 0.</param>
    /// <param name="shares">w_ij, [m, Stride], in columns as the chunk's; above 0 and summing to 1 over
    /// goods.</param>
    /// <param name="bound">[Stride]: how far log u_i is from its best at most, at the shares of the last step but
    /// one; overwritten.</param>
    /// <returns>The steps made; fewer than <paramref name="steps"/> where every buyer is done.</returns>
    public static int Improve(BuyerChunk buyers, BundleUtility utility, ReadOnlySpan<double> prices, int steps,
        Span<double> shares, Span<double> bound)
    {
        int stride = buyers.Stride;
        var x = new double[buyers.Goods * stride];
        var gains = new double[x.Length];
        var logUtility = new double[stride];
        bound.Fill(double.PositiveInfinity);
        bound[buyers.Rows..].Clear();
        for (int step = 0; step < steps; step++)
        {
            Units(buyers, prices, shares, x);
            utility(x, logUtility, gains);
            for (int j = 0; j < buyers.Goods; j++)
            {
                var gain = gains.AsSpan(j * stride, stride);
                TensorPrimitives.Multiply(gain, buyers.Budgets, gain);
                TensorPrimitives.Divide(gain, prices[j], gain);
            }
            if (!Shift(buyers, gains, shares, bound))
            {
                return step;
            }
        }
        return steps;
    }

    /// <summary>log ut_i(p), from equal shares: at most <see cref="Tolerance"/> too low for buyers that are done within
    /// the steps. Infinite where a good is free: a buyer then takes of it without end.</summary>
    /// <param name="prices">p_j, [m].</param>
    /// <param name="logUtility">[Rows].</param>
    public static void LogFixedPrice(BuyerChunk buyers, BundleUtility utility, ReadOnlySpan<double> prices, int steps,
        Span<double> logUtility)
    {
        if (prices.Contains(0.0))
        {
            logUtility[..buyers.Rows].Fill(double.PositiveInfinity);
            return;
        }
        var shares = new double[buyers.Goods * buyers.Stride];
        Array.Fill(shares, 1.0 / buyers.Goods);
        Improve(buyers, utility, prices, steps, shares, new double[buyers.Stride]);
        var x = new double[shares.Length];
        Units(buyers, prices, shares, x);
        utility(x, logUtility, []);
    }

    /// <summary>x_ij = B_i w_ij / p_j.</summary>
    private static void Units(BuyerChunk buyers, ReadOnlySpan<double> prices, ReadOnlySpan<double> shares,
        Span<double> x)
    {
        for (int j = 0; j < buyers.Goods; j++)
        {
            var units = x.Slice(j * buyers.Stride, buyers.Stride);
            TensorPrimitives.Multiply(shares.Slice(j * buyers.Stride, buyers.Stride), buyers.Budgets, units);
            TensorPrimitives.Divide(units, prices[j], units);
        }
    }

    /// <summary>One step for the buyers that are not done.</summary>
    /// <param name="gains">(d log u_i/dx_j) B_i / p_j: what money more on a good gives, relative to spending as
    /// now.</param>
    /// <returns>Whether there are any.</returns>
    private static bool Shift(BuyerChunk buyers, Span<double> gains, Span<double> shares, Span<double> bound)
    {
        bool any = false;
        for (int row = 0; row < buyers.Rows; row += VectorMath.DoubleLanes)
        {
            var before = At(bound, row);
            var most = Vector512<double>.Zero;
            for (int at = row; at < gains.Length; at += buyers.Stride)
            {
                most = Vector512.Max(most, At(gains, at));
            }
            var done = Vector512.LessThanOrEqual(before, Vector512.Create(Tolerance));
            var after = Vector512.Max(most - Vector512<double>.One, Vector512<double>.Zero);
            At(bound, row) = Vector512.ConditionalSelect(done, before, after);
            done |= Vector512.LessThanOrEqual(after, Vector512.Create(Tolerance));
            if (Vector512.EqualsAll(done.AsInt64(), Vector512<long>.AllBitsSet))
            {
                continue;
            }
            any = true;
            var sum = Vector512<double>.Zero;
            for (int at = row; at < gains.Length; at += buyers.Stride)
            {
                At(gains, at) = Vector512.Max(At(shares, at) * At(gains, at), Vector512.Create(LeastShare));
                sum += At(gains, at);
            }
            for (int at = row; at < gains.Length; at += buyers.Stride)
            {
                At(shares, at) = Vector512.ConditionalSelect(done, At(shares, at), At(gains, at) / sum);
            }
        }
        return any;
    }

    private static ref Vector512<double> At(Span<double> columns, int at) =>
        ref MemoryMarshal.Cast<double, Vector512<double>>(columns.Slice(at, VectorMath.DoubleLanes))[0];
}
