using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Fisher.Passes;

/// <summary>Shares, demand and utility of one buyer at a time, over the goods that it values: docs/fisher.md,
/// 2.</summary>
/// <param name="longest">The most goods that a buyer values.</param>
internal sealed class SparseDemand(int longest)
{
    // As long as the longest row, and up to a whole vector.
    private readonly double[] _exponents = new double[(longest + 7) / 8 * 8];

    /// <summary>w_ij, and what it is worth: log ut_i - log B_i at log prices s.</summary>
    /// <param name="shares">[row]; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Shares(SparseRow row, ReadOnlySpan<double> s, ClosedForm form, Span<double> shares)
    {
        for (int e = 0; e < row.Length; e++)
        {
            double worth = row.LogValuations[e];
            shares[e] = form.IsCobbDouglas ? worth : form.K * (worth - s[row.Goods[e]]);
        }
        double lse = Softmax(shares[..row.Length]);
        if (!form.IsCobbDouglas)
        {
            return lse / form.K;
        }
        // sum_j q_j (log q_j - s_j), with log q_j = L_j - lse.
        double value = 0;
        for (int e = 0; e < row.Length; e++)
        {
            value += shares[e] * (row.LogValuations[e] - lse - s[row.Goods[e]]);
        }
        return value;
    }

    /// <summary>log ut_i - log B_i at log prices s; minus infinity is the log price of a free good.</summary>
    public double FixedPrice(SparseRow row, ReadOnlySpan<double> s, ClosedForm form, Span<double> scratch)
    {
        if (!form.IsLinear)
        {
            return Shares(row, s, form, scratch);
        }
        double best = double.NegativeInfinity;
        for (int e = 0; e < row.Length; e++)
        {
            best = Math.Max(best, row.LogValuations[e] - s[row.Goods[e]]);
        }
        return best;
    }

    /// <summary>log x_ij of closed-form demand at log prices s.</summary>
    /// <param name="buyer">Its number within the market.</param>
    /// <param name="splits">How tied linear buyers split their budgets; the others take their best good.</param>
    /// <param name="logUnits">[row]; overwritten.</param>
    /// <param name="scratch">[row].</param>
    public void LogUnits(long buyer, SparseRow row, ReadOnlySpan<double> s, ClosedForm form, SplitSpending? splits,
        Span<double> logUnits, Span<double> scratch)
    {
        if (splits?.PlaceOf(buyer) is not (>= 0 and int place))
        {
            LogUnits(row, s, form, logUnits, scratch);
            return;
        }
        logUnits[..row.Length].Fill(double.NegativeInfinity);
        for (int k = splits.Starts[place]; k < splits.Starts[place + 1]; k++)
        {
            int e = row.Goods.BinarySearch(splits.Goods[k]);
            logUnits[e] = Math.Log(splits.Spending[k]) - s[splits.Goods[k]];
        }
    }

    /// <summary>The same where nobody is tied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void LogUnits(SparseRow row, ReadOnlySpan<double> s, ClosedForm form, Span<double> logUnits,
        Span<double> scratch)
    {
        double logBudget = Math.Log(row.Budget);
        if (form.IsLinear)
        {
            int best = Best(row, s, out _);
            logUnits[..row.Length].Fill(double.NegativeInfinity);
            logUnits[best] = logBudget - s[row.Goods[best]];
            return;
        }
        if (form.IsCobbDouglas)
        {
            double lse = Weights(row, scratch);
            for (int e = 0; e < row.Length; e++)
            {
                logUnits[e] = logBudget + (row.LogValuations[e] - lse) - s[row.Goods[e]];
            }
            return;
        }
        // x = B w / p = B exp(k L - (1 + k) s - lse), lse = k log(ut/B): for Leontief (k = -1) that is ut / v, whatever
        // the good's own price, also where it is free.
        double constant = logBudget - form.K * Shares(row, s, form, scratch);
        for (int e = 0; e < row.Length; e++)
        {
            double priced = form.K == -1 ? 0 : (1 + form.K) * s[row.Goods[e]];
            logUnits[e] = constant + form.K * row.LogValuations[e] - priced;
        }
    }

    /// <summary>log u_i of a bundle.</summary>
    /// <param name="logUnits">log x_ij, [row].</param>
    /// <param name="scratch">[row].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double LogUtility(SparseRow row, ReadOnlySpan<double> logUnits, ClosedForm form, Span<double> scratch)
    {
        if (form.K == -1)
        {
            double least = double.PositiveInfinity;
            for (int e = 0; e < row.Length; e++)
            {
                least = Math.Min(least, row.LogValuations[e] + logUnits[e]);
            }
            return least;
        }
        if (form.IsCobbDouglas)
        {
            _ = Weights(row, scratch);
            double sum = 0;
            for (int e = 0; e < row.Length; e++)
            {
                sum += scratch[e] == 0 ? 0 : scratch[e] * logUnits[e];
            }
            return sum;
        }
        double alpha = form.IsLinear ? 1 : form.K / (1 + form.K);
        for (int e = 0; e < row.Length; e++)
        {
            scratch[e] = alpha * (row.LogValuations[e] + logUnits[e]);
        }
        return Softmax(scratch[..row.Length]) / alpha;
    }

    /// <summary>The entry of the largest L_ij - s_j, of equals the first, and how far it leads the second.</summary>
    public static int Best(SparseRow row, ReadOnlySpan<double> s, out double lead)
    {
        int best = 0;
        double first = double.NegativeInfinity, second = double.NegativeInfinity;
        for (int e = 0; e < row.Length; e++)
        {
            double value = row.LogValuations[e] - s[row.Goods[e]];
            if (value > first)
            {
                (best, first, second) = (e, value, first);
            }
            else
            {
                second = Math.Max(second, value);
            }
        }
        lead = first - second;
        return best;
    }

    /// <summary>e^x of some numbers, which may be written where they were read.</summary>
    public void Exp(ReadOnlySpan<double> x, Span<double> to) => Exponentials(x, 0).CopyTo(to);

    /// <summary>q_ij = v_ij / sum_l v_il, and the log of that sum.</summary>
    private double Weights(SparseRow row, Span<double> q)
    {
        row.LogValuations.CopyTo(q);
        return Softmax(q[..row.Length]);
    }

    /// <summary>Turns numbers into shares in place, and gives the log of the sum of their exponentials.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Softmax(Span<double> numbers)
    {
        double max = System.Numerics.Tensors.TensorPrimitives.Max<double>(numbers);
        if (double.IsInfinity(max))
        {
            // Nothing of anything, or a free good: there are no shares, and the sum is what its largest part is.
            numbers.Clear();
            return max;
        }
        var exponents = Exponentials(numbers, max);
        double sum = 0;
        for (int e = 0; e < numbers.Length; e++)
        {
            sum += exponents[e];
        }
        for (int e = 0; e < numbers.Length; e++)
        {
            numbers[e] = exponents[e] / sum;
        }
        return max + Math.Log(sum);
    }

    /// <summary>e^(x - max), in a buffer of this object's own.</summary>
    private ReadOnlySpan<double> Exponentials(ReadOnlySpan<double> x, double max)
    {
        x.CopyTo(_exponents);
        foreach (ref var eight in MemoryMarshal.Cast<double, Vector512<double>>(
            _exponents.AsSpan(0, (x.Length + 7) / 8 * 8)))
        {
            eight = VectorMath.Exp(eight - Vector512.Create(max));
        }
        return _exponents.AsSpan(0, x.Length);
    }
}
