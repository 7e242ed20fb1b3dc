using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>The chance to win, as certain as what a bidder was told of the others allows.</summary>
internal static class Bands
{
    /// <param name="laws">The others', where they are known.</param>
    /// <param name="delta">The chance that a sample misleads; 0 where all games are the same.</param>
    public static IChanceBand Of(BayesianGame game, Bidder bidder, Opposed opposed, RivalLaws? laws, double delta)
    {
        if (laws is not null)
        {
            return Exact(game, bidder, laws);
        }
        double[] statistic = opposed.Statistic!;
        switch (game.Mechanism)
        {
            case Contest contest:
                return new ContestBand(contest, game.Bidders.Count, [.. statistic],
                    delta == 0 ? 0 : SampledBand.Distance(statistic.Length, delta));
            case PrizeContest contest:
                return new SampledPrizes(contest.Prizes, Math.Min(contest.Prizes.Count, game.Bidders.Count - 1),
                    statistic, delta);
            case Llg { IsCore: true } rule when bidder.Number < 3:
                return Core(rule.Payment, statistic, delta);
            case Llg:
                // A bid of 0 that wins: what there is to beat is below 0.
                return new SampledBand([.. Enumerable.Range(0, statistic.Length / 2).Select(s =>
                    statistic[2 * s] == 0 && statistic[2 * s + 1] == 1 ? -1 : statistic[2 * s])], delta, 0);
            case DoubleAuction:
                return new CoreBand(new SampledBand(Column(statistic, 3, 0), delta / 2, 0),
                    [(1, new SampledBand(Column(statistic, 3, 1), delta / 2, 0), false)]);
            case BilateralTrade:
                return new SampledBand([.. statistic], delta, 0);
            case MultiUnit rule:
                return new SampledBand(Column(statistic, UnitStatistic.Width(rule), rule.Units - 1), delta,
                    rule.Reserve);
            default:
                return new SampledBand(Column(statistic, 2, 0), delta, game.Mechanism.Reserve);
        }
    }

    private static IChanceBand Exact(BayesianGame game, Bidder bidder, RivalLaws laws) => game.Mechanism switch
    {
        PrizeContest contest => new ExactPrizes(contest.Prizes, new ExactRanks(contest.TieRule, bidder.Number,
            laws.Bids), laws.Breaks),
        BilateralTrade => new ExactBand(new IndependentBids(TieRule.Lowest, bidder.Number, laws.Bids), laws.Breaks,
            laws.ArePolynomials, 0),
        var rule => new ExactBand(new IndependentBids(((OneItem)rule).Options.Ties, bidder.Number, laws.Bids),
            laws.Breaks, laws.ArePolynomials, rule.Reserve),
    };

    /// <summary>Of a local bidder, from the other local's bid and the global bidder's; two laws, each with half of the
    /// chance to be missed.</summary>
    private static CoreBand Core(LlgPayment payment, double[] statistic, double delta)
    {
        SampledBand Law(Func<double, double, double> of, double floor = 0) => new([.. Enumerable
            .Range(0, statistic.Length / 2).Select(s => of(statistic[2 * s], statistic[2 * s + 1]))], delta / 2, floor);
        double lowest = -Column(statistic, 2, 0).Max();
        var threshold = Law((other, global) => global - other, Math.Min(0, lowest));
        return new CoreBand(threshold, payment switch
        {
            LlgPayment.NearestVcg => [(0.5, threshold, false), (0.5, Law((_, global) => global), false)],
            LlgPayment.NearestZero => [(1, Law((other, global) => Math.Max(global / 2, global - other)), false)],
            _ => [(0.5, threshold, true), (0.5, Law((other, global) => global + other), false)],
        });
    }

    private static double[] Column(double[] statistic, int width, int column)
    {
        var numbers = new double[statistic.Length / width];
        for (int s = 0; s < numbers.Length; s++)
        {
            numbers[s] = statistic[s * width + column];
        }
        return numbers;
    }
}
