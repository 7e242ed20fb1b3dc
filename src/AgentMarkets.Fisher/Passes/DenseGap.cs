using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;
using Row = System.Runtime.Intrinsics.Vector512<double>;

namespace AgentMarkets.Fisher.Passes;

/// <summary>The measures of closed-form demand, one block at a time: docs/fisher.md, 6.</summary>
/// <remarks>
/// With y_ij = x_ij / B_i, delta_i / B_i = (log ut_i(pt) - log B_i) - log u_i(y_i) + &lt;pt, y_i&gt; - 1, since
/// utilities are of degree one; so nothing of the size of log B_i cancels. A few buyers at a time, one step of the
/// calculation after the other for all of them: no exponential then waits for another buyer's logarithm.
/// </remarks>
internal sealed unsafe class DenseGap<T>(GapPass pass, RegretList worst) : IDisposable
    where T : unmanaged
{
    // Buyers at a time: three columns a good of half a kilobyte each.
    private const int Stretch = 64;

    // Lanes add up so many buyers, as in the other passes.
    private const int Folded = 256;

    private static readonly Row None = Vector512.Create(double.NegativeInfinity);

    private readonly int _goods = pass.Goods;
    private readonly double[] _logScale = [.. pass.Scale.Select(a => Math.Log(a))];
    private readonly double[] _logPrices = [.. (pass.Prices ?? []).Select(p => Math.Log(p))];
    private readonly SplitSpending _splits = pass.Splits ?? SplitSpending.None;

    // [m, Stretch] each: L_ij, log y_ij, terms of a sum.
    private readonly DenseMemory<double> _l = new((long)pass.Goods * Stretch);
    private readonly DenseMemory<double> _y = new((long)pass.Goods * Stretch);
    private readonly DenseMemory<double> _t = new((long)pass.Goods * Stretch);

    // [Stretch] each: B_i, the largest term, the logarithm of the sum of them, and what the names say of a buyer.
    private readonly DenseMemory<double> _budgets = new(Stretch);
    private readonly DenseMemory<double> _top = new(Stretch);
    private readonly DenseMemory<double> _log = new(Stretch);
    private readonly DenseMemory<double> _cost = new(Stretch);
    private readonly DenseMemory<double> _utility = new(Stretch);
    private readonly DenseMemory<double> _best = new(Stretch);

    // sum_i x_ij so far, [m]; sum B, sum delta, sum B log u, sum B log ut, sum B u so far.
    private readonly Row[] _bought = new Row[pass.Goods];
    private readonly Row[] _sums = new Row[5];

    public double[] Run(DenseColumns<T> columns, int number)
    {
        var block = columns.Open(number, 0, columns.RowsOf(number));
        var sums = new double[pass.Length];
        int split = block.Rows == 0 ? 0 : Array.BinarySearch(_splits.Buyers, columns.NumberOf(number, 0));
        split = split < 0 ? ~split : split;
        for (int from = 0; from < block.Rows; from += Stretch)
        {
            int rows = Math.Min(Stretch, block.Rows - from);
            Read(block, from, rows);
            Demand(pass.Demand, rows);
            for (int i = 0; i < rows && split < _splits.Buyers.Length; i++)
            {
                if (_splits.Buyers[split] == columns.NumberOf(number, from + i))
                {
                    Split(split++, i);
                }
            }
            Buy(rows);
            if (pass.Prices is not null)
            {
                Values(pass.Utility, rows);
                Add(columns, number, from, rows);
            }
            if ((from + Stretch) % Folded == 0 || from + Stretch >= block.Rows)
            {
                Fold(sums);
            }
        }
        return sums;
    }

    public void Dispose()
    {
        foreach (var memory in new[] { _l, _y, _t, _budgets, _top, _log, _cost, _utility, _best })
        {
            memory.Dispose();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Read(DenseRows<T> block, int from, int rows)
    {
        for (int j = 0; j < _goods; j++)
        {
            T* column = block.LogValuations + (long)j * block.Stride + from;
            for (int i = 0; i < rows; i += Row.Count)
            {
                DenseLanes.Load<T, double>(column + i).Store(_l.Start + j * Stretch + i);
            }
        }
        // Padding has no budget.
        _budgets.Of(0, Stretch).Clear();
        new Span<double>(block.Budgets + from, rows).CopyTo(_budgets.Of(0, rows));
    }

    /// <summary>log y_ij = log w_ij - s_j + log a_j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Demand(ClosedForm form, int rows)
    {
        if (form.IsLinear)
        {
            DemandOfBest(rows);
            return;
        }
        double k = form.IsCobbDouglas ? 1 : form.K;
        double* l = _l.Start, y = _y.Start, t = _t.Start;
        for (int i = 0; i < rows; i += Row.Count)
        {
            // d_ij = L_ij - s_j, of which the largest (k > 0) or least is taken out before k multiplies.
            var most = None;
            for (int j = 0; j < _goods; j++)
            {
                Row value = At(l, j, i);
                Row d = form.IsCobbDouglas ? value : value - Vector512.Create(pass.S[j]);
                Row term = InSupport(value, d * Vector512.Create((double)Math.Sign(k)));
                term.Store(t + j * Stretch + i);
                most = Vector512.MaxNative(most, term);
            }
            most.Store(_best.Start + i);
            var top = None;
            for (int j = 0; j < _goods; j++)
            {
                Row term = (At(t, j, i) - most) * Vector512.Create(Math.Abs(k));
                term.Store(t + j * Stretch + i);
                term.Store(y + j * Stretch + i);
                top = Vector512.MaxNative(top, term);
            }
            top.Store(_top.Start + i);
        }
        LogSums(rows);
        for (int i = 0; i < rows; i += Row.Count)
        {
            Row log = At(_log.Start, 0, i), most = At(_best.Start, 0, i);
            for (int j = 0; j < _goods; j++)
            {
                // k = -1: 0 is in the place of (k + 1) s_j, also where s_j is minus infinity and the share 0.
                Row value = At(l, j, i);
                Row logUnits = double.IsNegativeInfinity(pass.S[j])
                    ? -value - most - log
                    : At(y, j, i) - log - Vector512.Create(pass.S[j]);
                InSupport(value, logUnits + Vector512.Create(_logScale[j])).Store(y + j * Stretch + i);
            }
        }
    }

    /// <summary>All of the budget on argmax_j (L_ij - s_j), of equals the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DemandOfBest(int rows)
    {
        for (int i = 0; i < rows; i += Row.Count)
        {
            var (best, good) = (None, Row.Zero);
            for (int j = 0; j < _goods; j++)
            {
                Row d = At(_l.Start, j, i) - Vector512.Create(pass.S[j]);
                good = Vector512.ConditionalSelect(Vector512.GreaterThan(d, best), Vector512.Create((double)j), good);
                best = Vector512.MaxNative(best, d);
            }
            for (int j = 0; j < _goods; j++)
            {
                Vector512.ConditionalSelect(Vector512.Equals(good, Vector512.Create((double)j)),
                    Vector512.Create(_logScale[j] - pass.S[j]), None).Store(_y.Start + j * Stretch + i);
            }
        }
    }

    private void Split(int split, int row)
    {
        for (int j = 0; j < _goods; j++)
        {
            _y.Start[j * Stretch + row] = double.NegativeInfinity;
        }
        for (int e = _splits.Starts[split]; e < _splits.Starts[split + 1]; e++)
        {
            int j = _splits.Goods[e];
            _y.Start[j * Stretch + row] =
                Math.Log(_splits.Spending[e] / _budgets.Start[row]) - pass.S[j] + _logScale[j];
        }
    }

    /// <summary>Adds up what is bought, and what a unit of budget costs at pt.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Buy(int rows)
    {
        double[]? prices = pass.Prices;
        for (int i = 0; i < rows; i += Row.Count)
        {
            Row budgets = At(_budgets.Start, 0, i), cost = Row.Zero;
            for (int j = 0; j < _goods; j++)
            {
                Row y = VectorMath.Exp(At(_y.Start, j, i));
                cost = prices is null ? cost : Vector512.FusedMultiplyAdd(y, Vector512.Create(prices[j]), cost);
                _bought[j] = Vector512.FusedMultiplyAdd(budgets, y, _bought[j]);
            }
            cost.Store(_cost.Start + i);
            _sums[0] += budgets;
        }
    }

    private void Values(ClosedForm form, int rows)
    {
        if (form.IsCobbDouglas)
        {
            CobbDouglas(rows);
        }
        else
        {
            Utility(form, rows);
            FixedPrice(form, rows);
        }
    }

    /// <summary>log u_i(y_i), all but Cobb-Douglas: docs/fisher.md, 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Utility(ClosedForm form, int rows)
    {
        double alpha = form.IsLinear ? 1 : form.K / (1 + form.K);
        for (int i = 0; i < rows; i += Row.Count)
        {
            var (top, least) = (None, Vector512.Create(double.PositiveInfinity));
            for (int j = 0; j < _goods; j++)
            {
                Row value = At(_l.Start, j, i), sum = value + At(_y.Start, j, i);
                if (form.K == -1)
                {
                    Row needed = Vector512.ConditionalSelect(Vector512.Equals(value, None),
                        Vector512.Create(double.PositiveInfinity), sum);
                    least = Vector512.MinNative(least, needed);
                    continue;
                }
                Row term = InSupport(value, sum * Vector512.Create(alpha));
                term.Store(_t.Start + j * Stretch + i);
                top = Vector512.MaxNative(top, term);
            }
            top.Store(_top.Start + i);
            least.Store(_utility.Start + i);
        }
        if (form.K == -1)
        {
            return;
        }
        LogSums(rows);
        for (int i = 0; i < rows; i += Row.Count)
        {
            (At(_log.Start, 0, i) / Vector512.Create(alpha)).Store(_utility.Start + i);
        }
    }

    /// <summary>log ut_i(pt) - log B_i, all but Cobb-Douglas.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FixedPrice(ClosedForm form, int rows)
    {
        double k = form.IsLinear ? 1 : form.K;
        for (int i = 0; i < rows; i += Row.Count)
        {
            var (best, top) = (None, None);
            for (int j = 0; j < _goods; j++)
            {
                Row value = At(_l.Start, j, i), d = value - Vector512.Create(_logPrices[j]);
                Row term = InSupport(value, d * Vector512.Create(k));
                term.Store(_t.Start + j * Stretch + i);
                best = Vector512.MaxNative(best, d);
                top = Vector512.MaxNative(top, term);
            }
            best.Store(_best.Start + i);
            top.Store(_top.Start + i);
        }
        if (form.IsLinear)
        {
            return;
        }
        LogSums(rows);
        for (int i = 0; i < rows; i += Row.Count)
        {
            (At(_log.Start, 0, i) / Vector512.Create(k)).Store(_best.Start + i);
        }
    }

    /// <summary>sum_j q_ij log y_ij, and sum_j q_ij (log q_ij - log pt_j).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CobbDouglas(int rows)
    {
        for (int i = 0; i < rows; i += Row.Count)
        {
            var top = None;
            for (int j = 0; j < _goods; j++)
            {
                Row value = At(_l.Start, j, i);
                value.Store(_t.Start + j * Stretch + i);
                top = Vector512.MaxNative(top, value);
            }
            top.Store(_top.Start + i);
        }
        LogSums(rows);
        for (int i = 0; i < rows; i += Row.Count)
        {
            var (utility, best) = (Row.Zero, Row.Zero);
            Row log = At(_log.Start, 0, i);
            for (int j = 0; j < _goods; j++)
            {
                Row logShare = At(_l.Start, j, i) - log, q = VectorMath.Exp(logShare);
                // 0 log 0 = 0: a good without weight is neither needed nor bought.
                Row without = Vector512.Equals(q, Row.Zero);
                utility += Vector512.ConditionalSelect(without, Row.Zero, q * At(_y.Start, j, i));
                best += Vector512.ConditionalSelect(without, Row.Zero,
                    q * (logShare - Vector512.Create(_logPrices[j])));
            }
            utility.Store(_utility.Start + i);
            best.Store(_best.Start + i);
        }
    }

    /// <summary>log sum_j exp(t_ij), where the largest t_ij is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LogSums(int rows)
    {
        for (int i = 0; i < rows; i += Row.Count)
        {
            // Nothing is taken out of infinite terms, whose sum is themselves.
            Row top = At(_top.Start, 0, i), sum = Row.Zero;
            top = Vector512.ConditionalSelect(Vector512.Equals(Vector512.Abs(top), -None), Row.Zero, top);
            for (int j = 0; j < _goods; j++)
            {
                sum += VectorMath.Exp(At(_t.Start, j, i) - top);
            }
            top.Store(_top.Start + i);
            sum.Store(_log.Start + i);
        }
        for (int i = 0; i < rows; i += Row.Count)
        {
            (At(_top.Start, 0, i) + VectorMath.Log(At(_log.Start, 0, i))).Store(_log.Start + i);
        }
    }

    /// <summary>Adds what they make of it to the sums, and the largest of delta_i / B_i to the list.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(DenseColumns<T> columns, int number, int from, int rows)
    {
        for (int i = 0; i < rows; i += Row.Count)
        {
            Row budgets = At(_budgets.Start, 0, i), utility = At(_utility.Start, 0, i), best = At(_best.Start, 0, i);
            Row regrets = best - utility + (At(_cost.Start, 0, i) - Row.One);
            // Padding has budget 0, whose logarithm is not wanted.
            Row log = Vector512.ConditionalSelect(Vector512.Equals(budgets, Row.Zero), Row.Zero,
                VectorMath.Log(budgets));
            _sums[1] = Vector512.FusedMultiplyAdd(budgets, regrets, _sums[1]);
            _sums[2] = Vector512.FusedMultiplyAdd(budgets, utility + log, _sums[2]);
            _sums[3] = Vector512.FusedMultiplyAdd(budgets, best + log, _sums[3]);
            _sums[4] = Vector512.FusedMultiplyAdd(budgets, VectorMath.Exp(utility + log), _sums[4]);
            ulong high = Vector512.GreaterThan(regrets, Vector512.Create(worst.Threshold))
                .ExtractMostSignificantBits();
            for (int lane = 0; high != 0 && lane < Math.Min(Row.Count, rows - i); lane++)
            {
                if ((high >> lane & 1) != 0)
                {
                    worst.Add(columns.NumberOf(number, from + i + lane), regrets[lane]);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Row At(double* columns, int j, int i) => Vector512.Load(columns + j * Stretch + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Row InSupport(Row logValuation, Row value) =>
        Vector512.ConditionalSelect(Vector512.Equals(logValuation, None), None, value);

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
