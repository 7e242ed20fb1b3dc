using AgentMarkets.Core.Actors;
using AgentMarkets.Fisher.Solvers;

namespace AgentMarkets.Fisher;

/// <summary>Turns the coordinator's question into a signal to all shards, and their answers into aggregate demand, in
/// an order that neither the number of shards nor their speed changes.</summary>
internal sealed class MarketBehavior : IBehavior
{
    private readonly int _shards;
    private readonly IClearing[] _clearing;
    private readonly IReadOnlyList<Answer?>?[] _answers;
    private Moment _moment = Moment.Never;
    private long _round;
    private int _missing;

    public MarketBehavior(FisherGame game)
    {
        _shards = game.Shards;
        _clearing = [.. game.Markets.Select(game.Solver.Clear)];
        _answers = new IReadOnlyList<Answer?>?[_shards];
    }

    public ActorId Id => FisherGame.MarketId;

    public void Receive(ActorId from, IMessage message, Outbox outbox)
    {
        switch (message)
        {
            case Ask ask when !ask.Moment.IsAfter(_moment):
                break;
            case Ask ask:
                Signal(ask, outbox);
                break;
            // Once all are in, answers are forgotten, and a second copy of one is not the first of the next.
            case Demand demand when _missing == 0 || demand.Moment != _moment || _answers[from.Number - 1] is not null:
                break;
            case Demand demand:
                _answers[from.Number - 1] = demand.Answers;
                if (--_missing == 0)
                {
                    Clear(outbox);
                }
                break;
            default:
                throw new UnexpectedMessageException(Id, from, message, $"moment={_moment}, missing={_missing}");
        }
    }

    public IEnumerable<ActorId> WaitsFor() => _missing == 0 ? []
        : Enumerable.Range(1, _shards).Where(h => _answers[h - 1] is null).Select(FisherGame.ShardId);

    public void Save(StateWriter state)
    {
        state.Shared("round", _round);
        for (int r = 0; r < _clearing.Length; r++)
        {
            state.Own<double>("clearing", _clearing[r].Save(), r);
        }
    }

    public void Load(StateReader state)
    {
        _round = state.Shared("round");
        _moment = _round == 0 ? Moment.Never : new Moment(_round, Phase.Solve, 0);
        _missing = 0;
        for (int r = 0; r < _clearing.Length; r++)
        {
            _clearing[r].Load(state.Own<double>("clearing", r));
        }
    }

    public void Dispose()
    {
    }

    private void Signal(Ask ask, Outbox outbox)
    {
        _moment = ask.Moment;
        _missing = _shards;
        Array.Clear(_answers);
        var signal = new Signal(ask.Moment, ask.Moment.Phase != Phase.Solve
            ? ask.Questions
            : [.. ask.Questions.Select((question, r) => question is null ? null : _clearing[r].Signal(question))]);
        for (int h = 1; h <= _shards; h++)
        {
            outbox.Send(FisherGame.ShardId(h), signal);
        }
    }

    private void Clear(Outbox outbox)
    {
        var totals = new Total?[_clearing.Length];
        for (int r = 0; r < totals.Length; r++)
        {
            totals[r] = Sum(r);
            if (_moment.Phase == Phase.Solve && totals[r] is { } total)
            {
                _clearing[r].Take(total);
            }
        }
        _round = _moment.Phase == Phase.Solve ? _moment.Round : _round;
        Array.Clear(_answers);
        outbox.Send(FisherGame.CoordinatorId, new Cleared(_moment, totals));
    }

    /// <summary>Aggregate demand of one replica: shards in their order, subtrees of blocks in the order of the
    /// tree.</summary>
    private Total? Sum(int replica)
    {
        var tree = new BlockTree();
        var listed = new List<double>();
        bool isAsked = false;
        foreach (var answer in _answers.Select(answers => answers![replica]).OfType<Answer>())
        {
            isAsked = true;
            listed.AddRange(answer.Listed);
            foreach (var sum in answer.Sums)
            {
                // The numbers belong to the shard's message; the tree writes into what it is given.
                tree.Add(sum with { Numbers = (double[])sum.Numbers.Clone() });
            }
        }
        return isAsked ? new Total(tree.Total() ?? [], [.. listed]) : null;
    }
}
