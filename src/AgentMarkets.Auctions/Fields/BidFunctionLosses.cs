using AgentMarkets.Auctions.Metrics;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Strategies;

namespace AgentMarkets.Auctions.Fields;

/// <summary>The utility loss of bid functions that are known as knots, in the exact auction and without
/// sampling.</summary>
internal static class BidFunctionLosses
{
    /// <summary>Mean over bidders of the loss ex ante.</summary>
    /// <param name="game">In which the law of the bids is known, and nobody shares a bid function.</param>
    /// <param name="functions">Of each seat; a row of points has a row of them for each member.</param>
    public static double Mean(AuctionGame game, IReadOnlyList<IBidFunction> functions, int row)
    {
        var bidders = game.Seats.Zip(functions).SelectMany(of => of.First.Members.Select((member, c) =>
            (Bidder: member, Bids: of.Second, Row: row * of.First.Members.Count + c))).ToArray();
        Published[] published = [.. bidders.Select(of => new Published(Knots: of.Bids.Knots(of.Row)))];
        return bidders.Average(of =>
        {
            var types = MeasuredTypes.Weighted(game.Rules, of.Bidder);
            var opposition = Opponents.Of(game.Rules, of.Bidder.Number, new Opposed(Rivals: published));
            var own = OwnBids.Of(of.Bids, of.Row, types, game.Rules.Shape.Bids);
            return new Assessment(game, of.Bidder, types, own).Summary([opposition])["utility-loss-ex-ante"];
        });
    }
}
