using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>Which bidders there are certificates for, and what theirs are made of.</summary>
internal static class Certifiable
{
    private const int MostTypes = 1 << 10, MostBids = 1 << 11;

    // Gauss and Legendre's rules here are exact up to degree 15, and a rival adds one degree.
    private const int MostRivals = 15;

    /// <summary>Why there is no certificate for some bidders, and what there is instead; nothing where everybody has
    /// one.</summary>
    public static string? WhyNot(BayesianGame game)
    {
        var refused = game.Bidders.GroupBy(bidder => WhyNot(game, bidder)).Where(group => group.Key is not null)
            .Select(group => (group.Count() == game.Bidders.Count ? "" : "of bidder "
                + string.Join(", ", group.Select(b => b.Number)) + ": ") + group.Key).ToArray();
        return refused.Length == 0 ? null
            : string.Join("; ", refused) + "; utility-loss estimates what a certificate would bound";
    }

    private static string? WhyNot(BayesianGame game, Bidder bidder) => WhyNoLaw(game, bidder)
        ?? WhyNoUtility(game, bidder)
        ?? (bidder.Strategy is ITableStrategy or Mlp || bidder.Strategy.IsPiecewiseLinear ? null
            : $"of the strategy {Piece.NameOf(bidder.Strategy)} nobody knows what it bids between two types");

    /// <summary>The certificate of one bidder in one replica; nothing where there is none.</summary>
    /// <param name="opposed">What the bidder was told of the others.</param>
    public static (Certificate Certificate, double Confidence)? Of(BayesianGame game, Bidder bidder, Opposed opposed,
        IBidFunction bids, int row, CertificateSettings settings)
    {
        if (WhyNot(game, bidder) is not null || OwnBidFunction.Of(bids, row, bidder) is not { } own)
        {
            return null;
        }
        var stakes = StakesOf(game, bidder);
        bool isSampled = opposed.Rivals is null && !RivalsAreCertain(game, bidder);
        var band = BandOf(game, bidder, opposed, isSampled ? settings.Delta : 0);
        bool isLinear = bidder.Utility.IsQuasiLinear;
        var types = CertifiedTypes.Of(game.Nature, bidder, isLinear ? settings.Types
            : Math.Min(settings.Types, MostTypes), own.Breaks);
        double top = Top(game, bidder, stakes, band);
        double[] cells = band.Cells(Math.Max(0, stakes.Options.Reserve), top,
            isLinear ? settings.Bids : Math.Min(settings.Bids, MostBids));
        var bounds = Bounds(band);
        double? mean = isLinear && opposed.Rivals is { } rivals && bids.Knots(row) is { } knots
            && bidder.Prior is Priors.Uniform && IsPolynomial(game, bidder, rivals)
            ? OwnMean.Of(knots, [.. Breaks(rivals, bidder).Append(stakes.Options.Reserve).Distinct().Order()], bounds)
            : null;
        return (new Certificate(bounds, isSampled ? Bounds(band.Estimate) : bounds, own, types, mean),
            isSampled ? 1 - settings.Delta : 1);

        PayoffBounds Bounds(IChanceBand of) => isLinear ? new QuasiLinearBounds(of, stakes, cells)
            : new UtilityBounds(of, stakes, cells, bidder.Utility);
    }

    private static string? WhyNoLaw(BayesianGame game, Bidder bidder)
    {
        string rule = Piece.NameOf(game.Mechanism);
        if (game.Shape is not { Types: 1, Bids: 1, Outcomes: 1 })
        {
            return $"in {rule} a type, a bid or an outcome has several numbers, and the bound is over one of each";
        }
        if (game.Nature.Correlation is not null || bidder.Prior.IsJoint)
        {
            return "types are correlated, so that every type meets a law of its own and nothing bounds what types "
                + "between two others could get";
        }
        return game.Mechanism switch
        {
            Contest => null,
            OneItem { Price.Third: not 0 } =>
                $"{rule} pays by the third highest bid, whose law is one of two numbers",
            OneItem item when !Stakes.Of(item).AreBounded => $"{rule} may ask less of a higher bid",
            OneItem => null,
            Llg { IsCore: true } when bidder.Number < 3 =>
                $"what a local bidder pays in {rule} with this payment depends on two bids, not on one number",
            Llg => null,
            _ => $"{rule} says of no single number of the others' bids that it decides how a bid fares",
        };
    }

    private static string? WhyNoUtility(BayesianGame game, Bidder bidder)
    {
        if (bidder.Utility.IsQuasiLinear)
        {
            return null;
        }
        string name = Piece.NameOf(bidder.Utility);
        if (StakesOf(game, bidder).Second != 0)
        {
            return $"with the utility {name} the mean price does not say what a win is worth, and the price depends on "
                + "the others' bids";
        }
        double high = game.Nature.Support(bidder).High;
        return game.Mechanism is Contest && bidder.Utility.Won(high, high) > 0
            ? $"with the utility {name} no bid in a contest is surely too high" : null;
    }

    private static Stakes StakesOf(BayesianGame game, Bidder bidder) => game.Mechanism switch
    {
        OneItem rule => Stakes.Of(rule),
        Llg { Payment: LlgPayment.FirstPrice } => new Stakes(1, 0, false, new ItemOptions { ZeroWins = true }),
        Llg => new Stakes(0, 1, false, new ItemOptions { ZeroWins = true }),
        _ => Stakes.Contest,
    };

    /// <summary>No bid above it is better than all up to it.</summary>
    private static double Top(BayesianGame game, Bidder bidder, Stakes stakes, IChanceBand band)
    {
        double worth = game.Nature.Support(bidder).High;
        if (!bidder.Utility.IsQuasiLinear)
        {
            return double.IsFinite(band.Enough) ? band.Enough : worth;
        }
        return stakes.LosersPay ? stakes.Second == 0 ? Math.Min(band.Enough, worth) : band.Enough
            : stakes.Slope > 0 ? Math.Min(band.Enough, worth / stakes.Slope) : band.Enough;
    }

    /// <summary>Whether all games are the same: the others' types are known, and they bid no lots.</summary>
    private static bool RivalsAreCertain(BayesianGame game, Bidder bidder) => game.Bidders
        .Where(other => other.Number != bidder.Number).All(other => other.Strategy is not ITableStrategy
            && game.Nature.Support(other) is var (low, high) && low == high);

    private static IChanceBand BandOf(BayesianGame game, Bidder bidder, Opposed opposed, double delta)
    {
        if (opposed.Rivals is { } rivals)
        {
            var rule = (OneItem)game.Mechanism;
            var laws = game.Bidders.Where(other => other.Number != bidder.Number)
                .Select(other => (other.Number, Opponents.LawOf(other, rivals[other.Number - 1]))).ToArray();
            return new ExactBand(new IndependentBids(rule.Options.Ties, bidder.Number, laws), Breaks(rivals, bidder),
                IsPolynomial(game, bidder, rivals), rule.Reserve);
        }
        double[] statistic = opposed.Statistic!;
        if (game.Mechanism is Contest contest)
        {
            return new ContestBand(contest, game.Bidders.Count, [.. statistic],
                delta == 0 ? 0 : SampledBand.Distance(statistic.Length, delta));
        }
        var bids = new double[statistic.Length / 2];
        for (int s = 0; s < bids.Length; s++)
        {
            // Of the package auction, a bid of 0 that wins: what there is to beat is below 0.
            bids[s] = game.Mechanism is Llg && statistic[2 * s] == 0 && statistic[2 * s + 1] == 1 ? -1
                : statistic[2 * s];
        }
        return new SampledBand(bids, delta, game.Mechanism.Reserve);
    }

    private static bool IsPolynomial(BayesianGame game, Bidder bidder, IReadOnlyList<Published> rivals) =>
        game.Bidders.Count - 1 <= MostRivals && game.Bidders.Where(other => other.Number != bidder.Number)
            .All(other => rivals[other.Number - 1].Mixture is not null || other.Prior is Priors.Uniform);

    private static IEnumerable<double> Breaks(IReadOnlyList<Published> rivals, Bidder bidder) =>
        rivals.Where((_, at) => at != bidder.Number - 1).SelectMany(rival => rival.Knots is { } knots
            ? Enumerable.Range(0, knots.GetLength(0)).Select(k => knots[k, 1]) : rival.Mixture!.Value.Bids);
}
