using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What every bidder tells of its strategy so that the others can find best responses to it.</summary>
internal enum Publishing
{
    /// <summary>The law of its bids: knots of a piecewise-linear function, or how often each bid of a grid is
    /// made.</summary>
    Laws,

    /// <summary>Bids of fresh types.</summary>
    Bids,

    /// <summary>A fine table of its bid function: what the others see depends on the own type, so that everybody draws
    /// the others' types itself.</summary>
    Tables,
}

/// <summary>From what a bidder was told of the others to what it faces.</summary>
internal static class Opponents
{
    /// <summary>Whether the law of the others' bids follows from strategies that are laws of their own, without
    /// sampling: one item, prizes or a trade of two, and independent types; or mixtures, where the rule takes them.
    /// Where the third highest bid is paid, in prizes and in trades, only with utilities of which means say
    /// all.</summary>
    public static bool CanBeExact(BayesianGame game)
    {
        bool areTables = game.Bidders.All(b => b.Strategy is Strategies.ITableStrategy);
        return game.Nature.IsIndependent && ((game.Mechanism.TakesMixtures && areTables)
            || (TakesLaws(game)
                && game.Bidders.All(b => b.Prior.IsContinuous || b.Strategy is Strategies.ITableStrategy)));
    }

    private static bool TakesLaws(BayesianGame game) => game.Mechanism switch
    {
        OneItem { Price.Third: 0 } => true,
        OneItem { Price: { Own: 0, Second: 0 } } or PrizeContest or BilateralTrade =>
            game.Bidders.All(b => b.Utility.IsQuasiLinear),
        _ => false,
    };

    /// <summary>What bidders have to publish for a check.</summary>
    public static Publishing Publishes(BayesianGame game) => game.Nature.Correlation is not null ? Publishing.Tables
        : CanBeExact(game) && game.Bidders.All(b => b.Strategy.IsPiecewiseLinear) ? Publishing.Laws : Publishing.Bids;

    public static IOpposition Of(BayesianGame game, int bidder, Opposed opposed)
    {
        if (opposed.Rivals is not { } rivals)
        {
            return game.Mechanism.Against(bidder, game.Bidders.Count, opposed.Statistic!);
        }
        if (game.Mechanism.TakesMixtures)
        {
            return game.Mechanism.AgainstMixtures(bidder, [.. rivals.Select(rival => rival.Mixture!.Value)]);
        }
        var laws = RivalLaws(game, bidder, rivals);
        return game.Mechanism switch
        {
            PrizeContest contest => new RankOpposition(contest, new ExactRanks(contest.TieRule, bidder, laws)),
            BilateralTrade trade => new ExactTrade(bidder == 1, bidder == 1 ? trade.K : 1 - trade.K, laws[0].Law,
                laws[0].Law.Highest),
            OneItem { Price.Third: not 0 } rule => new ItemOpposition(rule, new ExactThird(rule, bidder, laws)),
            var rule => new ItemOpposition((OneItem)rule, new ExactRivals((OneItem)rule, bidder, laws)),
        };
    }

    /// <summary>The laws of all others' bids, in the order of their numbers.</summary>
    internal static (int Bidder, IBidLaw Law)[] RivalLaws(BayesianGame game, int bidder,
        IReadOnlyList<Published> rivals) => [.. game.Bidders.Where(other => other.Number != bidder)
            .Select(other => (other.Number, LawOf(other, rivals[other.Number - 1])))];

    internal static IBidLaw LawOf(Bidder bidder, Published strategy) => strategy switch
    {
        { Mixture: var (bids, weights) } => new MixedBids(bids, weights),
        { Knots: { } knots } => new PiecewiseLinearBids(knots, bidder.Prior, bidder.Number),
        _ => throw new ArgumentException("Bids were published where a law was wanted."),
    };
}
