using AgentMarkets.Auctions.Utilities;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>Bounds for any utility that rises in the value and falls in the payment, where winners pay their own
/// bid.</summary>
/// <remarks>
/// For a bid in [b_k, b_(k+1)): U(v, b) is at most Q u(v, b_k) + (1 - Q) u(0, b_k), with the chance Q at its lower or
/// its upper end. U+ need not be convex, but it never falls: between two types it is at most that of the higher one.
/// </remarks>
internal sealed class UtilityBounds : ChanceBounds
{
    private readonly IUtility _utility;
    private readonly double[] _bids;
    private readonly Between[] _chance;
    private readonly double[] _above;
    private readonly double[] _lost;

    /// <inheritdoc cref="QuasiLinearBounds(IChanceBand, Stakes, double[])"/>
    public UtilityBounds(IChanceBand band, Stakes stakes, double[] bids, IUtility utility)
        : base(band, stakes)
    {
        (_utility, _bids) = (utility, bids);
        (_chance, _above) = (new Between[bids.Length], new double[bids.Length]);
        _lost = [.. bids.Select(bid => Lost(bid, stakes.Options.EntryFee))];
        for (int k = 0; k < bids.Length; k++)
        {
            // The first may be one that ties, or cannot win.
            double least = k == 0 ? 0 : band.Below(bids[k]).Low;
            _chance[k] = new Between(least, k + 1 == bids.Length ? 1 : band.Below(bids[k + 1]).High);
            _above[k] = band.UpTo(bids[k]).Low;
        }
    }

    public override bool IsConvex => false;

    public override double[] Upper(double[] types)
    {
        var best = new double[types.Length];
        for (int t = 0; t < types.Length; t++)
        {
            best[t] = _utility.Lost(0);
            for (int k = 0; k < _bids.Length; k++)
            {
                double won = Won(types[t], _bids[k]), lost = _lost[k];
                double win = won >= lost ? _chance[k].High : _chance[k].Low;
                best[t] = Math.Max(best[t], win * won + (1 - win) * lost);
            }
        }
        return best;
    }

    public override (double[] Best, double[] Bids) Found(double[] types)
    {
        var (best, bids) = (new double[types.Length], new double[types.Length]);
        for (int t = 0; t < types.Length; t++)
        {
            (best[t], bids[t]) = (_utility.Lost(0), 0);
            for (int k = 0; k < _bids.Length; k++)
            {
                double u = _above[k] * Won(types[t], _bids[k]) + (1 - _above[k]) * _lost[k];
                (best[t], bids[t]) = u > best[t] ? (u, _bids[k]) : (best[t], bids[t]);
            }
        }
        return (best, bids);
    }

    protected override double Lower(double type, Between bids, Between chance)
    {
        double fee = Fee(bids.High);
        double won = _utility.Won(type, Stakes.Own * bids.High + fee), lost = Lost(bids.High, fee);
        double win = won >= lost ? chance.Low : chance.High;
        return win * won + (1 - win) * lost;
    }

    private double Fee(double bid) => Stakes.Options.TakesPart(bid) ? Stakes.Options.EntryFee : 0;

    private double Won(double type, double bid) =>
        _utility.Won(type, Stakes.Own * bid + Stakes.Options.EntryFee);

    private double Lost(double bid, double fee) =>
        _utility.Lost((Stakes.LosersPay ? Math.Max(0, bid) : 0) + fee);
}
