using System.Runtime.CompilerServices;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>The highest of many lines in the type, for every type at once.</summary>
/// <remarks>
/// With Q(b) and P(b) the chance to win and the mean payment of a bid, a quasi-linear bidder of type v gets v Q(b) -
/// P(b): a line in v for every bid. The best reply U*(v) = max_b v Q(b) - P(b) is the upper envelope of these lines,
/// found once, in time linear in the number of bids, and convex in v (Myerson 1981, lemma 2).
/// </remarks>
internal sealed class UpperEnvelope(int capacity)
{
    private readonly double[] _slope = new double[capacity];
    private readonly double[] _intercept = new double[capacity];
    private readonly double[] _bid = new double[capacity];
    private int _lines;

    /// <summary>Lines come in the order of their slopes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(double slope, double intercept, double bid)
    {
        if (_lines > 0 && slope <= _slope[_lines - 1])
        {
            // Not steeper: hidden, unless it is higher everywhere.
            if (slope < _slope[_lines - 1] || intercept <= _intercept[_lines - 1])
            {
                return;
            }
            _lines--;
        }
        // The last line is hidden where its two neighbours meet above it.
        while (_lines >= 2
            && Meet(_lines - 2, slope, intercept) <= Meet(_lines - 2, _slope[_lines - 1], _intercept[_lines - 1]))
        {
            _lines--;
        }
        (_slope[_lines], _intercept[_lines], _bid[_lines++]) = (slope, intercept, bid);
    }

    /// <summary>U*(v) for types in ascending order, or (what costs are worth) descending, and the bids of the lines
    /// that give it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Highest(ReadOnlySpan<double> types, Span<double> best, Span<double> bids)
    {
        int line = 0;
        bool ascends = types.Length < 2 || types[0] <= types[^1];
        for (int j = 0; j < types.Length; j++)
        {
            int k = ascends ? j : types.Length - 1 - j;
            while (line + 1 < _lines && At(line + 1, types[k]) >= At(line, types[k]))
            {
                line++;
            }
            (best[k], bids[k]) = (At(line, types[k]), _bid[line]);
        }
    }

    /// <summary>U*(v) of each type, in the order of <see cref="Highest"/>.</summary>
    public double[] Heights(double[] types) => HeightsAndBids(types).Best;

    /// <summary>The same with the bids that give it.</summary>
    public (double[] Best, double[] Bids) HeightsAndBids(double[] types)
    {
        var (best, bids) = (new double[types.Length], new double[types.Length]);
        Highest(types, best, bids);
        return (best, bids);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double At(int line, double type) => _slope[line] * type + _intercept[line];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Meet(int line, double slope, double intercept) =>
        (_intercept[line] - intercept) / (slope - _slope[line]);
}
