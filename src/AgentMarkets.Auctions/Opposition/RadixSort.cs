using System.Runtime.CompilerServices;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>Sorts many numbers by the digits of their bits, in time linear in how many there are.</summary>
/// <remarks>Knuth (1998), The art of computer programming 3, 5.2.5, algorithm R. Equal numbers keep their
/// order.</remarks>
internal static class RadixSort
{
    private const int Digits = 6, Bits = 11, Values = 1 << Bits;

    // Below this, comparing is faster.
    private const int Few = 1 << 10;

    /// <param name="keys">Sorted in place, ascending; not-a-number is not expected.</param>
    /// <param name="places">Moved along with the keys, or nothing.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sort(double[] keys, int[]? places = null)
    {
        if (keys.Length < Few)
        {
            Insert(keys, places);
            return;
        }
        var from = new ulong[keys.Length];
        var counts = new int[Digits * Values];
        for (int k = 0; k < keys.Length; k++)
        {
            ulong bits = from[k] = Ordered(keys[k]);
            for (int digit = 0; digit < Digits; digit++)
            {
                counts[digit * Values + Digit(bits, digit)]++;
            }
        }
        var to = new ulong[keys.Length];
        int[]? placesTo = places is null ? null : new int[places.Length], placesFrom = places;
        for (int digit = 0; digit < Digits; digit++)
        {
            var starts = counts.AsSpan(digit * Values, Values);
            if (starts[Digit(from[0], digit)] == keys.Length)
            {
                // All have the same digit here.
                continue;
            }
            int sum = 0;
            for (int v = 0; v < Values; v++)
            {
                (starts[v], sum) = (sum, sum + starts[v]);
            }
            Scatter(from, to, placesFrom, placesTo, starts, digit);
            (from, to, placesFrom, placesTo) = (to, from, placesTo, placesFrom);
        }
        for (int k = 0; k < keys.Length; k++)
        {
            keys[k] = Number(from[k]);
        }
        if (places is not null && placesFrom != places)
        {
            placesFrom!.CopyTo(places, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(ulong[] from, ulong[] to, int[]? placesFrom, int[]? placesTo, Span<int> starts,
        int digit)
    {
        if (placesFrom is null)
        {
            foreach (ulong bits in from)
            {
                to[starts[Digit(bits, digit)]++] = bits;
            }
            return;
        }
        for (int k = 0; k < from.Length; k++)
        {
            int at = starts[Digit(from[k], digit)]++;
            to[at] = from[k];
            placesTo![at] = placesFrom[k];
        }
    }

    private static void Insert(double[] keys, int[]? places)
    {
        if (places is null)
        {
            Array.Sort(keys);
            return;
        }
        int[] order = [.. Enumerable.Range(0, keys.Length).OrderBy(k => keys[k])];
        double[] sorted = [.. order.Select(k => keys[k])];
        int[] moved = [.. order.Select(k => places[k])];
        sorted.CopyTo(keys, 0);
        moved.CopyTo(places, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digit(ulong bits, int digit) => (int)(bits >> (digit * Bits)) & (Values - 1);

    /// <summary>Bits that are in the order of the numbers: all flipped below 0, else the sign alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Ordered(double number)
    {
        // -0 and 0 are one number.
        long bits = BitConverter.DoubleToInt64Bits(number + 0.0);
        return (ulong)(bits ^ ((bits >> 63) | long.MinValue));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Number(ulong ordered)
    {
        long bits = (long)ordered;
        return BitConverter.Int64BitsToDouble(bits ^ (~(bits >> 63) | long.MinValue));
    }
}
