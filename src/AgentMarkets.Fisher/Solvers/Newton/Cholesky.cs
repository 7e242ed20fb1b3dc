using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AgentMarkets.Fisher.Solvers.Newton;

/// <summary>H = L L^T of a symmetric positive definite matrix, and H x = b by it.</summary>
/// <remarks>Golub and Van Loan (2013), section 4.2: left-looking, a panel of columns at a time, so that most of the
/// work is products of long rows. Of ten goods it is nothing, of thousands it is what a step costs.</remarks>
internal sealed class Cholesky
{
    // Columns worked on at once; a multiple of eight, so that products of rows before a panel are whole vectors.
    private const int Panel = 48;

    private readonly double[][] _rows;

    private Cholesky(double[][] rows) => _rows = rows;

    /// <summary>Row j of L, of length j + 1.</summary>
    public IReadOnlyList<double[]> Rows => _rows;

    /// <summary>Takes L as it is.</summary>
    public static Cholesky Of(double[][] rows) => new(rows);

    /// <summary>Factors in place.</summary>
    /// <param name="rows">Row j of the lower triangle, of length j + 1; overwritten by L.</param>
    /// <returns>Nothing where the matrix is not positive definite to working precision.</returns>
    public static Cholesky? Factor(double[][] rows)
    {
        int m = rows.Length;
        for (int start = 0; start < m; start += Panel)
        {
            int end = Math.Min(start + Panel, m);
            for (int i = start; i < m; i += 2)
            {
                SubtractProducts(rows, i, Math.Min(i + 2, m), start, end);
            }
            for (int j = start; j < end; j++)
            {
                double pivot = rows[j][j] - Dot(rows[j], rows[j], start, j);
                if (!(pivot > 0) || !double.IsFinite(pivot))
                {
                    return null;
                }
                double root = Math.Sqrt(pivot);
                rows[j][j] = root;
                for (int i = j + 1; i < m; i++)
                {
                    rows[i][j] = (rows[i][j] - Dot(rows[i], rows[j], start, j)) / root;
                }
            }
        }
        return new Cholesky(rows);
    }

    /// <summary>x with L L^T x = b.</summary>
    public double[] Solve(ReadOnlySpan<double> b)
    {
        int m = _rows.Length;
        double[] x = b.ToArray();
        for (int j = 0; j < m; j++)
        {
            x[j] = (x[j] - Dot(_rows[j], x, 0, j)) / _rows[j][j];
        }
        for (int j = m - 1; j >= 0; j--)
        {
            x[j] /= _rows[j][j];
            for (int l = 0; l < j; l++)
            {
                x[l] -= _rows[j][l] * x[j];
            }
        }
        return x;
    }

    // A_ij -= sum over l < start of L_il L_jl, for rows i of [first, end) and the panel's columns j <= i.
    private static void SubtractProducts(double[][] rows, int first, int end, int start, int panelEnd)
    {
        if (start == 0)
        {
            return;
        }
        double[] upper = rows[first], lower = rows[end - 1];
        bool isPair = end - first == 2;
        int j = start;
        for (; isPair && j + 4 <= panelEnd && j + 3 <= first; j += 4)
        {
            TwoByFour(upper, lower, rows, j, start);
        }
        for (; j < panelEnd; j++)
        {
            for (int i = first; i < end; i++)
            {
                if (j <= i)
                {
                    rows[i][j] -= Dot(rows[i], rows[j], 0, start);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoByFour(double[] upper, double[] lower, double[][] rows, int j, int length)
    {
        ref double a = ref MemoryMarshal.GetArrayDataReference(upper);
        ref double b = ref MemoryMarshal.GetArrayDataReference(lower);
        ref double c0 = ref MemoryMarshal.GetArrayDataReference(rows[j]);
        ref double c1 = ref MemoryMarshal.GetArrayDataReference(rows[j + 1]);
        ref double c2 = ref MemoryMarshal.GetArrayDataReference(rows[j + 2]);
        ref double c3 = ref MemoryMarshal.GetArrayDataReference(rows[j + 3]);
        Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector512<double> b0 = default, b1 = default, b2 = default, b3 = default;
        int l = 0;
        for (; l + 8 <= length; l += 8)
        {
            var x = Vector512.LoadUnsafe(ref a, (nuint)l);
            var y = Vector512.LoadUnsafe(ref b, (nuint)l);
            var z = Vector512.LoadUnsafe(ref c0, (nuint)l);
            a0 = Vector512.FusedMultiplyAdd(x, z, a0);
            b0 = Vector512.FusedMultiplyAdd(y, z, b0);
            z = Vector512.LoadUnsafe(ref c1, (nuint)l);
            a1 = Vector512.FusedMultiplyAdd(x, z, a1);
            b1 = Vector512.FusedMultiplyAdd(y, z, b1);
            z = Vector512.LoadUnsafe(ref c2, (nuint)l);
            a2 = Vector512.FusedMultiplyAdd(x, z, a2);
            b2 = Vector512.FusedMultiplyAdd(y, z, b2);
            z = Vector512.LoadUnsafe(ref c3, (nuint)l);
            a3 = Vector512.FusedMultiplyAdd(x, z, a3);
            b3 = Vector512.FusedMultiplyAdd(y, z, b3);
        }
        upper[j] -= Vector512.Sum(a0);
        upper[j + 1] -= Vector512.Sum(a1);
        upper[j + 2] -= Vector512.Sum(a2);
        upper[j + 3] -= Vector512.Sum(a3);
        lower[j] -= Vector512.Sum(b0);
        lower[j + 1] -= Vector512.Sum(b1);
        lower[j + 2] -= Vector512.Sum(b2);
        lower[j + 3] -= Vector512.Sum(b3);
    }

    private static double Dot(double[] x, double[] y, int from, int to)
    {
        var sum = Vector512<double>.Zero;
        int l = from;
        for (; l + 8 <= to; l += 8)
        {
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(x.AsSpan(l, 8)), Vector512.Create(y.AsSpan(l, 8)), sum);
        }
        double rest = 0;
        for (; l < to; l++)
        {
            rest += x[l] * y[l];
        }
        return Vector512.Sum(sum) + rest;
    }
}
