namespace AgentMarkets.Auctions.Inversion;

/// <summary>The inverse bid functions of a first-price auction: the value that makes a bid the best reply to the
/// bids of the rivals.</summary>
/// <remarks>
/// Guerre, Perrigne and Vuong (2000), equation 3, and Campo, Perrigne and Vuong (2003) for bidders that differ. With
/// <c>F_m</c> the distribution of the highest rival bid, the first-order condition of <c>(v - b) F_m(b)</c> is
/// <code>
/// v = b + F_m(b)/f_m(b)      f_m/F_m = sum_{j != i} g_j/G_j, or (N-1) g/G where all bid alike
/// </code>
/// </remarks>
public sealed class InverseBids
{
    private readonly BidDistribution[] _laws;
    private readonly double _alike;

    private InverseBids(BidDistribution[] laws, double alike)
    {
        _laws = laws;
        _alike = alike;
        Low = laws.Max(law => law.Low);
        High = laws.Min(law => law.High);
    }

    /// <summary>Bids below, or above <see cref="High"/>, get no value: there some density is biased.</summary>
    public double Low { get; }

    /// <inheritdoc cref="Low"/>
    public double High { get; }

    public IReadOnlyList<BidDistribution> Laws => _laws;

    /// <summary>All bidders bid by one distribution.</summary>
    public static InverseBids Symmetric(BidDistribution law, int bidders) => new([law], bidders - 1);

    /// <summary>Each bidder bids by one of their own.</summary>
    public static InverseBids Asymmetric(params BidDistribution[] laws) => new(laws, 0);

    public bool Keeps(double b) => b >= Low && b <= High;

    /// <summary>The value behind a bid, with its standard error; both infinite where no rival bids nearby.</summary>
    /// <param name="bidder">From 0; 0 where all bid alike.</param>
    public (double Value, double StandardError) At(int bidder, double b)
    {
        double rate = 0, variance = 0;
        for (int j = 0; j < _laws.Length; j++)
        {
            if (j != bidder || _alike > 0)
            {
                // The bids of two bidders are independent, so the variances add.
                double times = _alike > 0 ? _alike : 1;
                var (r, ofR) = _laws[j].ReverseHazard(b);
                rate += times * r;
                variance += times * times * ofR;
            }
        }
        // d(1/R) = -dR/R^2.
        return rate > 0
            ? (b + 1 / rate, Math.Sqrt(variance) / (rate * rate))
            : (double.PositiveInfinity, double.PositiveInfinity);
    }
}
