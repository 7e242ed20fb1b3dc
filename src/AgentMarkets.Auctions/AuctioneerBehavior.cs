using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions;

/// <summary>Collects the bids of a round, clears the market, and tells every actor what its own bids led to.</summary>
/// <remarks>It never sees a type or a utility, and it remembers nothing from one round to the next.</remarks>
internal sealed class AuctioneerBehavior : IBehavior
{
    private readonly AuctionGame _game;
    private readonly IClearing? _clearing;
    private readonly SubmitBids[] _submissions;
    private readonly Tensor[] _bids;
    private readonly Signal[] _signals;
    private readonly PublishStrategy[] _strategies;
    private readonly StreamKey[] _lots;
    private readonly Roll _submitted;
    private readonly Roll _published;
    private readonly List<VariedOutcome> _varied = [];
    private long _round;
    private bool _gathering;
    private Block? _block;
    private Block? _lastBlock;

    public AuctioneerBehavior(AuctionGame game)
    {
        _game = game;
        int seats = game.Seats.Count;
        // Not every rule has a smoothed market, and only followers of gradients ask for it.
        _clearing = game.Setup.Rounds > 0 && !game.LearnsFromExpectations
            && game.Seats.Any(seat => seat.First.Learner is IGradientLearner)
            ? game.Smoothing.Open(game.Rules.Mechanism, game.Setup.Replicas, game.Setup.Device) : null;
        _submissions = new SubmitBids[seats];
        _bids = new Tensor[seats];
        _signals = _clearing is null ? [] : [.. game.Seats.Select(seat => new Signal(game.Setup.Replicas,
            seat.Members.Count, game.Rows, game.Rules.Shape, game.Setup.Device))];
        _strategies = new PublishStrategy[seats];
        _lots = StreamKey.Of(game.Setup.Seeds, Id, "lots");
        _submitted = new Roll(seats);
        _published = new Roll(seats);
    }

    public ActorId Id => AuctionGame.AuctioneerId;

    public void Receive(ActorId from, IMessage message, Outbox outbox)
    {
        switch (message)
        {
            case SubmitBids bids when bids.Round <= _round:
                break;
            case SubmitBids bids:
                Gather(_game.SeatOf(from), bids, outbox);
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
                _strategies[_game.SeatOf(from)] = strategy;
                if (_published.Answer(_game.SeatOf(from) + 1))
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
        return _gathering || _block is not null ? roll.Missing().Select(k => _game.Seats[k - 1].Id) : [];
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
        ForgetVaried();
        _clearing?.Dispose();
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
    }

    private void Gather(int seat, SubmitBids bids, Outbox outbox)
    {
        if (!_gathering)
        {
            _gathering = true;
            _submitted.Clear();
        }
        _submissions[seat] = bids;
        if (!_submitted.Answer(seat + 1))
        {
            return;
        }
        _gathering = false;
        _round = bids.Round;
        Answer(outbox);
    }

    /// <summary>Answers every actor's question from the same bids.</summary>
    private void Answer(Outbox outbox)
    {
        bool slopes = false;
        for (int k = 0; k < _submissions.Length; k++)
        {
            _bids[k] = _submissions[k].Bids;
            slopes |= _submissions[k].Question == Question.Slopes;
        }
        if (slopes)
        {
            _clearing!.Clear(_bids, _signals);
        }
        ForgetVaried();
        // What one actor's question needs serves all that ask it; who asks for slopes alone pays for nothing else.
        (Tensor Bids, Tensor? Lots)? trial = null;
        Laws? laws = null;
        for (int k = 0; k < _submissions.Length; k++)
        {
            outbox.Send(_game.Seats[k].Id, _submissions[k].Question switch
            {
                Question.Slopes => new ClearingSignal(_round, _signals[k].Market),
                Question.Variants => Vary(k, trial ??= (BidsOfAll(), DrawLots())),
                Question.Strategies => new RoundLaw(_round, StrategiesOfAll(_game.Seats[k])),
                _ => new RoundLaw(_round, (laws ??= new Laws(_game, _submissions)).Against(_game.Seats[k])),
            });
        }
    }

    /// <summary>[C][R].</summary>
    private Opposed[][] StrategiesOfAll(Seat seat)
    {
        Published[][] all = [.. _submissions.SelectMany(bids => bids.Strategies!)];
        Opposed[] opposed = [.. Enumerable.Range(0, _game.Setup.Replicas).Select(r =>
            new Opposed(Rivals: [.. all.Select(bidder => bidder[r])]))];
        return [.. seat.Members.Select(_ => opposed)];
    }

    /// <summary>[R, B, N, A].</summary>
    private Tensor BidsOfAll() => cat(_bids, 1).transpose(1, 2);

    private Tensor? DrawLots()
    {
        if (!_game.Rules.Mechanism.DrawsLots)
        {
            return null;
        }
        var lots = zeros(_lots.Length, _game.Rows, _game.Bidders.Count, dtype: float32);
        int each = _game.Rows * _game.Bidders.Count;
        for (int r = 0; r < _lots.Length; r++)
        {
            new RandomStream(_lots[r], _round).Uniform(lots.AsSpan<float>().Slice(r * each, each));
        }
        return lots.to(_game.Setup.Device);
    }

    private VariedOutcome Vary(int seat, (Tensor Bids, Tensor? Lots) trial)
    {
        using var guard = no_grad();
        var variants = _submissions[seat].Variants!;
        var outcomes = _game.Seats[seat].Members.Select((member, c) =>
            _game.Rules.Mechanism.Vary(member.Number, trial.Bids, variants.select(1, c), trial.Lots)).ToArray();
        // One bidder's answer needs no copy: its payments may be the bids themselves.
        Tensor Together(Func<Outcome, Tensor> of) => outcomes.Length == 1
            ? of(outcomes[0]).unsqueeze(1).DetachFromDisposeScope()
            : stack([.. outcomes.Select(of)], 1).DetachFromDisposeScope();
        var varied = new VariedOutcome(_round, new Outcome(Together(o => o.Win), Together(o => o.Payment),
            outcomes[0].Loss is null ? null : Together(o => o.Loss!)));
        _varied.Add(varied);
        return varied;
    }

    /// <summary>What was answered lives until the next round is.</summary>
    private void ForgetVaried()
    {
        _varied.ForEach(varied => varied.Release());
        _varied.Clear();
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
        var published = _strategies.SelectMany(seat => seat.Strategies).ToArray();
        var laws = new Laws(_game.Rules, published);
        foreach (var seat in _game.Seats)
        {
            outbox.Send(seat.Id, new OpposingBids(block, laws.Against(seat)));
        }
        _lastBlock = block;
        _block = null;
    }
}
