using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions;

/// <summary>Whether a rule, its bidders and what they want make a game, each refusal with the way out.</summary>
internal static class GameChecks
{
    public static void Check(AuctionSettings all, Bidder[] bidders, Problems problems)
    {
        CheckCount(all.Auction.Mechanism, bidders.Length, problems);
        CheckPriors(all.Auction.Mechanism, bidders, problems);
        CheckPrices(all.Auction.Mechanism, bidders, problems);
        CheckScarcity(all.Auction.Mechanism, bidders.Length, problems);
        CheckSigns(all, bidders, problems);
        foreach (var bidder in bidders.DistinctBy(b => b.Utility))
        {
            if (bidder.Utility.Refuses(all.Auction.Mechanism) is { } refused)
            {
                problems.Add(Seating.KeyOf(all, bidder, "utility"), Piece.NameOf(bidder.Utility), refused.Why,
                    refused.WayOut);
            }
        }
    }

    private static void CheckCount(IMechanism mechanism, int bidders, Problems problems)
    {
        var (rule, fewest) = (Piece.NameOf(mechanism), mechanism.FewestBidders);
        if (bidders < fewest || bidders > mechanism.MostBidders)
        {
            problems.Add(Seating.BiddersKey, $"{bidders}", mechanism.MostBidders is not { } most
                ? $"must be at least {fewest} for {rule}"
                : most == fewest ? $"must be {most} for {rule}" : $"must be {fewest} to {most} for {rule}",
                $"Write auction.bidders={Math.Max(fewest, Math.Min(bidders, mechanism.MostBidders ?? bidders))}, or "
                + "another mechanism.");
        }
    }

    private static void CheckPriors(IMechanism mechanism, Bidder[] bidders, Problems problems)
    {
        foreach (var bidder in bidders.Where(b => b.Prior.Bidders is { } count && count != bidders.Length).Take(1))
        {
            problems.Add("auction.prior", null,
                $"the file describes {bidder.Prior.Bidders} bidders, but the game has {bidders.Length}",
                $"Write auction.bidders={bidder.Prior.Bidders}, or use another file.");
        }
        if (bidders.Any(b => b.Prior.IsJoint) && mechanism.Shape(bidders.Length).Types is > 1 and var types)
        {
            problems.Add("auction.prior", null, "a file with one column a bidder has one number for a bidder, but in "
                + $"{Piece.NameOf(mechanism)} a type has {types}",
                "Use a file with the column value, or a rule with one value a bidder.");
        }
        if (bidders.Any(b => b.Prior.IsJoint) && bidders.Any(b => b.Prior != bidders[0].Prior))
        {
            problems.Add(Seating.BiddersKey, null,
                "a file with one column a bidder draws the types of all bidders at once, "
                + "so no block can have a prior of its own", "Leave out the priors of the blocks.");
        }
    }

    /// <summary>Where what it costs to win is never below what winning is worth, everybody stays out.</summary>
    private static void CheckPrices(IMechanism mechanism, Bidder[] bidders, Problems problems)
    {
        double reserve = mechanism.Reserve, fee = Options(mechanism)?.EntryFee ?? 0;
        if (reserve + fee == 0 || bidders.Any(b => b.Prior.Support(b.Number).High > reserve + fee))
        {
            return;
        }
        string top = $"{bidders.Max(b => b.Prior.Support(b.Number).High)}";
        string key = mechanism is Simultaneous ? "auction.mechanism.rule" : "auction.mechanism";
        if (fee == 0)
        {
            problems.Add($"{key}.reserve", $"{reserve}",
                $"must be below the highest value, which is {top}: at this price nothing is ever sold", "Lower it.");
        }
        else
        {
            problems.Add($"{key}.entry-fee", $"{fee}", (reserve > 0 ? $"with the reserve {reserve} " : "")
                + $"must be below the highest value, which is {top}: nobody ever takes part", "Lower it.");
        }
    }

    private static void CheckSigns(AuctionSettings all, Bidder[] bidders, Problems problems)
    {
        if (all.Auction.Mechanism.TakesNegativeBids)
        {
            return;
        }
        foreach (var bidder in bidders.DistinctBy(b => b.Prior).Where(b => b.Prior.Support(b.Number).Low < 0))
        {
            problems.Add($"{Seating.KeyOf(all, bidder, "prior")}.low", $"{bidder.Prior.Support(bidder.Number).Low}",
                $"must be at least 0: in {Piece.NameOf(all.Auction.Mechanism)} a type is what something is worth");
        }
    }

    private static void CheckScarcity(IMechanism mechanism, int bidders, Problems problems)
    {
        if (mechanism is MultiUnit { Reserve: 0 } rule && bidders * rule.Demand <= rule.Units)
        {
            problems.Add("auction.mechanism.units", $"{rule.Units}",
                $"are enough for all {bidders} bidders, who want {rule.Demand} each: there is nothing to bid for",
                $"Write at most units={(bidders * rule.Demand) - 1}, or more bidders, or a reserve.");
        }
    }

    private static ItemOptions? Options(IMechanism mechanism) => mechanism switch
    {
        OneItem rule => rule.Options,
        MultiUnit rule => rule.Options,
        Simultaneous items => Options(items.Rule),
        _ => null,
    };
}
