using AgentMarkets.Auctions.Smoothing;

namespace AgentMarkets.Auctions.Fields;

/// <summary>Who knows the expected slopes of a game without sampling.</summary>
internal static class ExpectedSlopes
{
    /// <summary>The exact slopes of all replicas, those of a kind together.</summary>
    public static IReadOnlyList<(IExpectedSlopes Slopes, int[] Replicas)> OfAll(AuctionGame game) =>
    [
        .. Enumerable.Range(0, game.Setup.Replicas)
            .GroupBy(replica => game.Smoothing is OwnBid form ? form.StrengthOf(replica) : 0)
            .Select(alike => (Of(game, alike.First())!, alike.ToArray())),
    ];

    /// <summary>The exact slopes in a replica; nothing where nobody knows them, and a sample has to do.</summary>
    public static IExpectedSlopes? Of(AuctionGame game, int replica = 0) =>
        Of(game.Rules, game.Seats, game.Smoothing, replica);

    /// <inheritdoc cref="Of(AuctionGame, int)"/>
    public static IExpectedSlopes? Of(
        BayesianGame rules, IReadOnlyList<Seat> seats, ISmoothing smoothing, int replica = 0)
    {
        if (rules.Shape is not { Types: 1, Bids: 1 } || seats.Any(seat => seat.IsShared)
            || !rules.Bidders.All(bidder => bidder.Strategy is ILineStrategy))
        {
            return null;
        }
        return smoothing switch
        {
            OwnBid form when rules.Bidders.All(bidder => bidder.Strategy is ILineStrategy { IsLevel: false }) =>
                OwnBidLines.Of(rules, form.StrengthOf(replica)),
            NoSmoothing => LevelBids.Of(rules),
            _ => null,
        };
    }
}
