using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>Which bidders there are certificates for, and what theirs are made of.</summary>
internal static class Certifiable
{
    private const int MostTypes = 1 << 10;
    private const string WhyNoSeller =
        "what a seller gets is paid by others, and no sample says how much they may offer at most";

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
        bool isSampled = opposed.Rivals is null && !RivalsAreCertain(game, bidder);
        bool isLinear = bidder.Utility.IsQuasiLinear;
        var faced = Faced.Of(game, bidder, opposed, settings.Bids, isSampled ? settings.Delta : 0);
        var types = CertifiedTypes.Of(game.Nature, bidder, isLinear ? settings.Types
            : Math.Min(settings.Types, MostTypes), own.Breaks);
        double? mean = isLinear && opposed.Rivals is { } rivals && bids.Knots(row) is { } knots
            && bidder.Prior is Priors.Uniform && new RivalLaws(game, bidder, rivals) is { ArePolynomials: true } laws
            ? OwnMean.Of(knots, [.. laws.Breaks.Append(game.Mechanism.Reserve).Distinct().Order()], faced.Bounds)
            : null;
        return (new Certificate(faced.Bounds, faced.Estimate, own, types, mean), isSampled ? 1 - settings.Delta : 1);
    }

    private static string? WhyNoLaw(BayesianGame game, Bidder bidder)
    {
        string rule = Piece.NameOf(game.Mechanism);
        if (game.Shape is not { Types: 1, Bids: 1 } || (game.Shape.Outcomes > 1 && game.Mechanism is not PrizeContest))
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
            Contest or MultiUnit => null,
            PrizeContest { TieRule: TieRule.Nobody, Prizes.Count: > 1 } =>
                $"in {rule} with ties=nobody a higher bid that ties wins less than a lower one",
            PrizeContest => null,
            OneItem { Price: { Third: 1, Own: 0, Second: 0, LosersPay: false } } => null,
            OneItem { Price.Third: not 0 } =>
                $"{rule} pays by the third highest bid and by others, whose law is one of three numbers",
            OneItem item when !Stakes.Of(item).AreBounded => $"{rule} may ask less of a higher bid",
            OneItem => null,
            Llg { Payment: LlgPayment.Proportional } when bidder.Number < 3 =>
                $"what a local bidder pays in {rule} with payment=proportional is a share that depends on two bids",
            Llg => null,
            BilateralTrade when bidder.Number > 1 && Opponents.Publishes(game) != Publishing.Laws => WhyNoSeller,
            DoubleAuction trade when bidder.Number > trade.Buyers => WhyNoSeller,
            BilateralTrade or DoubleAuction => null,
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
        if (game.Mechanism is PrizeContest or BilateralTrade || Stakes.Of(game, bidder).Second != 0)
        {
            return $"with the utility {name} the mean {(game.Mechanism is PrizeContest ? "prize" : "price")} does not "
                + "say what a win is worth, and it depends on the others' bids";
        }
        double high = game.Nature.Support(bidder).High;
        return game.Mechanism is Contest && bidder.Utility.Won(high, high) > 0
            ? $"with the utility {name} no bid in a contest is surely too high" : null;
    }

    /// <summary>Whether all games are the same: the others' types are known, and they bid no lots.</summary>
    private static bool RivalsAreCertain(BayesianGame game, Bidder bidder) => game.Bidders
        .Where(other => other.Number != bidder.Number).All(other => other.Strategy is not ITableStrategy
            && game.Nature.Support(other) is var (low, high) && low == high);
}
