using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>How bids for a first, second, ... unit fare, on a grid of bids worth making; bids a little above those of
/// the grid, so that they win every tie.</summary>
/// <remarks>Place 0 is to make no bid.</remarks>
internal sealed class UnitGrid
{
    private readonly double[] _bids;
    private readonly double[][] _win;
    private readonly double[][] _paid;
    private readonly int[][] _choice;
    private readonly double[] _value;

    public UnitGrid(MultiUnit rule, UnitLevel[] levels, int size)
    {
        int a = levels.Length;
        double least = Math.Max(0, rule.Options.Reserve), games = levels[0].Count;
        _bids = Candidates(levels, least, size);
        _win = [.. levels.Select(_ => new double[_bids.Length])];
        _paid = [.. levels.Select(_ => new double[_bids.Length])];
        _choice = [.. levels.Select(_ => new int[_bids.Length])];
        _value = new double[_bids.Length];
        // Both ascend: one walk along each level.
        var counts = new int[a];
        for (int g = 1; g < _bids.Length; g++)
        {
            double b = _bids[g], winBefore = 0, sumBefore = 0;
            for (int k = 1; k <= a; k++)
            {
                int count = counts[k - 1] = Walk(levels[k - 1].Levels, counts[k - 1], b);
                double win = count / games, sum = levels[k - 1].Sum(count) / games;
                _win[k - 1][g] = win;
                _paid[k - 1][g] = rule.Price switch
                {
                    UnitPrice.OwnBid => b * win,
                    UnitPrice.DisplacedBid => sum,
                    _ => k * sum + (k - 1) * (b * winBefore - sumBefore - b * win),
                };
                (winBefore, sumBefore) = (win, sum);
            }
            _paid[0][g] += rule.Options.EntryFee;
        }
    }

    /// <summary>The lines v Q - P of all bids for one unit.</summary>
    public UpperEnvelope Envelope()
    {
        var envelope = new UpperEnvelope(_bids.Length);
        for (int g = 0; g < _bids.Length; g++)
        {
            envelope.Add(_win[0][g], -_paid[0][g], _bids[g]);
        }
        return envelope;
    }

    /// <summary>max sum_k v_k Q_k(b_k) - P_k(b_k) over b_1 >= b_2 >= ..., from the last unit to the first.</summary>
    /// <param name="worth">[T, A] row by row: v_1, v_1 + v_2, ...</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Highest(ReadOnlySpan<double> worth, Span<double> best, Span<double> bids)
    {
        int a = _win.Length;
        for (int t = 0; t < best.Length; t++)
        {
            Array.Clear(_value);
            for (int k = a - 1; k >= 0; k--)
            {
                double v = worth[t * a + k] - (k > 0 ? worth[t * a + k - 1] : 0), highest = double.NegativeInfinity;
                var (win, paid, choice) = (_win[k], _paid[k], _choice[k]);
                for (int g = 0, at = 0; g < _bids.Length; g++)
                {
                    double value = v * win[g] - paid[g] + _value[g];
                    if (value > highest)
                    {
                        (highest, at) = (value, g);
                    }
                    (_value[g], choice[g]) = (highest, at);
                }
            }
            best[t] = _value[^1];
            for (int k = 0, g = _bids.Length - 1; k < a; k++)
            {
                g = _choice[k][g];
                bids[t * a + k] = _bids[g];
            }
        }
    }

    private static int Walk(ReadOnlySpan<double> levels, int count, double bid)
    {
        while (count < levels.Length && levels[count] <= bid)
        {
            count++;
        }
        return count;
    }

    /// <summary>No bid, the reserve price, and of what rivals bid above it for each unit as many, thinned
    /// evenly.</summary>
    private static double[] Candidates(UnitLevel[] levels, double least, int size)
    {
        var all = new List<double>();
        foreach (var level in levels)
        {
            var above = level.Levels[level.Below(least, orEqual: true)..];
            int some = Math.Min(above.Length, size / levels.Length);
            for (long j = 1; j <= some; j++)
            {
                all.Add(above[(int)(j * above.Length / some) - 1]);
            }
        }
        double[] sorted = [.. all];
        sorted.AsSpan().Sort();
        var bids = new List<double>(sorted.Length + 2) { 0, least };
        foreach (double bid in sorted)
        {
            if (bid > bids[^1])
            {
                bids.Add(bid);
            }
        }
        return [.. bids];
    }
}
