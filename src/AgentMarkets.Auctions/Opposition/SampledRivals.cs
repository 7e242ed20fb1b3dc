using System.Runtime.CompilerServices;
using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>A sample of the rivals' highest bids, sorted once; then every bid is one search.</summary>
/// <remarks>docs/auctions.md, 4: with n(b) the samples m below b, P(m below b) is n(b)/H, and means of payments are
/// prefix sums.</remarks>
internal sealed class SampledRivals : IRivals
{
    private const int GamesKept = 1 << 13;

    private readonly double[] _second;
    private readonly double[] _share;
    private readonly double[]? _third;
    private readonly double[] _sharesBefore;
    private readonly double[]? _secondBefore;
    private readonly double[]? _thirdBefore;

    /// <param name="statistic">[S, width] row by row, as <see cref="HighestBids"/> made it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public SampledRivals(OneItem rule, double[] statistic)
    {
        int width = HighestBids.Width(rule), count = statistic.Length / width;
        var (second, share, place) = (new double[count], new double[count], width == 3 ? new int[count] : null);
        for (int s = 0; s < count; s++)
        {
            second[s] = statistic[s * width];
            share[s] = statistic[s * width + 1];
        }
        double reserve = rule.Options.Reserve;
        if (place is null)
        {
            second.AsSpan().Sort(share.AsSpan());
        }
        else
        {
            for (int s = 0; s < count; s++)
            {
                place[s] = s;
            }
            second.AsSpan().Sort(place.AsSpan());
            share = [.. place.Select(s => statistic[s * width + 1])];
            _third = [.. place.Select(s => statistic[s * width + 2])];
        }
        (_second, _share) = (second, share);
        _sharesBefore = Before(share, 0);
        _secondBefore = rule.Price.Second != 0 ? Before(second, reserve) : null;
        _thirdBefore = _third is null ? null : Before(_third, reserve);
    }

    public int Count => _second.Length;

    public IReadOnlyList<(double Second, double Third, double Share)> Games
    {
        get
        {
            int kept = Math.Min(Count, GamesKept);
            return [.. Enumerable.Range(0, kept).Select(k => (int)((2L * k + 1) * Count / (2 * kept)))
                .Select(s => (_second[s], _third?[s] ?? 0, _share[s]))];
        }
    }

    public double Bid(int k) => _second[k];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Met Above(int k)
    {
        // Of equal samples the last counts, so that a bid just above beats all of them.
        int end = k + 1;
        return new Met((double)end / Count, Sum(_secondBefore, end), Sum(_thirdBefore, end));
    }

    public Met At(double bid)
    {
        int low = Bound(bid, orEqual: false), high = Bound(bid, orEqual: true);
        double tied = _sharesBefore[high] - _sharesBefore[low], share = high > low ? tied / (high - low) : 0;
        return new Met((low + tied) / Count, Between(_secondBefore, low, high, share),
            Between(_thirdBefore, low, high, share));
    }

    /// <summary>The mean over all games of what the first so many add up to.</summary>
    private static double Sum(double[]? before, int end) => before is null ? 0 : before[end] / (before.Length - 1);

    /// <summary>Tied games count by their share; the same share for all is exact unless shares of one bid
    /// differ.</summary>
    private static double Between(double[]? before, int low, int high, double share) =>
        before is null ? 0 : (before[low] + share * (before[high] - before[low])) / (before.Length - 1);

    /// <summary>Prefix sums of numbers of at least <paramref name="least"/>.</summary>
    private static double[] Before(double[] numbers, double least)
    {
        var before = new double[numbers.Length + 1];
        for (int s = 0; s < numbers.Length; s++)
        {
            before[s + 1] = before[s] + Math.Max(numbers[s], least);
        }
        return before;
    }

    private int Bound(double bid, bool orEqual)
    {
        int low = 0, high = _second.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _second[middle] < bid || (orEqual && _second[middle] == bid)
                ? (middle + 1, high)
                : (low, middle);
        }
        return low;
    }
}
