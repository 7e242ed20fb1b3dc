using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>Bounds for who knows what a bid costs it, and wins prizes that are the same for all: lines in the
/// cost.</summary>
/// <remarks>For a bid in [b_k, b_(k+1)), U(c, b) = W(b) - c b is at most W(b_(k+1)) - c b_k. The highest of these lines
/// falls in the cost c, and is convex.</remarks>
internal sealed class CostBounds : PayoffBounds
{
    private readonly IChanceBand _band;
    private readonly ItemOptions _options;
    private readonly UpperEnvelope _upper, _found;

    /// <param name="band">W, the mean prize.</param>
    /// <param name="bids">From 0 on; above the last one nothing more is won.</param>
    public CostBounds(IChanceBand band, ItemOptions options, double[] bids)
    {
        (_band, _options) = (band, options);
        (_upper, _found) = (new UpperEnvelope(bids.Length + 1), new UpperEnvelope(bids.Length + 1));
        for (int k = bids.Length - 1; k >= 0; k--)
        {
            double b = bids[k];
            _upper.Add(-b, k + 1 == bids.Length ? band.Most : band.Below(bids[k + 1]).High, b);
            _found.Add(-b, band.UpTo(b).Low, b);
        }
    }

    public override double[] Upper(double[] types) => _upper.Heights(types);

    public override (double[] Best, double[] Bids) Found(double[] types) => _found.HeightsAndBids(types);

    public override double Lower(Between types, Between bids)
    {
        double won = !_options.CanWin(bids.Low) ? 0
            : bids.Low == bids.High ? _band.Tied(bids.Low).Low : _band.Below(bids.Low).Low;
        return won - types.High * Math.Max(0, bids.High);
    }
}
