using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>A band around the law of a sample in which the whole true law lies, with a chance that is known.</summary>
/// <remarks>
/// P(sup |F^ - F| > d) is at most delta for d = sqrt(ln(2/delta)/(2H)), whatever F is (Dvoretzky, Kiefer and Wolfowitz
/// 1956; the constant: Massart 1990). Everything below is a functional of F that never falls as F rises, so that the
/// two edges of the band, cut off at 0 and 1, bound it.
/// </remarks>
internal sealed class SampledBand : IChanceBand
{
    private readonly double[] _bids;
    private readonly double[] _before;
    private readonly double _reserve;
    private readonly double _distance;

    // Where the upper edge reaches 1, and where the lower one leaves 0.
    private readonly double _surelyOne;
    private readonly double _surelyZero;

    /// <param name="bids">[H], as they were drawn; are sorted in place.</param>
    /// <param name="delta">The chance that the band misses the law; 0 for a band without width, which is no
    /// bound.</param>
    public SampledBand(double[] bids, double delta, double reserve)
        : this(Sorted(bids), Before(bids, reserve), delta == 0 ? 0 : Distance(bids.Length, delta), reserve)
    {
    }

    private SampledBand(double[] sorted, double[] before, double distance, double reserve)
    {
        (_bids, _before, _distance, _reserve) = (sorted, before, distance, reserve);
        int count = sorted.Length;
        _surelyOne = sorted[Math.Clamp((int)Math.Ceiling((1 - distance) * count) - 1, 0, count - 1)];
        _surelyZero = sorted[Math.Clamp((int)Math.Floor(distance * count), 0, count - 1)];
    }

    public double Enough => _bids[^1];

    public IChanceBand Estimate => new SampledBand(_bids, _before, 0, _reserve);

    /// <summary>d = sqrt(ln(2/delta)/(2H)).</summary>
    public static double Distance(int samples, double delta) => Math.Sqrt(Math.Log(2 / delta) / (2.0 * samples));

    public Between Below(double bid) => Around(Count(bid, orEqual: false));

    public Between UpTo(double bid) => Around(Count(bid, orEqual: true));

    /// <summary>Who ties is sampled too: between losing and winning all ties.</summary>
    public Between Tied(double bid) => new(Below(bid).Low, UpTo(bid).High);

    public Between Integral(double bid) => Integral(_reserve, bid);

    /// <summary>The integral of P(m at most x) over x from one bid, not below the reserve price, to
    /// another.</summary>
    public Between Integral(double from, double bid)
    {
        if (bid <= from)
        {
            return default;
        }
        double one = Math.Clamp(_surelyOne, from, bid), zero = Math.Clamp(_surelyZero, from, bid);
        double before = Plain(from);
        return new Between(
            Math.Max(0, Plain(bid) - Plain(zero) - _distance * (bid - zero)),
            Math.Max(0, Plain(one) - before) + _distance * (one - from) + (bid - one));
    }

    /// <summary>Evenly spaced bids, and as many quantiles of the sample.</summary>
    public double[] Cells(double low, double high, int count)
    {
        int half = count / 2;
        return BidCells.Even(low, high, half, Enumerable.Range(0, half + 1)
            .Select(k => _bids[(int)((long)k * (_bids.Length - 1) / half)]));
    }

    private static double[] Sorted(double[] bids)
    {
        RadixSort.Sort(bids, null);
        return bids;
    }

    /// <summary>Prefix sums of what is at least the reserve price; of bids in ascending order.</summary>
    private static double[] Before(double[] bids, double reserve)
    {
        var before = new double[bids.Length + 1];
        for (int s = 0; s < bids.Length; s++)
        {
            before[s + 1] = before[s] + Math.Max(bids[s], reserve);
        }
        return before;
    }

    private Between Around(int count)
    {
        double share = (double)count / _bids.Length;
        return new Between(Math.Max(0, share - _distance), Math.Min(1, share + _distance));
    }

    /// <summary>Of the sample's own law: the mean of (b - max(m, rho))+.</summary>
    private double Plain(double bid)
    {
        int count = Count(bid, orEqual: true);
        return Math.Max(0, (bid * count - _before[count]) / _bids.Length);
    }

    private int Count(double bid, bool orEqual)
    {
        int low = 0, high = _bids.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _bids[middle] < bid || (orEqual && _bids[middle] == bid)
                ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
