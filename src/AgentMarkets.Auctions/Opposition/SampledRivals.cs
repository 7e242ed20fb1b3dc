using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>A sample of the rivals' highest bids, sorted once; then every bid is one search.</summary>
/// <remarks>docs/auctions.md, 4: with n(b) the samples m below b, P(m below b) is n(b)/H, and means of payments are
/// prefix sums.</remarks>
internal sealed class SampledRivals : IRivals
{
    private const int GamesKept = 1 << 13;

    private readonly double[] _second;
    private readonly double[]? _third;

    // Where all bids that tie get the same share, it is kept once: _share is nothing, and so are its sums.
    private readonly double _everyShare;
    private readonly double[]? _share;
    private readonly double[]? _sharesBefore;
    private readonly double[]? _secondBefore;
    private readonly double[]? _thirdBefore;
    private readonly double[]? _thirdSharedBefore;
    private RivalGame[]? _games;

    /// <param name="statistic">[S, width] row by row, as <see cref="HighestBids"/> made it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SampledRivals(OneItem rule, double[] statistic)
    {
        int width = HighestBids.Width(rule), count = statistic.Length / width;
        _second = new double[count];
        _everyShare = count > 0 ? statistic[1] : 0;
        bool isOneShare = true;
        for (int s = 0; s < count; s++)
        {
            _second[s] = statistic[s * width];
            isOneShare &= statistic[s * width + 1] == _everyShare;
        }
        int[]? places = isOneShare && width == 2 ? null : [.. Enumerable.Range(0, count)];
        RadixSort.Sort(_second, places);
        double reserve = rule.Options.Reserve;
        _secondBefore = rule.Price.Second != 0 ? PrefixSums.Of(_second, reserve) : null;
        if (!isOneShare)
        {
            _share = Column(statistic, width, 1, places!);
            _sharesBefore = PrefixSums.Of(_share);
        }
        if (width == 3)
        {
            _third = Column(statistic, width, 2, places!);
            _thirdBefore = PrefixSums.Of(_third, reserve);
            _thirdSharedBefore = PrefixSums.Of([.. _third.Select((t, k) => Share(k) * Math.Max(t, reserve))]);
        }
    }

    public int Count => _second.Length;

    /// <summary>Those in the middle of as many equal parts of the sample.</summary>
    public IReadOnlyList<RivalGame> Games
    {
        get
        {
            int kept = Math.Min(Count, GamesKept);
            return _games ??= [.. Enumerable.Range(0, kept).Select(k => (int)((2L * k + 1) * Count / (2 * kept)))
                .Select(s => new RivalGame(_second[s], _third?[s] ?? 0, Share(s), 1.0 / kept))];
        }
    }

    public double Bid(int k) => _second[k];

    /// <summary>How many highest rival bids are below a bid, or with those equal to it.</summary>
    public int Below(double bid, bool orEqual) => Ascending.Count(_second, bid, orEqual);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Met Above(int k)
    {
        // Of equal samples the last counts, so that a bid just above beats all of them.
        int end = k + 1;
        return new Met((double)end / Count, Sum(_secondBefore, end), Sum(_thirdBefore, end));
    }

    public Met At(double bid)
    {
        int low = Below(bid, orEqual: false), high = Below(bid, orEqual: true);
        double tied = _sharesBefore is null ? (high - low) * _everyShare : _sharesBefore[high] - _sharesBefore[low];
        double share = high > low ? tied / (high - low) : 0;
        return new Met((low + tied) / Count,
            // All that tie have the same m, but not the same t.
            _secondBefore is null ? 0
                : (_secondBefore[low] + share * (_secondBefore[high] - _secondBefore[low])) / Count,
            _thirdBefore is null ? 0
                : (_thirdBefore[low] + _thirdSharedBefore![high] - _thirdSharedBefore[low]) / Count);
    }

    private double Share(int k) => _share?[k] ?? _everyShare;

    /// <summary>The mean over all games of what the first so many add up to.</summary>
    private double Sum(double[]? before, int end) => before is null ? 0 : before[end] / Count;

    private static double[] Column(double[] statistic, int width, int column, int[] places)
    {
        var numbers = new double[places.Length];
        for (int k = 0; k < places.Length; k++)
        {
            numbers[k] = statistic[places[k] * width + column];
        }
        return numbers;
    }
}
