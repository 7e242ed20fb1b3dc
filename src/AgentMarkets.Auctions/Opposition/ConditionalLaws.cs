using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors.Correlation;

namespace AgentMarkets.Auctions.Opposition;

/// <summary>What a correlated bidder faces given each of its types, without sampling: one item, bid functions that
/// never fall, and others that are independent given what all share.</summary>
internal static class ConditionalLaws
{
    // Within (h^2/8) U'' of the best of all bids: 5e-7 for values of order 1.
    private const int GridSize = 513;

    /// <summary>One a type; nothing where it takes a sample.</summary>
    /// <param name="strategies">Of all bidders in the order of their numbers, as tables.</param>
    public static IOpposition[]? Of(BayesianGame game, Bidder bidder, IReadOnlyList<Published> strategies,
        IReadOnlyList<double> types)
    {
        var nature = game.Nature;
        if (game.Mechanism is not OneItem { Price.Third: 0 } rule || !nature.IsMember(bidder)
            || (!nature.ValuesAreTypes && !bidder.Utility.IsQuasiLinear)
            || !game.Bidders.All(b => nature.IsContinuous(b) && strategies[b.Number - 1].Knots is { } knots
                && GivenBids.Ascends(knots)))
        {
            return null;
        }
        var rivals = Rivals(game, bidder, strategies);
        var found = new IOpposition[types.Count];
        for (int t = 0; t < found.Length; t++)
        {
            double place = nature.Correlation!.Marginal is not null ? types[t]
                : ICorrelation.Rank(bidder.Prior, bidder.Number, types[t], 0);
            if (nature.Correlation.Given(place, nature.Members.Count) is not { } law)
            {
                return null;
            }
            var bids = new ConditionalBids(rule.Options.Ties, law, rivals);
            found[t] = nature.ValuesAreTypes ? new ItemOpposition(rule, new ExactRivals(rule, bids, GridSize))
                : new ConditionalValueOpposition(rule, bids, GridSize);
        }
        return found;
    }

    /// <summary>The others, those that are alike together.</summary>
    private static List<GivenBids> Rivals(BayesianGame game, Bidder bidder, IReadOnlyList<Published> strategies)
    {
        var rivals = new List<GivenBids>();
        foreach (var other in game.Bidders.Where(b => b.Number != bidder.Number))
        {
            bool isMember = game.Nature.IsMember(other);
            var ranked = isMember && game.Nature.Correlation!.Marginal is not null ? null : other;
            var knots = strategies[other.Number - 1].Knots!;
            var like = rivals.Find(rival => rival.IsLike(knots, isMember, ranked));
            if (like is null)
            {
                rivals.Add(like = new GivenBids(knots, isMember, ranked, game.Nature.Support(other)));
            }
            like.Lower += other.Number < bidder.Number ? 1 : 0;
            like.Higher += other.Number > bidder.Number ? 1 : 0;
        }
        return rivals;
    }
}
