using AgentMarkets.Core.Actors;

namespace AgentMarkets.Auctions.Fields;

/// <summary>The bidders of a run as its last state left them, one a seat.</summary>
internal sealed class RestoredBidders : IDisposable
{
    public RestoredBidders(AuctionGame game, SystemState end)
    {
        List = [.. game.Seats.Select(seat => new BidderBehavior(game, seat))];
        foreach (var bidder in List)
        {
            end.Behaviors.Single(state => state.Id == bidder.Id).Restore(bidder);
        }
    }

    public IReadOnlyList<BidderBehavior> List { get; }

    public void Dispose()
    {
        foreach (var bidder in List)
        {
            bidder.Dispose();
        }
    }
}
