using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace ToyFamily;

//   market                  firm i
//      | Produce(t) ---------->|
//      |<------- Offer(t, q_i) |
//      | Cleared(t, P, P') --->|      when all quantities are in
//      |<---------- Learned(t) |      after one step of learning

public sealed record Produce(long Round) : IMessage;

/// <summary>q_i, [R].</summary>
public sealed record Offer(long Round, double[] Quantity) : IMessage;

/// <summary>P and dP/dQ, [R] each.</summary>
public sealed record Cleared(long Round, double[] Price, double[] Slope) : IMessage;

public sealed record Learned(long Round) : IMessage;

/// <summary>Adds up quantities in the order of the firms' ids, makes the price, and starts rounds.</summary>
public sealed class MarketBehavior(CournotGame game) : IBehavior
{
    private readonly SortedDictionary<ActorId, double[]> _offers = [];
    private readonly SortedSet<ActorId> _learned = [];
    private long _round;
    private long _target;
    private bool _playing;
    private double[][]? _last;

    public ActorId Id => CournotGame.MarketId;

    public void Receive(ActorId from, IMessage message, Outbox outbox)
    {
        switch (message)
        {
            case RunTo run:
                _target = run.Round;
                Start(outbox);
                break;
            case Offer offer when offer.Round == _round + 1 && _playing:
                if (_offers.TryAdd(from, offer.Quantity) && _offers.Count == game.Firms)
                {
                    Clear(outbox);
                }
                break;
            case Learned learned when learned.Round == _round + 1 && _playing:
                if (_learned.Add(from) && _learned.Count == game.Firms)
                {
                    _round++;
                    _playing = false;
                    outbox.Report(new RoundCompleted(_round));
                    Start(outbox);
                }
                break;
            case Offer or Learned:
                break;
            case Measure measure:
                Report(measure, outbox);
                break;
            default:
                throw new UnexpectedMessageException(Id, from, message, $"round={_round}, playing={_playing}");
        }
    }

    public IEnumerable<ActorId> WaitsFor() => _playing
        ? Enumerable.Range(1, game.Firms).Select(CournotGame.FirmId)
            .Except(_offers.Count < game.Firms ? _offers.Keys : _learned)
        : [];

    public void Save(StateWriter state)
    {
        state.Shared("round", _round);
        double[] last = [.. Enumerable.Range(0, game.Setup.Replicas)
            .SelectMany(r => Enumerable.Range(0, game.Firms).Select(i => _last?[i][r] ?? 0))];
        state.Rows<double>("last-offers", last, game.Setup.Replicas);
    }

    public void Load(StateReader state)
    {
        _round = state.Shared("round");
        var last = new double[game.Setup.Replicas * game.Firms];
        state.Rows<double>("last-offers", last);
        _last = [.. Enumerable.Range(0, game.Firms)
            .Select(i => Enumerable.Range(0, game.Setup.Replicas).Select(r => last[r * game.Firms + i]).ToArray())];
        _playing = false;
    }

    public void Dispose()
    {
    }

    private void Start(Outbox outbox)
    {
        if (_playing || _round >= _target)
        {
            return;
        }
        _playing = true;
        _offers.Clear();
        _learned.Clear();
        for (int i = 1; i <= game.Firms; i++)
        {
            outbox.Send(CournotGame.FirmId(i), new Produce(_round + 1));
        }
    }

    private void Clear(Outbox outbox)
    {
        _last = [.. _offers.Values];
        var (price, slope) = (new double[game.Setup.Replicas], new double[game.Setup.Replicas]);
        for (int r = 0; r < price.Length; r++)
        {
            (price[r], slope[r]) = game.Demand.At(_last.Sum(q => q[r]));
        }
        foreach (var firm in _offers.Keys)
        {
            outbox.Send(firm, new Cleared(_round + 1, price, slope));
        }
    }

    private void Report(Measure measure, Outbox outbox)
    {
        if (_last is null)
        {
            return;
        }
        var price = new double[game.Setup.Replicas, 1];
        var quantity = new double[game.Setup.Replicas, game.Firms];
        for (int r = 0; r < game.Setup.Replicas; r++)
        {
            price[r, 0] = game.Demand.At(_last.Sum(q => q[r])).Price;
            for (int i = 0; i < game.Firms; i++)
            {
                quantity[r, i] = _last[i][r];
            }
        }
        outbox.Report(new Measurement(_round, "price", price, measure.Final));
        outbox.Report(new Measurement(_round, "quantity", quantity, measure.Final));
    }
}

/// <summary>Makes a quantity, hears the price, and follows the slope of its own profit, P + P' q - c.</summary>
public sealed class FirmBehavior : IBehavior
{
    private readonly CournotGame _game;
    private readonly Tensor _quantity;
    private readonly Tensor _gradient;
    private readonly ILearning _learning;
    private long _round;
    private long _finished;

    public FirmBehavior(CournotGame game, ActorId id)
    {
        (_game, Id) = (game, id);
        int replicas = game.Setup.Replicas;
        _quantity = zeros(replicas, 1);
        _gradient = zeros(replicas, 1);
        _learning = game.Learner.Start(replicas, 1, game.Setup.Device);
        for (int r = 0; r < replicas; r++)
        {
            // Where a firm starts is the replica's own draw, whatever its place in the batch.
            var stream = new RandomStream(StreamKey.Of(game.Setup.Seeds[r], id, "start"), 0);
            stream.Uniform(_quantity.AsSpan<float>().Slice(r, 1));
        }
    }

    public ActorId Id { get; }

    public void Receive(ActorId from, IMessage message, Outbox outbox)
    {
        switch (message)
        {
            case Produce produce when produce.Round > _round:
                _round = produce.Round;
                double[] quantity = [.. _quantity.AsSpan<float>().ToArray().Select(q => (double)q)];
                outbox.Send(CournotGame.MarketId, new Offer(_round, quantity));
                break;
            case Cleared cleared when cleared.Round == _round && _finished < _round:
                Learn(cleared);
                outbox.Send(CournotGame.MarketId, new Learned(_round));
                break;
            case Produce or Cleared:
                break;
            default:
                throw new UnexpectedMessageException(Id, from, message, $"round={_round}, finished={_finished}");
        }
    }

    public IEnumerable<ActorId> WaitsFor() => _finished < _round ? [CournotGame.MarketId] : [];

    public void Save(StateWriter state)
    {
        state.Shared("round", _round);
        state.Rows("parameters", _quantity);
        _learning.Save(state);
    }

    public void Load(StateReader state)
    {
        _round = _finished = state.Shared("round");
        state.Rows("parameters", _quantity);
        _learning.Load(state);
    }

    public void Dispose()
    {
        _quantity.Dispose();
        _gradient.Dispose();
        _learning.Dispose();
    }

    private void Learn(Cleared cleared)
    {
        var q = _quantity.AsSpan<float>();
        var g = _gradient.AsSpan<float>();
        for (int r = 0; r < q.Length; r++)
        {
            g[r] = (float)(cleared.Price[r] + cleared.Slope[r] * q[r] - _game.Cost[r]);
        }
        _learning.Ascend(_quantity, _gradient);
        _finished = _round;
    }
}
