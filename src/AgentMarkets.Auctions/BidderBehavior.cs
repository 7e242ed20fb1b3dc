using AgentMarkets.Auctions.Metrics;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions;

/// <summary>
/// Draws its types, bids, hears what the bids led to, and takes one learning step; asked for it, finds the best
/// response to the others. Its types, parameters and utility never leave it.
/// </summary>
internal sealed class BidderBehavior : IBehavior
{
    private readonly AuctionGame _game;
    private readonly Bidder _bidder;
    private readonly IBidFunction _bids;
    private readonly ILearning _learning;
    private readonly RowCounts _rows;
    private readonly StreamKey[] _keys;
    private readonly BestResponse _best;
    private readonly RunningMultiplier _average;
    private readonly Tensor _types;
    private readonly Tensor _submitted;
    private readonly Tensor _slope;
    private readonly Tensor _gradient;
    private readonly long[] _failedIn;
    private long _round;
    private long _finished;
    private Block? _block;
    private Block? _lastBlock;

    public BidderBehavior(AuctionGame game, Bidder bidder)
    {
        var (seeds, device) = (game.Setup.Seeds, game.Setup.Device);
        _game = game;
        _bidder = bidder;
        _bids = bidder.Strategy.Start(bidder, seeds, device);
        _learning = ((IGradientLearner)bidder.Learner).Start(seeds.Length, _bids.Parameters.shape[1], device);
        _rows = new RowCounts(game.Batch, device);
        _keys = StreamKey.Of(seeds, bidder.TypeSource, "types");
        _best = new BestResponse(game, bidder, _bids);
        _average = new RunningMultiplier(seeds.Length, game.Setup.Rounds);
        _types = zeros(seeds.Length, game.Rows, 1, dtype: float32, device: device);
        _submitted = zeros_like(_types);
        _slope = zeros_like(_types);
        _gradient = zeros_like(_bids.Parameters);
        _failedIn = new long[seeds.Length];
    }

    public ActorId Id => _bidder.Id;

    public void Receive(ActorId from, IMessage message, Outbox outbox)
    {
        switch (message)
        {
            case StartRound start when start.Round <= _round:
                break;
            case StartRound start:
                Bid(start.Round, outbox);
                break;
            case ClearingSignal signal when signal.Round <= _finished:
                break;
            case ClearingSignal signal when signal.Round == _round:
                Learn(signal, outbox);
                break;
            case StartCheck start when !start.Block.IsAfter(_lastBlock):
                break;
            case StartCheck start:
                _block = _lastBlock = start.Block;
                outbox.Send(AuctionGame.AuctioneerId, _best.Publish(start.Block));
                break;
            case OpposingBids law when law.Block == _block:
                _block = null;
                outbox.Send(AuctionGame.CoordinatorId, _best.Respond(law, _average, _failedIn));
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
        state.Rows("parameters", _bids.Parameters);
        state.Rows<long>("failed-in", _failedIn, _failedIn.Length);
        _learning.Save(state);
        _average.Save(state);
    }

    public void Load(StateReader state)
    {
        _round = _finished = state.Shared("round");
        _block = _lastBlock = null;
        state.Rows("parameters", _bids.Parameters);
        state.Rows<long>("failed-in", _failedIn);
        _learning.Load(state);
        _average.Load(state);
    }

    public void Dispose()
    {
        _bids.Dispose();
        _learning.Dispose();
        _rows.Dispose();
        foreach (var tensor in (Tensor[])[_types, _submitted, _slope, _gradient])
        {
            tensor.Dispose();
        }
    }

    private void Bid(long round, Outbox outbox)
    {
        _round = round;
        DrawTypes();
        _bids.Bid(_types, _submitted, _rows);
        outbox.Send(AuctionGame.AuctioneerId, new SubmitBids(round, _submitted));
    }

    private void DrawTypes()
    {
        if (_types.device_type == DeviceType.CPU)
        {
            _bidder.DrawTypes(_keys, _round, _types.AsSpan<float>());
            return;
        }
        // The same draws on every device: made here, then carried over.
        using var scope = NewDisposeScope();
        var onCpu = empty(_types.shape, dtype: float32);
        _bidder.DrawTypes(_keys, _round, onCpu.AsSpan<float>());
        _types.copy_(onCpu);
    }

    private void Learn(ClearingSignal signal, Outbox outbox)
    {
        _bidder.Utility.Slope(_types, signal, _slope);
        _bids.Gradient(_types, _slope, _rows, _gradient);
        _learning.Ascend(_bids.Parameters, _gradient);
        _finished = _round;
        _average.Add(_round, _bids);
        NoteFailures(outbox);
        outbox.Send(AuctionGame.CoordinatorId, new RoundDone(_round));
    }

    /// <summary>A parameter that is not finite ends its replica, and no other: rows never meet.</summary>
    private void NoteFailures(Outbox outbox)
    {
        using var onCpu = _bids.Parameters.device_type == DeviceType.CPU ? null : _bids.Parameters.cpu();
        var parameters = (onCpu ?? _bids.Parameters).AsSpan<float>();
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
