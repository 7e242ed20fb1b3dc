using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>A sample of the two highest rival bids, with a band for all quadrants of their joint law at once.</summary>
/// <remarks>
/// The law of n independent points in k dimensions is nowhere off by more than d with the chance
/// 1 - k(n+1)exp(-2 n d^2) (Naaman 2021). It is used for (m, t) and for (m, -t), so that
/// delta = 4(H+1)exp(-2 H d^2). Then
///   U(v, b) = integral of P(m below b, t at most y) over y from rho to v
///           - integral of P(m below b, t above y) over y from v to b
/// is off by d(max(v, b) - rho) at most; the second integral only where b is above v.
/// </remarks>
internal sealed class SampledPairs : IPairBand
{
    private readonly double[] _highest;
    private readonly double[] _nextBefore;
    private readonly int _cells;

    /// <param name="statistic">[S, 3] row by row, as <see cref="HighestBids"/> made it.</param>
    /// <param name="delta">The chance that the band misses the law; 0 for one without width.</param>
    /// <param name="cells">Of bids.</param>
    public SampledPairs(OneItem rule, double[] statistic, double delta, int cells)
    {
        _cells = cells;
        int width = HighestBids.Width(rule), count = statistic.Length / width;
        Reserve = rule.Reserve;
        _highest = new double[count];
        int[] places = [.. Enumerable.Range(0, count)];
        for (int s = 0; s < count; s++)
        {
            _highest[s] = statistic[s * width];
        }
        RadixSort.Sort(_highest, places);
        _nextBefore = PrefixSums.Of([.. places.Select(s => Math.Max(statistic[s * width + 2], Reserve))]);
        Distance = delta == 0 ? 0 : DistanceOf(count, delta);
    }

    private SampledPairs(SampledPairs band) =>
        (_highest, _nextBefore, _cells, Reserve, Distance) =
            (band._highest, band._nextBefore, band._cells, band.Reserve, 0);

    public double Enough => Math.Max(Reserve, _highest[^1]);

    public double Reserve { get; }

    public double Distance { get; }

    public double Slack => 0;

    public IPairBand Estimate => new SampledPairs(this);

    /// <summary>d with 4(H+1)exp(-2 H d^2) = delta.</summary>
    public static double DistanceOf(int samples, double delta) =>
        Math.Sqrt(Math.Log(4 * (samples + 1.0) / delta) / (2.0 * samples));

    public Met Below(double bid) => Of(Ascending.Count(_highest, bid, orEqual: false));

    public Met UpTo(double bid) => Of(Ascending.Count(_highest, bid, orEqual: true));

    public Met? Tied(double bid) => null;

    /// <summary>Evenly spaced bids, and as many quantiles of the sample.</summary>
    public double[] Cells
    {
        get
        {
            int half = _cells / 2;
            return BidCells.Even(Reserve, Enough, half, Enumerable.Range(0, half + 1)
                .Select(k => _highest[(int)((long)k * (_highest.Length - 1) / half)]));
        }
    }

    private Met Of(int games) => new((double)games / _highest.Length, 0, _nextBefore[games] / _highest.Length);
}
