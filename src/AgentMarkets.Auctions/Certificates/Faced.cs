using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>What a bidder's payoffs are bounded by, made of what it was told of the others.</summary>
/// <param name="Bounds">What is certain.</param>
/// <param name="Estimate">The same as if the law was certain; the same object where it is.</param>
internal sealed record Faced(PayoffBounds Bounds, PayoffBounds Estimate)
{
    private const int MostBids = 1 << 11;

    /// <param name="cells">Cells of bids.</param>
    /// <param name="delta">The chance that a sample misleads; 0 where all games are the same.</param>
    public static Faced Of(BayesianGame game, Bidder bidder, Opposed opposed, int cells, double delta)
    {
        var laws = opposed.Rivals is { } rivals ? new RivalLaws(game, bidder, rivals) : null;
        switch (game.Mechanism)
        {
            case OneItem { Price.Third: not 0 } rule:
                IPairBand pairs = laws is not null
                    ? new ExactPairs(rule, bidder.Number, laws.Bids, laws.Breaks, laws.ArePolynomials, cells)
                    : new SampledPairs(rule, opposed.Statistic!, delta, cells);
                double[] between = pairs.Cells;
                return From(new ThirdPriceBounds(pairs, rule.Options, between), laws is not null || delta == 0 ? null
                    : () => new ThirdPriceBounds(pairs.Estimate, rule.Options, between));
            case BilateralTrade rule when bidder.Number > 1:
                double top = laws!.Highest;
                var offers = new ExactBand(new IndependentBids(TieRule.Lowest, 1,
                    [(2, new MirroredLaw(laws.Bids[0].Law, top))]), laws.Breaks.Select(b => top - b),
                    laws.ArePolynomials, 0);
                return From(new MirroredBounds(Plain(game, bidder, offers, top - game.Nature.Support(bidder).Low,
                    cells)(offers), top), null);
            default:
                var band = Bands.Of(game, bidder, opposed, laws, delta);
                var made = Plain(game, bidder, band, game.Nature.Support(bidder).High, cells);
                return From(made(band), laws is not null || delta == 0 ? null : () => made(band.Estimate));
        }
    }

    private static Faced From(PayoffBounds bounds, Func<PayoffBounds>? estimate) =>
        new(bounds, estimate?.Invoke() ?? bounds);

    /// <param name="worth">What a win is worth at most.</param>
    private static Func<IChanceBand, PayoffBounds> Plain(BayesianGame game, Bidder bidder, IChanceBand band,
        double worth, int cells)
    {
        var stakes = Stakes.Of(game, bidder);
        double low = Math.Max(0, stakes.Options.Reserve);
        if (game.Mechanism is PrizeContest { Types: ContestTypes.Cost })
        {
            double least = game.Nature.Support(bidder).Low;
            double most = least > 0 ? Math.Min(band.Enough, band.Most / least) : band.Enough;
            double[] costly = band.Cells(low, most, cells);
            return of => new CostBounds(of, stakes.Options, costly);
        }
        bool isLinear = bidder.Utility.IsQuasiLinear;
        double[] bids = band.Cells(low, isLinear ? stakes.Top(band, worth)
            : double.IsFinite(band.Enough) ? band.Enough : worth, isLinear ? cells : Math.Min(cells, MostBids));
        return of => isLinear ? new QuasiLinearBounds(of, stakes, bids)
            : new UtilityBounds(of, stakes, bids, bidder.Utility);
    }
}
