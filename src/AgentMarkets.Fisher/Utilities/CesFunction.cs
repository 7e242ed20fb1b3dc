using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Utilities;

/// <summary>The CES family and its ends, eight buyers at once: docs/fisher.md, 2.</summary>
/// <remarks>With alpha &lt;= 0 a bundle without a needed good has u = 0: log u is minus infinity, the slope of what is
/// missing infinite, and that of the rest 0 (Cobb-Douglas: what it is).</remarks>
/// <param name="alpha">At most 1; 0 is Cobb-Douglas, minus infinity Leontief.</param>
public sealed class CesFunction(double alpha) : IUtilityFunction
{
    private static readonly Vector512<double> Nothing = Vector512.Create(double.NegativeInfinity);
    private static readonly Vector512<double> Infinity = Vector512.Create(double.PositiveInfinity);

    private readonly ClosedForm _form = alpha switch
    {
        1 => Passes.ClosedForm.Linear,
        0 => new ClosedForm(0, true),
        double.NegativeInfinity => new ClosedForm(-1, false),
        _ => new ClosedForm(alpha / (1 - alpha), false),
    };

    public ClosedForm? ClosedForm => _form;

    public void LogUtility(BuyerChunk buyers, ReadOnlySpan<double> x, Span<double> logUtility, Span<double> gradient)
    {
        var terms = new Vector512<double>[buyers.Goods];
        for (int row = 0; row < buyers.Rows; row += VectorMath.DoubleLanes)
        {
            var value = _form.IsCobbDouglas ? Weighted(buyers, row, x, gradient, terms)
                : _form.K == -1 ? Least(buyers, row, x, gradient, terms)
                : Power(buyers, row, x, gradient, terms);
            Keep(value, row, buyers.Rows, logUtility);
        }
    }

    public void LogFixedPrice(BuyerChunk buyers, ReadOnlySpan<double> prices, Span<double> logUtility)
    {
        var terms = new Vector512<double>[buyers.Goods];
        var s = new double[buyers.Goods];
        for (int j = 0; j < s.Length; j++)
        {
            s[j] = Math.Log(prices[j]);
        }
        for (int row = 0; row < buyers.Rows; row += VectorMath.DoubleLanes)
        {
            var value = _form.IsCobbDouglas ? WeightedPrice(buyers, row, s, terms)
                : _form.IsLinear ? BestPrice(buyers, row, s)
                : PowerPrice(buyers, row, s, terms);
            Keep(VectorMath.Log(Column(buyers.Budgets, row)) + value, row, buyers.Rows, logUtility);
        }
    }

    // log u = lse_j(alpha (L_j + log x_j)) / alpha;  d log u/dx_j = exp(alpha L_j - (1 - alpha) log x_j - lse).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector512<double> Power(BuyerChunk buyers, int row, ReadOnlySpan<double> x, Span<double> gradient,
        Vector512<double>[] terms)
    {
        for (int j = 0; j < terms.Length; j++)
        {
            var log = Column(buyers.LogValuations, j * buyers.Stride + row);
            var value = alpha * (log + VectorMath.Log(Column(x, j * buyers.Stride + row)));
            terms[j] = Vector512.ConditionalSelect(Vector512.Equals(log, Nothing), Nothing, value);
        }
        var lse = LogSumExp(terms);
        var isInfinite = Vector512.Equals(Vector512.Abs(lse), Infinity);
        for (int j = 0; j < terms.Length && !gradient.IsEmpty; j++)
        {
            int at = j * buyers.Stride + row;
            var log = Column(buyers.LogValuations, at);
            var units = Column(x, at);
            // At alpha = 1 amounts do not enter, not even an amount of 0 with its infinite logarithm.
            var exponent = alpha == 1 ? log - lse : alpha * log - (1 - alpha) * VectorMath.Log(units) - lse;
            var atZero = Vector512.ConditionalSelect(Vector512.Equals(units, Vector512<double>.Zero), Infinity,
                Vector512<double>.Zero);
            var slope = Vector512.ConditionalSelect(isInfinite, atZero, VectorMath.Exp(exponent));
            Write(Supported(log, slope), gradient, at);
        }
        return lse / alpha;
    }

    // log u = sum_j q_j log x_j;  d log u/dx_j = q_j / x_j.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> Weighted(BuyerChunk buyers, int row, ReadOnlySpan<double> x,
        Span<double> gradient, Vector512<double>[] terms)
    {
        _ = Weights(buyers, row, terms);
        var value = Vector512<double>.Zero;
        for (int j = 0; j < terms.Length; j++)
        {
            int at = j * buyers.Stride + row;
            var units = Column(x, at);
            var none = Vector512.Equals(terms[j], Vector512<double>.Zero);
            value += Vector512.AndNot(terms[j] * VectorMath.Log(units), none);
            if (!gradient.IsEmpty)
            {
                Write(Vector512.AndNot(terms[j] / units, none), gradient, at);
            }
        }
        return value;
    }

    // log u = min_j (L_j + log x_j); the slope is that of the first good that is the scarcest.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> Least(BuyerChunk buyers, int row, ReadOnlySpan<double> x, Span<double> gradient,
        Vector512<double>[] terms)
    {
        var least = Infinity;
        for (int j = 0; j < terms.Length; j++)
        {
            int at = j * buyers.Stride + row;
            var log = Column(buyers.LogValuations, at);
            var value = log + VectorMath.Log(Column(x, at));
            terms[j] = Vector512.ConditionalSelect(Vector512.Equals(log, Nothing), Infinity, value);
            least = Vector512.Min(least, terms[j]);
        }
        var free = Vector512<double>.AllBitsSet;
        for (int j = 0; j < terms.Length && !gradient.IsEmpty; j++)
        {
            int at = j * buyers.Stride + row;
            var isScarcest = Vector512.Equals(terms[j], least) & free;
            free = Vector512.AndNot(free, isScarcest);
            Write((Vector512<double>.One / Column(x, at)) & isScarcest, gradient, at);
        }
        return least;
    }

    // log ut - log B = lse_j(k (L_j - s_j)) / k, for Leontief (k = -1) too.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Vector512<double> PowerPrice(BuyerChunk buyers, int row, double[] s, Vector512<double>[] terms)
    {
        for (int j = 0; j < terms.Length; j++)
        {
            var log = Column(buyers.LogValuations, j * buyers.Stride + row);
            var value = _form.K * (log - Vector512.Create(s[j]));
            terms[j] = Vector512.ConditionalSelect(Vector512.Equals(log, Nothing), Nothing, value);
        }
        return LogSumExp(terms) / _form.K;
    }

    // log ut - log B = max_j (L_j - s_j).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> BestPrice(BuyerChunk buyers, int row, double[] s)
    {
        var best = Nothing;
        for (int j = 0; j < s.Length; j++)
        {
            var log = Column(buyers.LogValuations, j * buyers.Stride + row);
            var value = log - Vector512.Create(s[j]);
            best = Vector512.Max(best, Vector512.ConditionalSelect(Vector512.Equals(log, Nothing), Nothing, value));
        }
        return best;
    }

    // log ut - log B = sum_j q_j (log q_j - s_j), log q_j = L_j - lse(L).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> WeightedPrice(BuyerChunk buyers, int row, double[] s, Vector512<double>[] terms)
    {
        var lse = Weights(buyers, row, terms);
        var value = Vector512<double>.Zero;
        for (int j = 0; j < terms.Length; j++)
        {
            var log = Column(buyers.LogValuations, j * buyers.Stride + row) - lse;
            var none = Vector512.Equals(terms[j], Vector512<double>.Zero);
            value += Vector512.AndNot(terms[j] * (log - Vector512.Create(s[j])), none);
        }
        return value;
    }

    /// <summary>q_j = v_j / sum_l v_l into <paramref name="terms"/>; the log of that sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> Weights(BuyerChunk buyers, int row, Vector512<double>[] terms)
    {
        for (int j = 0; j < terms.Length; j++)
        {
            terms[j] = Column(buyers.LogValuations, j * buyers.Stride + row);
        }
        var lse = LogSumExp(terms);
        for (int j = 0; j < terms.Length; j++)
        {
            terms[j] = VectorMath.Exp(terms[j] - lse);
        }
        return lse;
    }

    /// <summary>log sum_j exp(terms_j), also where a term is infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<double> LogSumExp(Vector512<double>[] terms)
    {
        var max = Nothing;
        foreach (var term in terms)
        {
            max = Vector512.Max(max, term);
        }
        var shift = Vector512.ConditionalSelect(Vector512.Equals(Vector512.Abs(max), Infinity),
            Vector512<double>.Zero, max);
        var sum = Vector512<double>.Zero;
        foreach (var term in terms)
        {
            sum += VectorMath.Exp(term - shift);
        }
        return shift + VectorMath.Log(sum);
    }

    private static Vector512<double> Supported(Vector512<double> log, Vector512<double> value) =>
        Vector512.AndNot(value, Vector512.Equals(log, Nothing));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Column(ReadOnlySpan<double> columns, int at) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(columns.Slice(at, VectorMath.DoubleLanes)));

    private static void Write(Vector512<double> value, Span<double> columns, int at) =>
        value.CopyTo(columns.Slice(at, VectorMath.DoubleLanes));

    /// <summary>Writes the rows that there are.</summary>
    private static void Keep(Vector512<double> value, int row, int rows, Span<double> to)
    {
        for (int r = 0; r < VectorMath.DoubleLanes && row + r < rows; r++)
        {
            to[row + r] = value[r];
        }
    }
}
