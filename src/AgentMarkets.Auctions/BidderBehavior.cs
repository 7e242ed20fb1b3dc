using AgentMarkets.Auctions.Fields;
using AgentMarkets.Auctions.Metrics;
using AgentMarkets.Auctions.Plays;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions;

/// <summary>
/// Draws its bidders' types, bids, hears what the bids led to, and takes one learning step; asked for it, finds the
/// best responses to the others. Types, parameters and utility never leave it.
/// </summary>
internal sealed class BidderBehavior : IBehavior
{
    private readonly AuctionGame _game;
    private readonly Seat _seat;
    private readonly IBidFunction _bids;
    private readonly Round _games;
    private readonly Play? _play;
    private readonly BestResponse[] _best;
    private readonly RunningMultiplier _average;
    private readonly Trail? _trail;
    private readonly ParameterAverages? _averages;
    private readonly long[] _failedIn;
    // Rows of the bid functions that a replica has: a cohort's one a member. Learners take each for a replica.
    private readonly int _rowsPerReplica;
    private long _round;
    private long _finished;
    private bool _isLast;
    private Block? _block;
    private Block? _lastBlock;

    /// <param name="isPutLater">Whether its state is loaded before it hears anything.</param>
    public BidderBehavior(AuctionGame game, Seat seat, bool isPutLater = false)
    {
        var seeds = game.Setup.Seeds;
        (_game, _seat) = (game, seat);
        _bids = DescendingBids.Of(game.Rules,
            seat.First.Strategy.Start(new Opening(game.Rules, seat, seeds, game.Setup.Device)
            {
                Precision = game.LearnsFromExpectations ? ScalarType.Float64 : ScalarType.Float32,
                IsPutLater = isPutLater,
            }));
        _games = new Round(game, seat, _bids);
        _play = game.Setup.Rounds > 0 ? Play.Of(game, _games) : null;
        _rowsPerReplica = _games.FunctionRows / seeds.Length;
        _average = new RunningMultiplier(_games.FunctionRows, game.Setup.Rounds);
        _averages = game.Setup.Rounds > 0 && seat.First.Learner is Averaged learner
            ? new ParameterAverages(_bids, [.. Enumerable.Range(0, _games.FunctionRows).Select(row =>
                learner.Decay[row / _rowsPerReplica])], game.Setup.Rounds) : null;
        _best = [.. seat.Members.Select((member, c) =>
            new BestResponse(game, member, _bids,
                new Rows(_rowsPerReplica, seat.IsShared ? 0 : c), _play?.Tables,
                game.AsksForAverages ? _averages : null))];
        _failedIn = new long[seeds.Length];
        _trail = game.Setup.Record.Contains("trajectories") ? new Trail(game, seat, _bids) : null;
    }

    public ActorId Id => _seat.Id;

    /// <summary>Where its bid functions stand and how its learner would go on: for whoever looks at a run that
    /// ended.</summary>
    internal (IBidFunction Bids, FrozenLearning? Frozen, bool IsLookingAhead) Standing =>
        (_bids, _play?.Freeze(_rowsPerReplica), _play?.IsLookingAhead ?? false);

    /// <summary>The same of a row of tables.</summary>
    internal FrozenWeights? Weights(int row) => _play?.Weights(_round + 1, row);

    public void Receive(ActorId from, IMessage message, Outbox outbox)
    {
        switch (message)
        {
            case StartRound start when start.Round <= _round:
                break;
            case StartRound start:
                (_round, _isLast) = (start.Round, start.IsLast);
                outbox.Send(AuctionGame.AuctioneerId, _play!.Bid(_round));
                break;
            case ClearingSignal or VariedOutcome or RoundLaw when message.Round <= _finished:
                break;
            case ClearingSignal or VariedOutcome or RoundLaw when message.Round == _round:
                Learn(message, outbox);
                break;
            case StartCheck start when !start.Block.IsAfter(_lastBlock):
                break;
            case StartCheck start:
                _block = _lastBlock = start.Block;
                outbox.Send(AuctionGame.AuctioneerId,
                    new PublishStrategy(start.Block, [.. _best.Select(best => best.Publish(start.Block))]));
                break;
            case OpposingBids law when law.Block == _block:
                _block = null;
                outbox.Send(AuctionGame.CoordinatorId, new BestResponded(law.Block, [.. _best.Select((best, c) =>
                    best.Respond(law.Block, law.Opposed[c], _average, _play?.SmoothedUtility,
                        _failedIn, _game.Asks("learning-step") ? _play?.Steps() : null))]));
                break;
            case OpposingBids:
                break;
            default:
                throw new UnexpectedMessageException(Id, from, message,
                    $"round={_round}, finished={_finished}, block={_block}");
        }
    }

    public IEnumerable<ActorId> WaitsFor() =>
        _finished < _round || _block is not null ? [AuctionGame.AuctioneerId] : [];

    public void Save(StateWriter state)
    {
        state.Shared("round", _round);
        var rows = state.Grouped(_rowsPerReplica);
        rows.Rows("parameters", _bids.Parameters);
        state.Rows<long>("failed-in", _failedIn, _failedIn.Length);
        _play?.Save(rows);
        _average.Save(rows);
        _averages?.Save(rows);
    }

    public void Load(StateReader state)
    {
        _round = _finished = state.Shared("round");
        _block = _lastBlock = null;
        state.Rows<long>("failed-in", _failedIn);
        var rows = state.Grouped(_rowsPerReplica);
        rows.Rows("parameters", _bids.Parameters);
        _play?.Load(rows);
        _average.Load(rows);
        _averages?.Load(rows);
    }

    public void Dispose()
    {
        _averages?.Dispose();
        _play?.Dispose();
        _games.Dispose();
        _bids.Dispose();
    }

    private void Learn(IMessage answer, Outbox outbox)
    {
        if (_isLast)
        {
            _play!.Judge(answer);
        }
        _play!.Learn(answer);
        _bids.Restrain();
        _finished = _round;
        _average.Add(_round, _bids);
        if (_trail is not null && !_play.IsLookingAhead)
        {
            _trail.Add(_bids);
        }
        if (_isLast)
        {
            _trail?.Report(_round, outbox);
        }
        _averages?.Add(_round);
        NoteFailures(outbox);
        outbox.Send(AuctionGame.CoordinatorId, new RoundDone(_round));
    }

    /// <summary>A parameter that is not finite ends its replica, and no other: rows never meet.</summary>
    private void NoteFailures(Outbox outbox)
    {
        var tensor = _bids.Parameters;
        // Tables are 64-bit: narrowed, what is finite stays so.
        var parameters = tensor.device_type == DeviceType.CPU && tensor.dtype == float32
            ? tensor.AsSpan<float>()
            : tensor.cpu().to(float32).AsSpan<float>();
        if (VectorMath.AreFinite(parameters))
        {
            return;
        }
        int count = parameters.Length / _failedIn.Length;
        for (int r = 0; r < _failedIn.Length; r++)
        {
            if (_failedIn[r] == 0 && !VectorMath.AreFinite(parameters.Slice(r * count, count)))
            {
                _failedIn[r] = _round;
                outbox.Report(new ReplicaFailed(_round, Id, r, "a parameter is no longer finite"));
            }
        }
    }
}
