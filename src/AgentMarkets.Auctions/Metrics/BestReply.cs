using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>The highest utility that any bid gives, for every type at once.</summary>
/// <remarks>
/// With Q(b) and P(b) the chance to win and the mean payment of a bid, a quasi-linear bidder of type v gets v Q(b) -
/// P(b): a line in v for every bid. The best reply U*(v) = max_b v Q(b) - P(b) is the upper envelope of these lines,
/// found once, in time linear in the number of bids, and convex in v (Myerson 1981, lemma 2).
/// </remarks>
internal sealed class BestReply
{
    private readonly double[] _slope;
    private readonly double[] _intercept;
    private int _lines;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public BestReply(OpposingLaw law, IMechanism mechanism)
    {
        _slope = new double[law.Bids.Length + 1];
        _intercept = new double[law.Bids.Length + 1];
        // The first line is the bid that never wins; the others come in the order of their slopes.
        _lines = 1;
        for (int k = 0; k < law.Bids.Length; k++)
        {
            double win = law.Above[k];
            Add(win, -mechanism.InterimPayment(law.Bids[k], win));
        }
    }

    /// <summary>U*(v) for types in ascending order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double[] Utilities(ReadOnlySpan<double> types)
    {
        var best = new double[types.Length];
        int line = 0;
        for (int k = 0; k < types.Length; k++)
        {
            while (line + 1 < _lines && At(line + 1, types[k]) >= At(line, types[k]))
            {
                line++;
            }
            best[k] = At(line, types[k]);
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double At(int line, double type) => _slope[line] * type + _intercept[line];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(double slope, double intercept)
    {
        if (slope == _slope[_lines - 1])
        {
            if (intercept <= _intercept[_lines - 1])
            {
                return;
            }
            _lines = Math.Max(0, _lines - 1);
        }
        // The last line is hidden where its two neighbours meet above it.
        while (_lines >= 2
            && Meet(_lines - 2, slope, intercept) <= Meet(_lines - 2, _slope[_lines - 1], _intercept[_lines - 1]))
        {
            _lines--;
        }
        _slope[_lines] = slope;
        _intercept[_lines++] = intercept;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Meet(int line, double slope, double intercept) =>
        (_intercept[line] - intercept) / (slope - _slope[line]);
}
