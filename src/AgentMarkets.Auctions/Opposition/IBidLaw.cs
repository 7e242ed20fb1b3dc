using AgentMarkets.Auctions.Priors;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>The law of one bidder's bid, known without sampling.</summary>
internal interface IBidLaw
{
    /// <summary>The highest bid that it may make.</summary>
    double Highest { get; }

    /// <summary>Bids that have a probability of their own, ascending.</summary>
    IReadOnlyList<double> Atoms { get; }

    /// <summary>P(the bid is below <paramref name="bid"/>).</summary>
    double Below(double bid);

    /// <summary>P(the bid is at most <paramref name="bid"/>).</summary>
    double UpTo(double bid);
}

/// <summary>A bid function that is linear between knots (type, bid), of types with a continuous distribution.</summary>
internal sealed class PiecewiseLinearBids(double[,] knots, IPrior prior, int bidder) : IBidLaw
{
    private readonly int _last = knots.GetLength(0) - 1;
    private readonly bool _ascends =
        Enumerable.Range(1, knots.GetLength(0) - 1).All(k => knots[k, 1] >= knots[k - 1, 1]);

    public double Highest { get; } =
        Enumerable.Range(0, knots.GetLength(0)).Max(k => knots[k, 1]);

    public IReadOnlyList<double> Atoms { get; } =
        [.. Enumerable.Range(1, knots.GetLength(0) - 1).Where(k => knots[k, 1] == knots[k - 1, 1])
            .Select(k => knots[k, 1]).Distinct().Order()];

    public double Below(double bid) => Atoms.Count == 0 ? UpTo(bid) : Measure(bid, orEqual: false);

    public double UpTo(double bid) => Measure(bid, orEqual: true);

    /// <summary>The sum over segments of the probability of the types that bid less: F at the inverse where the
    /// function increases.</summary>
    private double Measure(double bid, bool orEqual)
    {
        if (_ascends)
        {
            return UpToCrossing(bid, orEqual);
        }
        double sum = 0;
        for (int k = 0; k < _last; k++)
        {
            var (from, to, low, high) = (knots[k, 0], knots[k + 1, 0], knots[k, 1], knots[k + 1, 1]);
            if (low == high)
            {
                sum += low < bid || (orEqual && low == bid) ? Cdf(to) - Cdf(from) : 0;
                continue;
            }
            double crossing = from + Math.Clamp((bid - low) / (high - low), 0, 1) * (to - from);
            sum += low < high ? Cdf(crossing) - Cdf(from) : Cdf(to) - Cdf(crossing);
        }
        return Math.Min(1, sum);
    }

    /// <summary>Where bids never fall, F at the last type that bids less.</summary>
    private double UpToCrossing(double bid, bool orEqual)
    {
        double type = TabulatedBids.LastBelow(knots, bid, orEqual);
        return double.IsInfinity(type) ? (type < 0 ? 0 : 1) : Cdf(type);
    }

    private double Cdf(double type) => prior.Cdf(bidder, type);
}
