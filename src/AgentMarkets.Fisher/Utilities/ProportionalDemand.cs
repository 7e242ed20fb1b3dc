using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Utilities;

/// <summary>log u_i(x_i) of a chunk's buyers, and its gradient: see
/// <see cref="IUtilityFunction.LogUtility"/>.</summary>
public delegate void BundleUtility(ReadOnlySpan<double> x, Span<double> logUtility, Span<double> gradient);

/// <summary>
/// Demand at given prices without a closed form, by proportional response: buyers shift their budget to what gives
/// the most for the money,
/// w_ij &lt;- w_ij e_ij  with  e_ij = (d log u_i/dx_j) B_i / p_j  at  x_ij = B_i w_ij / p_j.  docs/fisher.md, 10.
/// </summary>
/// <remarks>
/// <para>Wu and Zhang (2007), "Proportional response dynamics leads to market equilibrium". By Euler's theorem the new
/// shares sum to 1. While goods replace each other log u never falls; with complements a step goes too far (for
/// ces(alpha=-1) for ever to and fro), so a buyer whose slope along its last step turned round by more than half from
/// then on takes e^g, with g half of what it was.</para>
/// <para>A buyer is done by a bound: u is concave and of degree one, so that for every bundle y that B_i buys,
/// u(y) &lt;= &lt;grad u(x), y&gt; &lt;= u(x) max_j e_ij; hence log ut_i(p) - log u_i(x) &lt;= max_j e_ij - 1. What a
/// buyer gets does not depend on who else is in the chunk: when it is done, it stops.</para>
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
    /// <param name="bound">[Stride]: how far log u_i was from its best at most, before the last step; so far still
    /// where the buyer is done. Overwritten.</param>
    /// <returns>The steps made; fewer than <paramref name="steps"/> where every buyer is done.</returns>
    public static int Improve(BuyerChunk buyers, BundleUtility utility, ReadOnlySpan<double> prices, int steps,
        Span<double> shares, Span<double> bound)
    {
        int stride = buyers.Stride;
        var search = new Search(buyers);
        var x = new double[buyers.Goods * stride];
        var logUtility = new double[stride];
        bound.Fill(double.PositiveInfinity);
        bound[buyers.Rows..].Clear();
        for (int step = 0; step < steps; step++)
        {
            Units(buyers, prices, shares, x);
            utility(x, logUtility, search.Gains);
            for (int j = 0; j < buyers.Goods; j++)
            {
                var gain = search.Gains.AsSpan(j * stride, stride);
                TensorPrimitives.Multiply(gain, buyers.Budgets, gain);
                TensorPrimitives.Divide(gain, prices[j], gain);
            }
            if (!search.Step(shares, bound))
            {
                return step;
            }
        }
        return steps;
    }

    /// <summary>log ut_i(p), from equal shares: at most <see cref="Tolerance"/> too low for buyers that are done within
    /// the steps. Infinite where a good is free: a buyer then takes of it without end.</summary>
    /// <param name="utility">What the buyers of a chunk, this one or some of it, make of bundles.</param>
    /// <param name="prices">p_j, [m].</param>
    /// <param name="logUtility">[Rows].</param>
    public static void LogFixedPrice(BuyerChunk buyers, Func<BuyerChunk, BundleUtility> utility,
        ReadOnlySpan<double> prices, int steps, Span<double> logUtility)
    {
        if (prices.Contains(0.0))
        {
            logUtility[..buyers.Rows].Fill(double.PositiveInfinity);
            return;
        }
        int[] places = [.. Enumerable.Range(0, buyers.Rows)];
        var shares = new double[buyers.Goods * buyers.Stride];
        Array.Fill(shares, 1.0 / buyers.Goods);
        // Most are done soon, a few late: whoever is not is taken on alone, after fixed numbers of steps.
        for (int made = 0, next = Math.Min(64, steps); ; next = Math.Min(made, steps - made))
        {
            var bound = new double[buyers.Stride];
            var bundles = utility(buyers);
            Improve(buyers, bundles, prices, next, shares, bound);
            made += next;
            var x = new double[shares.Length];
            var found = new double[buyers.Stride];
            Units(buyers, prices, shares, x);
            bundles(x, found, []);
            for (int i = 0; i < places.Length; i++)
            {
                logUtility[places[i]] = found[i];
            }
            int[] left = [.. Enumerable.Range(0, places.Length).Where(i => bound[i] > Tolerance)];
            if (left.Length == 0 || made == steps)
            {
                return;
            }
            places = [.. left.Select(i => places[i])];
            (buyers, shares) = Some(buyers, shares, left);
        }
    }

    /// <summary>Some rows of a chunk in a chunk of their own, with their columns.</summary>
    private static (BuyerChunk Buyers, double[] Columns) Some(BuyerChunk buyers, double[] columns, int[] rows)
    {
        int d = buyers.Dimension;
        var some = new BuyerChunk(rows.Length, buyers.Goods, d) { Rows = rows.Length };
        var taken = new double[some.LogValuations.Length];
        for (int r = 0; r < rows.Length; r++)
        {
            for (int j = 0; j < buyers.Goods; j++)
            {
                int from = j * buyers.Stride + rows[r], to = j * some.Stride + r;
                (some.LogValuations[to], taken[to]) = (buyers.LogValuations[from], columns[from]);
            }
            (some.Budgets[r], some.Numbers[r]) = (buyers.Budgets[rows[r]], buyers.Numbers[rows[r]]);
            buyers.Contexts.AsSpan(rows[r] * d, d).CopyTo(some.Contexts.AsSpan(r * d));
        }
        return (some, taken);
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

    /// <summary>Where the buyers of a chunk are in their search, eight at a time.</summary>
    private sealed class Search
    {
        private readonly int _rows, _stride;

        // Of the last step: shares and gains before it. How far a buyer goes: the exponent g.
        private readonly double[] _sharesBefore, _gainsBefore, _reach;

        public Search(BuyerChunk buyers)
        {
            (_rows, _stride) = (buyers.Rows, buyers.Stride);
            Gains = new double[buyers.Goods * _stride];
            (_sharesBefore, _gainsBefore) = (new double[Gains.Length], new double[Gains.Length]);
            _reach = new double[_stride];
            Array.Fill(_reach, 1);
        }

        /// <summary>e_ij, [m, Stride]: what more money on a good gives, relative to spending as now.</summary>
        public double[] Gains { get; }

        /// <summary>One step for the buyers that are not done.</summary>
        /// <returns>Whether there are any.</returns>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public bool Step(Span<double> shares, Span<double> bound)
        {
            bool any = false;
            for (int row = 0; row < _rows; row += VectorMath.DoubleLanes)
            {
                var before = At(bound, row);
                var most = Vector512<double>.Zero;
                for (int at = row; at < Gains.Length; at += _stride)
                {
                    most = Vector512.Max(most, At(Gains, at));
                }
                var done = Vector512.LessThanOrEqual(before, Vector512.Create(Tolerance));
                var after = Vector512.Max(most - Vector512<double>.One, Vector512<double>.Zero);
                At(bound, row) = Vector512.ConditionalSelect(done, before, after);
                done |= Vector512.LessThanOrEqual(after, Vector512.Create(Tolerance));
                if (!Vector512.EqualsAll(done.AsInt64(), Vector512<long>.AllBitsSet))
                {
                    any = true;
                    Shift(row, Reach(row, shares), done, shares);
                }
            }
            return any;
        }

        /// <summary>g: half of what it was where log u, a concave function, rose along the last step and now falls
        /// along it at more than half that rate.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private Vector512<double> Reach(int row, Span<double> shares)
        {
            var rise = Vector512<double>.Zero;
            var riseNow = Vector512<double>.Zero;
            for (int at = row; at < Gains.Length; at += _stride)
            {
                // Steps sum to 0, so that 1 may be taken off the gains, which are close to it in the end.
                var step = At(shares, at) - At(_sharesBefore, at);
                rise += step * (At(_gainsBefore, at) - Vector512<double>.One);
                riseNow += step * (At(Gains, at) - Vector512<double>.One);
            }
            ref var reach = ref At(_reach, row);
            var isTooFar = Vector512.LessThan(riseNow, rise * -0.5) & Vector512.GreaterThan(rise, default);
            reach = Vector512.ConditionalSelect(isTooFar, reach * 0.5, reach);
            return reach;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Shift(int row, Vector512<double> reach, Vector512<double> done, Span<double> shares)
        {
            bool isPlain = Vector512.EqualsAll(reach, Vector512<double>.One);
            var sum = Vector512<double>.Zero;
            for (int at = row; at < Gains.Length; at += _stride)
            {
                var gain = At(Gains, at);
                (At(_gainsBefore, at), At(_sharesBefore, at)) = (gain, At(shares, at));
                if (!isPlain)
                {
                    var power = VectorMath.Exp(VectorMath.Log(gain) * reach);
                    gain = Vector512.ConditionalSelect(Vector512.Equals(reach, Vector512<double>.One), gain, power);
                }
                At(Gains, at) = Vector512.Max(At(shares, at) * gain, Vector512.Create(LeastShare));
                sum += At(Gains, at);
            }
            for (int at = row; at < Gains.Length; at += _stride)
            {
                At(shares, at) = Vector512.ConditionalSelect(done, At(shares, at), At(Gains, at) / sum);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ref Vector512<double> At(Span<double> columns, int at) =>
            ref MemoryMarshal.Cast<double, Vector512<double>>(columns.Slice(at, VectorMath.DoubleLanes))[0];
    }
}
