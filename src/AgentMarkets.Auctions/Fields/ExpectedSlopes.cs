using AgentMarkets.Auctions.Smoothing;

namespace AgentMarkets.Auctions.Fields;

/// <summary>Who knows the expected slopes of a game without sampling.</summary>
internal static class ExpectedSlopes
{
    /// <summary>The exact slopes; nothing where nobody knows them, and a sample has to do.</summary>
    public static IExpectedSlopes? Of(AuctionGame game)
    {
        var rules = game.Rules;
        if (rules.Shape is not { Types: 1, Bids: 1 } || game.Seats.Any(seat => seat.IsShared)
            || !rules.Bidders.All(bidder => bidder.Strategy is ILineStrategy))
        {
            return null;
        }
        return game.Smoothing switch
        {
            OwnBid form when rules.Bidders.All(bidder => bidder.Strategy is ILineStrategy { IsLevel: false }) =>
                OwnBidLines.Of(rules, form.Strength),
            NoSmoothing => LevelBids.Of(rules),
            _ => null,
        };
    }
}
