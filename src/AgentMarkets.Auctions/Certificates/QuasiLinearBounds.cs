using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>Bounds for who is worth its value less its payment: lines in the value.</summary>
/// <remarks>
/// For a bid in [b_k, b_(k+1)), with c = <see cref="Stakes.Slope"/> and F_m at most F at its upper end,
///   U(v, b) is at most (v - c b_k) F(b_(k+1)) + Second I(b_k) - [losers pay] b_k - the entry fee
/// wherever v is at least c b_k; where it is not, a lower bid is as good. The highest of all lines is U+, convex in v
/// with slopes in [0,1]; for the first price these are (v - b_k)+ F_m(b_(k+1)).
/// </remarks>
internal sealed class QuasiLinearBounds : ChanceBounds
{
    private readonly UpperEnvelope _upper, _found;

    /// <param name="bids">Between which all bids lie that are worth making, ascending; above the last one nothing more
    /// is won.</param>
    public QuasiLinearBounds(IChanceBand band, Stakes stakes, double[] bids)
        : base(band, stakes)
    {
        (_upper, _found) = (new UpperEnvelope(bids.Length + 1), new UpperEnvelope(bids.Length + 1));
        // Who stays out gets nothing.
        double outside = stakes.Options is { ZeroWins: true, EntryFee: > 0 } ? -1 : 0;
        _upper.Add(0, 0, outside);
        _found.Add(0, 0, outside);
        double before = 0, foundBefore = 0;
        for (int k = 0; k < bids.Length; k++)
        {
            double b = bids[k];
            var integral = stakes.Second == 0 ? default : band.Integral(b);
            // Rounding must not put a line below the one before.
            double win = Math.Max(before, k + 1 == bids.Length ? band.Most : band.Below(bids[k + 1]).High);
            _upper.Add(win, Rest(b, win, integral.High), b);
            double found = Math.Max(foundBefore, band.UpTo(b).Low);
            _found.Add(found, Rest(b, found, integral.Low), b);
            (before, foundBefore) = (win, found);
        }
    }

    public override double[] Upper(double[] types) => _upper.Heights(types);

    public override (double[] Best, double[] Bids) Found(double[] types) => _found.HeightsAndBids(types);

    protected override double Lower(double type, Between bids, Between chance)
    {
        double margin = type - Stakes.Slope * bids.High;
        return (margin >= 0 ? margin * chance.Low : margin * chance.High)
            + (Stakes.Second == 0 ? 0 : Stakes.Second * Band.Integral(bids.Low).Low) - Stakes.Sure(bids.High);
    }

    /// <summary>With v - p and the chance both rising: what is won anyway gets dearer no faster than it gets worth
    /// more, and what is won in addition is worth its price.</summary>
    public override bool NeverFalls((double Type, double Bid) first, (double Type, double Bid) last) =>
        !Stakes.LosersPay && last.Bid >= first.Bid
        && Stakes.Pace * (last.Bid - first.Bid) <= last.Type - first.Type
        && first.Type >= Stakes.Slope * first.Bid && last.Type >= Stakes.Slope * last.Bid
        && Stakes.Sure(first.Bid) == Stakes.Sure(last.Bid);

    private double Rest(double bid, double win, double integral) =>
        -Stakes.Slope * bid * win + Stakes.Second * integral - (Stakes.LosersPay ? bid : 0) - Stakes.Options.EntryFee;
}
