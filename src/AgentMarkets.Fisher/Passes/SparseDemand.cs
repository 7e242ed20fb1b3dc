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

    /// <summary>log x_ij of closed-form demand at log prices s that has no ties to split.</summary>
    /// <param name="logUnits">[row]; overwritten.</param>
    /// <param name="scratch">[row].</param>
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
        double value = Shares(row, s, form, scratch);
        if (form.IsCobbDouglas)
        {
            for (int e = 0; e < row.Length; e++)
            {
                logUnits[e] = logBudget + Math.Log(scratch[e]) - s[row.Goods[e]];
            }
            return;
        }
        // x = B w / p = B exp(k L - (1 + k) s - lse), lse = k log(ut/B): for Leontief (k = -1) that is ut / v, whatever
        // the good's own price, also where it is free.
        double constant = logBudget - form.K * value;
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
        double result = form.K == -1 ? double.PositiveInfinity : 0;
        double alpha = form.IsLinear ? 1 : form.K / (1 + form.K);
        double lse = form.IsCobbDouglas ? LogSumExp(row.LogValuations, scratch) : 0;
        for (int e = 0; e < row.Length; e++)
        {
            double logValue = row.LogValuations[e] + logUnits[e];
            if (form.K == -1)
            {
                result = Math.Min(result, logValue);
            }
            else if (form.IsCobbDouglas)
            {
                result += Math.Exp(row.LogValuations[e] - lse) * logUnits[e];
            }
            else
            {
                scratch[e] = alpha * logValue;
            }
        }
        return form.K == -1 || form.IsCobbDouglas ? result : Softmax(scratch[..row.Length]) / alpha;
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

    private double LogSumExp(ReadOnlySpan<double> of, Span<double> scratch)
    {
        of.CopyTo(scratch);
        return Softmax(scratch[..of.Length]);
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
        var exponents = _exponents.AsSpan(0, (numbers.Length + 7) / 8 * 8);
        numbers.CopyTo(exponents);
        exponents[numbers.Length..].Fill(double.NegativeInfinity);
        foreach (ref var eight in MemoryMarshal.Cast<double, Vector512<double>>(exponents))
        {
            eight = VectorMath.Exp(eight - Vector512.Create(max));
        }
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
}
