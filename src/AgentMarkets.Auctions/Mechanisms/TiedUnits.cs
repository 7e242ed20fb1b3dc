using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Units drawn among bids that tie for the last of them: every such bid is as likely to be drawn as any
/// other.</summary>
/// <remarks>
/// Of t own and T other tied bids r get a unit. The own number j of them is hypergeometric:
/// P(j) = C(t, j) C(T, r - j) / C(t + T, r), with mean r t/(t + T).
/// </remarks>
internal static class TiedUnits
{
    /// <summary>P(j >= least).</summary>
    public static double AtLeast(int least, int own, int others, int units)
    {
        double sum = 0, all = Choose(own + others, units);
        for (int j = Math.Max(least, 0); j <= own; j++)
        {
            sum += Choose(own, j) * Choose(others, units - j) / all;
        }
        return sum;
    }

    /// <summary>P(j >= least) entry by entry, 64-bit; 0 where units is not between 1 and own + others.</summary>
    /// <param name="own">Integers as 64-bit floating numbers, like the others.</param>
    /// <param name="most">The highest of all own + others.</param>
    public static Tensor AtLeast(Tensor least, Tensor own, Tensor others, Tensor units, int most)
    {
        using var scope = NewDisposeScope();
        var table = Table(most).to(own.device);
        var all = Choose(table, own + others, units, most);
        var sum = zeros_like(own);
        for (int j = 0; j <= most; j++)
        {
            var at = full_like(own, j);
            var part = Choose(table, own, at, most) * Choose(table, others, units - j, most);
            sum = sum + where(least <= j, part, zeros_like(part));
        }
        return where(all > 0, sum / all.clamp_min(1), zeros_like(sum)).MoveToOuterDisposeScope();
    }

    private static Tensor Choose(Tensor table, Tensor n, Tensor k, int most)
    {
        var place = n.clamp(0, most) * (most + 1) + k.clamp(0, most);
        var chosen = table.index_select(0, place.to(int64).flatten()).reshape(n.shape);
        return where((k >= 0) & (k <= n), chosen, zeros_like(chosen));
    }

    /// <summary>Pascal's triangle, [most + 1, most + 1] row by row.</summary>
    private static Tensor Table(int most)
    {
        var numbers = new double[(most + 1) * (most + 1)];
        for (int n = 0; n <= most; n++)
        {
            for (int k = 0; k <= n; k++)
            {
                numbers[n * (most + 1) + k] = Choose(n, k);
            }
        }
        return tensor(numbers);
    }

    private static double Choose(int n, int k)
    {
        double product = k < 0 || k > n ? 0 : 1;
        for (int j = 1; j <= k; j++)
        {
            product = product * (n - k + j) / j;
        }
        return Math.Round(product);
    }
}
