using AgentMarkets.Core.Actors;
using AgentMarkets.Fisher.Metrics;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers;

namespace AgentMarkets.Fisher;

/// <summary>Owns some blocks of buyers, and in learned methods the network that buys for them; answers with sums over
/// them.</summary>
/// <remarks>Which buyers it owns follows from its number, so that a restarted shard makes them anew.</remarks>
internal sealed class BuyerShardBehavior : IBehavior
{
    private readonly int _number;
    private readonly Buyers[] _buyers;
    private readonly IBuying[] _buying;
    private readonly Measuring[] _measuring;
    private long _round;
    private Moment _last = Moment.Never;

    /// <param name="number">From 1.</param>
    public BuyerShardBehavior(FisherGame game, int number)
    {
        _number = number;
        var markets = game.Markets;
        var (first, count) = BlockTree.BlocksOf(markets[0].Market.BuyerCount, number, game.Shards);
        _buyers = new Buyers[markets.Count];
        _buying = new IBuying[markets.Count];
        _measuring = new Measuring[markets.Count];
        for (int r = 0; r < markets.Count; r++)
        {
            _buyers[r] = TensorBuyers.On(markets[r].Device, markets[r].Market.Open(first, count));
            var place = new Shard(number, (double)_buyers[r].Count / markets[r].Market.BuyerCount);
            _buying[r] = game.Solver.Buy(markets[r], place, _buyers[r]);
            _measuring[r] = new Measuring(markets[r], _buyers[r], _buying[r]);
        }
    }

    public ActorId Id => FisherGame.ShardId(_number);

    public void Receive(ActorId from, IMessage message, Outbox outbox)
    {
        switch (message)
        {
            case Signal signal when !signal.Moment.IsAfter(_last):
                break;
            case Signal signal:
                _last = signal.Moment;
                _round = signal.Moment.Phase == Phase.Solve ? signal.Round : _round;
                outbox.Send(FisherGame.MarketId, new Demand(signal.Moment,
                    [.. signal.Questions.Select((question, r) => Answer(signal.Moment.Phase, r, question))]));
                break;
            default:
                throw new UnexpectedMessageException(Id, from, message, $"last={_last}");
        }
    }

    public IEnumerable<ActorId> WaitsFor() => [];

    public void Save(StateWriter state)
    {
        state.Shared("round", _round);
        for (int r = 0; r < _buying.Length; r++)
        {
            foreach (var (name, bytes) in _buying[r].Save())
            {
                state.Own<byte>(name, bytes, r);
            }
        }
    }

    public void Load(StateReader state)
    {
        _round = state.Shared("round");
        _last = _round == 0 ? Moment.Never : new Moment(_round, Phase.Solve, 0);
        for (int r = 0; r < _buying.Length; r++)
        {
            _buying[r].Load([.. _buying[r].Save().Select(entry => (entry.Name, state.Own<byte>(entry.Name, r)))]);
        }
    }

    public void Dispose()
    {
        Array.ForEach(_buying, buying => buying.Dispose());
        Array.ForEach(_buyers, buyers => buyers.Dispose());
    }

    private Answer? Answer(Phase phase, int replica, Question? question) => question is null ? null
        : phase switch
        {
            Phase.Solve => _buying[replica].Answer(question),
            _ => _measuring[replica].Answer(question),
        };
}
