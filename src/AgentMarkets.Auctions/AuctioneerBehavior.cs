using AgentMarkets.Auctions.Metrics;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Core.Actors;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions;

/// <summary>Collects the bids of a round, clears the smoothed market, and tells every bidder what its own bid led
/// to.</summary>
/// <remarks>It never sees a type or a utility, and it remembers nothing from one round to the next.</remarks>
internal sealed class AuctioneerBehavior : IBehavior
{
    private readonly AuctionGame _game;
    private readonly IClearing _clearing;
    private readonly Tensor[] _bids;
    private readonly Signal[] _signals;
    private readonly PublishStrategy[] _strategies;
    private readonly Roll _submitted;
    private readonly Roll _published;
    private long _round;
    private bool _gathering;
    private Block? _block;
    private Block? _lastBlock;

    public AuctioneerBehavior(AuctionGame game)
    {
        _game = game;
        int bidders = game.Bidders.Count;
        _clearing = game.Smoothing.Open(game.Mechanism, game.Setup.Replicas, game.Setup.Device);
        _bids = new Tensor[bidders];
        _signals = [.. Enumerable.Range(0, bidders).Select(_ =>
            new Signal(game.Setup.Replicas, game.Rows, game.Setup.Device))];
        _strategies = new PublishStrategy[bidders];
        _submitted = new Roll(bidders);
        _published = new Roll(bidders);
    }

    public ActorId Id => AuctionGame.AuctioneerId;

    public void Receive(ActorId from, IMessage message, Outbox outbox)
    {
        switch (message)
        {
            case SubmitBids bids when bids.Round <= _round:
                break;
            case SubmitBids bids:
                Gather(from.Number, bids, outbox);
                break;
            case StartCheck start when !start.Block.IsAfter(_block ?? _lastBlock):
                break;
            case StartCheck start:
                Expect(start.Block);
                break;
            case PublishStrategy strategy
                when strategy.Block != _block && !strategy.Block.IsAfter(_block ?? _lastBlock):
                break;
            case PublishStrategy strategy:
                Expect(strategy.Block);
                _strategies[from.Number - 1] = strategy;
                if (_published.Answer(from.Number))
                {
                    AnswerCheck(outbox);
                }
                break;
            default:
                throw new UnexpectedMessageException(Id, from, message, $"round={_round}, block={_block}");
        }
    }

    public IEnumerable<ActorId> WaitsFor()
    {
        var roll = _block is null ? _submitted : _published;
        return _gathering || _block is not null ? roll.Missing().Select(AuctionGame.BidderId) : [];
    }

    public void Save(StateWriter state) => state.Shared("round", _round);

    public void Load(StateReader state)
    {
        _round = state.Shared("round");
        _gathering = false;
        _block = _lastBlock = null;
    }

    public void Dispose()
    {
        _clearing.Dispose();
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
    }

    private void Gather(int bidder, SubmitBids bids, Outbox outbox)
    {
        if (!_gathering)
        {
            _gathering = true;
            _submitted.Clear();
        }
        _bids[bidder - 1] = bids.Bids;
        if (!_submitted.Answer(bidder))
        {
            return;
        }
        _gathering = false;
        _round = bids.Round;
        _clearing.Clear(_bids, _signals);
        for (int i = 0; i < _signals.Length; i++)
        {
            outbox.Send(AuctionGame.BidderId(i + 1), _signals[i].Of(_round));
        }
    }

    private void Expect(Block block)
    {
        if (_block != block)
        {
            _block = block;
            _published.Clear();
        }
    }

    private void AnswerCheck(Outbox outbox)
    {
        var block = _block!.Value;
        for (int i = 1; i <= _strategies.Length; i++)
        {
            outbox.Send(AuctionGame.BidderId(i), OpposingLaw.Publish(block, i, _strategies, _game.Mechanism));
        }
        _lastBlock = block;
        _block = null;
    }
}
