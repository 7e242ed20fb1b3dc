using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;
using Row = System.Runtime.Intrinsics.Vector512<double>;

namespace AgentMarkets.Fisher.Passes;

/// <summary>The measures of closed-form demand, one block at a time, eight buyers at once: docs/fisher.md, 6.</summary>
/// <remarks>
/// With y_ij = x_ij / B_i, delta_i / B_i = (log ut_i - log B_i) - log u_i(y_i) + &lt;pt, y_i&gt; - 1, since utilities
/// are of degree one; so nothing of the size of log B_i cancels.
/// </remarks>
internal sealed class DenseGap<T>(GapPass pass, RegretList worst)
    where T : unmanaged
{
    private static readonly Row None = Vector512.Create(double.NegativeInfinity);

    private readonly int _goods = pass.Goods;
    private readonly double[] _logScale = [.. pass.Scale.Select(a => Math.Log(a))];
    private readonly double[] _logPrices = [.. pass.Prices.Select(p => Math.Log(p))];
    private readonly SplitSpending _splits = pass.Splits ?? SplitSpending.None;

    // [m] each: L_ij, log y_ij, terms of a sum, and sum_i x_ij so far.
    private readonly Row[] _l = new Row[pass.Goods];
    private readonly Row[] _y = new Row[pass.Goods];
    private readonly Row[] _t = new Row[pass.Goods];
    private readonly Row[] _bought = new Row[pass.Goods];

    // sum B, sum delta, sum B log u, sum B log ut, sum B u so far.
    private readonly Row[] _sums = new Row[5];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double[] Run(DenseColumns<T> columns, int number)
    {
        var block = columns.Open(number, 0, columns.RowsOf(number));
        var sums = new double[pass.Length];
        int split = block.Rows == 0 ? 0 : Array.BinarySearch(_splits.Buyers, columns.NumberOf(number, 0));
        split = split < 0 ? ~split : split;
        for (int i = 0; i < block.Rows; i += Row.Count)
        {
            int rows = Math.Min(Row.Count, block.Rows - i);
            Row budgets = Read(block, i, rows);
            Demand(pass.Demand);
            for (int lane = 0; lane < rows && split < _splits.Buyers.Length; lane++)
            {
                if (_splits.Buyers[split] == columns.NumberOf(number, i + lane))
                {
                    Split(split++, lane, budgets[lane]);
                }
            }
            Row regrets = Add(budgets);
            ulong high = Vector512.GreaterThan(regrets, Vector512.Create(worst.Threshold))
                .ExtractMostSignificantBits();
            for (int lane = 0; high != 0 && lane < rows; lane++)
            {
                if ((high >> lane & 1) != 0)
                {
                    worst.Add(columns.NumberOf(number, i + lane), regrets[lane]);
                }
            }
            // Lanes add up a few hundred buyers at a time, as in the other passes.
            if ((i + Row.Count) % 256 == 0 || i + Row.Count >= block.Rows)
            {
                Fold(sums);
            }
        }
        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe Row Read(DenseRows<T> block, int i, int rows)
    {
        for (int j = 0; j < _goods; j++)
        {
            _l[j] = DenseLanes.Load<T, double>(block.LogValuations + (long)j * block.Stride + i);
        }
        double* budgets = stackalloc double[Row.Count];
        new Span<double>(budgets, Row.Count).Clear();
        new Span<double>(block.Budgets + i, rows).CopyTo(new Span<double>(budgets, Row.Count));
        return Vector512.Load(budgets);
    }

    /// <summary>log y_ij = log w_ij - s_j + log a_j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Demand(ClosedForm form)
    {
        if (form.IsLinear)
        {
            DemandOfBest();
            return;
        }
        double k = form.IsCobbDouglas ? 1 : form.K;
        // d_ij = L_ij - s_j, of which the largest (k > 0) or least is taken out before k multiplies.
        var top = None;
        for (int j = 0; j < _goods; j++)
        {
            Row d = form.IsCobbDouglas ? _l[j] : _l[j] - Vector512.Create(pass.S[j]);
            _t[j] = InSupport(j, d * Vector512.Create((double)Math.Sign(k)));
            top = Vector512.MaxNative(top, _t[j]);
        }
        for (int j = 0; j < _goods; j++)
        {
            _t[j] = (_t[j] - top) * Vector512.Create(Math.Abs(k));
            _y[j] = _t[j];
        }
        Row log = LogSum();
        for (int j = 0; j < _goods; j++)
        {
            // k = -1: 0 is in the place of (k + 1) s_j, also where s_j is minus infinity and the share 0.
            Row logShare = _y[j] - log;
            Row y = double.IsNegativeInfinity(pass.S[j])
                ? -_l[j] - top - log
                : logShare - Vector512.Create(pass.S[j]);
            _y[j] = InSupport(j, y + Vector512.Create(_logScale[j]));
        }
    }

    /// <summary>All of the budget on argmax_j (L_ij - s_j), of equals the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DemandOfBest()
    {
        var (best, good) = (None, Row.Zero);
        for (int j = 0; j < _goods; j++)
        {
            Row d = _l[j] - Vector512.Create(pass.S[j]);
            good = Vector512.ConditionalSelect(Vector512.GreaterThan(d, best), Vector512.Create((double)j), good);
            best = Vector512.MaxNative(best, d);
        }
        for (int j = 0; j < _goods; j++)
        {
            _y[j] = Vector512.ConditionalSelect(Vector512.Equals(good, Vector512.Create((double)j)),
                Vector512.Create(_logScale[j] - pass.S[j]), None);
        }
    }

    private void Split(int split, int lane, double budget)
    {
        for (int j = 0; j < _goods; j++)
        {
            _y[j] = _y[j].WithElement(lane, double.NegativeInfinity);
        }
        for (int e = _splits.Starts[split]; e < _splits.Starts[split + 1]; e++)
        {
            int j = _splits.Goods[e];
            _y[j] = _y[j].WithElement(lane, Math.Log(_splits.Spending[e] / budget) - pass.S[j] + _logScale[j]);
        }
    }

    /// <summary>Adds eight buyers to the sums; returns delta_i / B_i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Row Add(Row budgets)
    {
        Row utility, best;
        if (pass.Utility.IsCobbDouglas)
        {
            (utility, best) = CobbDouglas();
        }
        else
        {
            (utility, best) = (Utility(pass.Utility), FixedPrice(pass.Utility));
        }
        var cost = Row.Zero;
        for (int j = 0; j < _goods; j++)
        {
            Row y = VectorMath.Exp(_y[j]);
            cost = Vector512.FusedMultiplyAdd(y, Vector512.Create(pass.Prices[j]), cost);
            _bought[j] = Vector512.FusedMultiplyAdd(budgets, y, _bought[j]);
        }
        Row regret = best - utility + (cost - Row.One);
        // Padding has budget 0, whose logarithm is not wanted.
        Row log = Vector512.ConditionalSelect(Vector512.Equals(budgets, Row.Zero), Row.Zero, VectorMath.Log(budgets));
        _sums[0] += budgets;
        _sums[1] = Vector512.FusedMultiplyAdd(budgets, regret, _sums[1]);
        _sums[2] = Vector512.FusedMultiplyAdd(budgets, utility + log, _sums[2]);
        _sums[3] = Vector512.FusedMultiplyAdd(budgets, best + log, _sums[3]);
        _sums[4] = Vector512.FusedMultiplyAdd(budgets, VectorMath.Exp(utility + log), _sums[4]);
        return regret;
    }

    /// <summary>log u_i(y_i), all but Cobb-Douglas: docs/fisher.md, 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Row Utility(ClosedForm form)
    {
        if (form.K == -1)
        {
            var least = Vector512.Create(double.PositiveInfinity);
            for (int j = 0; j < _goods; j++)
            {
                Row term = Vector512.ConditionalSelect(Vector512.Equals(_l[j], None), least, _l[j] + _y[j]);
                least = Vector512.MinNative(least, term);
            }
            return least;
        }
        double alpha = form.IsLinear ? 1 : form.K / (1 + form.K);
        for (int j = 0; j < _goods; j++)
        {
            _t[j] = InSupport(j, (_l[j] + _y[j]) * Vector512.Create(alpha));
        }
        return LogSum() / Vector512.Create(alpha);
    }

    /// <summary>log ut_i(pt) - log B_i, all but Cobb-Douglas.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Row FixedPrice(ClosedForm form)
    {
        var best = None;
        double k = form.IsLinear ? 1 : form.K;
        for (int j = 0; j < _goods; j++)
        {
            Row d = _l[j] - Vector512.Create(_logPrices[j]);
            best = Vector512.MaxNative(best, d);
            _t[j] = InSupport(j, d * Vector512.Create(k));
        }
        return form.IsLinear ? best : LogSum() / Vector512.Create(k);
    }

    /// <summary>sum_j q_ij log y_ij, and sum_j q_ij (log q_ij - log pt_j).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (Row Utility, Row FixedPrice) CobbDouglas()
    {
        _l.CopyTo(_t, 0);
        Row log = LogSum();
        var (utility, best) = (Row.Zero, Row.Zero);
        for (int j = 0; j < _goods; j++)
        {
            Row q = VectorMath.Exp(_l[j] - log);
            // 0 log 0 = 0: a good without weight is neither needed nor bought.
            Row without = Vector512.Equals(q, Row.Zero);
            utility += Vector512.ConditionalSelect(without, Row.Zero, q * _y[j]);
            best += Vector512.ConditionalSelect(without, Row.Zero,
                q * (_l[j] - log - Vector512.Create(_logPrices[j])));
        }
        return (utility, best);
    }

    /// <summary>log sum_j exp(t_j); the terms are used up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Row LogSum()
    {
        var top = None;
        for (int j = 0; j < _goods; j++)
        {
            top = Vector512.MaxNative(top, _t[j]);
        }
        // Nothing is taken out of infinite terms, whose sum is themselves.
        top = Vector512.ConditionalSelect(Vector512.Equals(Vector512.Abs(top), -None), Row.Zero, top);
        var sum = Row.Zero;
        for (int j = 0; j < _goods; j++)
        {
            sum += VectorMath.Exp(_t[j] - top);
        }
        return top + VectorMath.Log(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Row InSupport(int j, Row value) =>
        Vector512.ConditionalSelect(Vector512.Equals(_l[j], None), None, value);

    private void Fold(double[] sums)
    {
        for (int j = 0; j < _goods; j++)
        {
            sums[j] += VectorMath.Sum(_bought[j]);
            _bought[j] = Row.Zero;
        }
        for (int e = 0; e < _sums.Length; e++)
        {
            sums[_goods + e] += VectorMath.Sum(_sums[e]);
            _sums[e] = Row.Zero;
        }
    }
}
