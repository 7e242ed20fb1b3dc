using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Actors;

namespace AgentMarkets.Auctions.Fields;

/// <summary>What was looked at of a seat since it was last reported.</summary>
/// <remarks>It is reported whenever the games rest, so no state has to hold it.</remarks>
internal sealed class Trail(AuctionGame game, Seat seat, IBidFunction bids)
{
    private readonly Watched _watched = new(game.Rules, seat, bids);
    private readonly List<double[]> _rounds = [];

    public void Add(IBidFunction now)
    {
        var seen = new double[game.Setup.Replicas * _watched.Names.Count];
        _watched.Look(now, seen);
        _rounds.Add(seen);
    }

    public void Report(long round, Outbox outbox)
    {
        if (_watched.Names.Count > 0 && _rounds.Count > 0)
        {
            outbox.Report(new TrajectoryRows(round, seat.Id, _watched.Names, game.Setup.Replicas,
                [.. _rounds.SelectMany(values => values)]));
        }
        _rounds.Clear();
    }
}
