using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AgentMarkets.Core.Numerics;

/// <summary>Numbers that never fall: how many are below a bound, found by halving.</summary>
public static class Ascending
{
    /// <summary>How many numbers are below a bound, or with those equal to it.</summary>
    /// <param name="numbers">[n], ascending, none of them not-a-number.</param>
    public static int Count(ReadOnlySpan<double> numbers, double bound, bool orEqual) =>
        Count(numbers, 1, bound, orEqual);

    /// <summary>How many rows have a number below a bound in a column, or with those equal to it.</summary>
    /// <param name="table">[n, columns]; the column ascends, and holds no not-a-number.</param>
    public static int CountRows(double[,] table, int column, double bound, bool orEqual) => table.Length == 0 ? 0
        : Count(MemoryMarshal.CreateReadOnlySpan(ref table[0, column], table.Length - column), table.GetLength(1),
            bound, orEqual);

    /// <summary>The same of every so many numbers, from the first on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Count(ReadOnlySpan<double> numbers, int stride, double bound, bool orEqual)
    {
        int low = 0, high = (numbers.Length + stride - 1) / stride;
        while (low < high)
        {
            int middle = (low + high) / 2;
            double number = numbers[middle * stride];
            (low, high) = number < bound || (orEqual && number == bound) ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
