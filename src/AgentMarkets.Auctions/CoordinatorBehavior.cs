using AgentMarkets.Auctions.Metrics;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions;

/// <summary>Starts rounds and best-response checks, waits until everybody is done, and gathers what was
/// measured.</summary>
/// <remarks>It decides nothing: neither a bid nor a price passes through it.</remarks>
internal sealed class CoordinatorBehavior(AuctionGame game) : IBehavior
{
    // Enough memory for a few sorted samples at a time, whatever the number of replicas.
    private const int NumbersPerBlock = 1 << 21;

    private readonly Roll _done = new(game.Seats.Count);
    private readonly Roll _checked = new(game.Seats.Count);
    private readonly Measured _measured = new(game);
    private long _round;
    private long _target;
    private bool _playing;
    private Block? _block;
    private (long Round, bool Final)? _lastMeasured;

    public ActorId Id => AuctionGame.CoordinatorId;

    public void Receive(ActorId from, IMessage message, Outbox outbox)
    {
        switch (message)
        {
            case RunTo run:
                _target = run.Round;
                if (!_playing)
                {
                    StartNextRound(outbox);
                }
                break;
            case RoundDone done when done.Round == _round + 1 && _playing:
                if (_done.Answer(game.SeatOf(from) + 1))
                {
                    _round++;
                    _playing = false;
                    outbox.Report(new RoundCompleted(_round));
                    StartNextRound(outbox);
                }
                break;
            case RoundDone:
                break;
            case Measure measure when measure.Round < _round || (measure.Round, measure.Final) == _lastMeasured:
                break;
            case Measure measure when !_playing && _block is null:
                _lastMeasured = (measure.Round, measure.Final);
                StartBlock(new Block(_round, measure.Final, 0, 0, game.SamplesOf(measure.Final)), outbox);
                break;
            case BestResponded found when found.Block == _block:
                _measured.Add(game.Seats[game.SeatOf(from)], found);
                if (_checked.Answer(game.SeatOf(from) + 1))
                {
                    StartBlock(found.Block, outbox);
                }
                break;
            case BestResponded:
                break;
            default:
                throw new UnexpectedMessageException(Id, from, message,
                    $"round={_round}, playing={_playing}, block={_block}");
        }
    }

    public IEnumerable<ActorId> WaitsFor()
    {
        var roll = _playing ? _done : _checked;
        return _playing || _block is not null ? roll.Missing().Select(k => game.Seats[k - 1].Id) : [];
    }

    public void Save(StateWriter state) => state.Shared("round", _round);

    public void Load(StateReader state)
    {
        _round = state.Shared("round");
        _playing = false;
        _block = null;
        _lastMeasured = null;
    }

    public void Dispose()
    {
    }

    private void StartNextRound(Outbox outbox)
    {
        if (_round >= _target)
        {
            return;
        }
        _playing = true;
        _done.Clear();
        var start = new StartRound(_round + 1, IsLast: _round + 1 == _target);
        foreach (var seat in game.Seats)
        {
            outbox.Send(seat.Id, start);
        }
    }

    /// <summary>Goes on to the block of replicas behind <paramref name="last"/>, or reports when there is
    /// none.</summary>
    private void StartBlock(Block last, Outbox outbox)
    {
        int first = last.First + last.Count;
        if (first == game.Setup.Replicas)
        {
            _block = null;
            _measured.Report(last, outbox);
            return;
        }
        int count = Math.Clamp(NumbersPerBlock / last.Samples, 1, game.Setup.Replicas - first);
        _block = last with { First = first, Count = count };
        _checked.Clear();
        var start = new StartCheck(_block.Value);
        outbox.Send(AuctionGame.AuctioneerId, start);
        foreach (var seat in game.Seats)
        {
            outbox.Send(seat.Id, start);
        }
    }
}
