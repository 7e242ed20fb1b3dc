using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.TestKit;

// The game of the negative controls: coordinator -> members CallForNumber, member -> market SayNumber, market ->
// coordinator NumbersTaken. Everything but the named flaws is as a game should be.

internal sealed record CallForNumber(long Round) : IMessage;

internal sealed record SayNumber(long Round, double Number) : IMessage;

internal sealed record NumbersTaken(long Round) : IMessage;

internal sealed class CrowdCoordinator(ActorId[] members) : IBehavior
{
    private long _round;
    private long _target;
    private bool _playing;

    public static ActorId Name { get; } = new("coordinator", 1);

    public ActorId Id => Name;

    public void Receive(ActorId from, IMessage message, Outbox outbox)
    {
        switch (message)
        {
            case RunTo run:
                _target = run.Round;
                break;
            case NumbersTaken taken when taken.Round == _round + 1 && _playing:
                _round++;
                _playing = false;
                outbox.Report(new RoundCompleted(_round));
                break;
            case NumbersTaken:
                break;
            default:
                throw new UnexpectedMessageException(Id, from, message, $"round={_round}");
        }
        if (!_playing && _round < _target)
        {
            _playing = true;
            Array.ForEach(members, member => outbox.Send(member, new CallForNumber(_round + 1)));
        }
    }

    public IEnumerable<ActorId> WaitsFor() => _playing ? [CrowdMarket.Name] : [];

    public void Save(StateWriter state) => state.Shared("round", _round);

    public void Load(StateReader state)
    {
        _round = state.Shared("round");
        _playing = false;
    }

    public void Dispose()
    {
    }
}

internal sealed class CrowdMember(ActorId id, Func<long, double> draw, bool forgets = false) : IBehavior
{
    private long _round;
    private double _sum;

    public ActorId Id => id;

    public void Receive(ActorId from, IMessage message, Outbox outbox)
    {
        switch (message)
        {
            case CallForNumber call when call.Round <= _round:
                break;
            case CallForNumber call:
                _round = call.Round;
                double number = draw(_round);
                _sum += number;
                outbox.Send(CrowdMarket.Name, new SayNumber(_round, number));
                break;
            default:
                throw new UnexpectedMessageException(Id, from, message, $"round={_round}");
        }
    }

    public IEnumerable<ActorId> WaitsFor() => [];

    public void Save(StateWriter state)
    {
        state.Shared("round", _round);
        state.Shared<double>("sum", [_sum]);
    }

    public void Load(StateReader state)
    {
        _round = state.Shared("round");
        state.Shared("sum", new Span<double>(ref _sum));
        _sum = forgets ? 0 : _sum;
    }

    public void Dispose()
    {
    }
}

internal sealed class CrowdMarket(ActorId[] members, bool inOrderOfArrival) : IBehavior
{
    private readonly SortedDictionary<ActorId, double> _said = [];
    private long _round;
    private long _count;
    private double _average;

    public static ActorId Name { get; } = new("market", 1);

    public ActorId Id => Name;

    public void Receive(ActorId from, IMessage message, Outbox outbox)
    {
        switch (message)
        {
            case SayNumber said when said.Round <= _round:
                break;
            case SayNumber said:
                Take(from, said, outbox);
                break;
            default:
                throw new UnexpectedMessageException(Id, from, message, $"round={_round}, said={_said.Count}");
        }
    }

    public IEnumerable<ActorId> WaitsFor() => _said.Count > 0 ? members.Except(_said.Keys) : [];

    public void Save(StateWriter state)
    {
        state.Shared("round", _round);
        state.Shared("count", _count);
        state.Shared<double>("average", [_average]);
    }

    public void Load(StateReader state)
    {
        _round = state.Shared("round");
        _count = state.Shared("count");
        state.Shared("average", new Span<double>(ref _average));
        _said.Clear();
    }

    public void Dispose()
    {
    }

    private void Take(ActorId from, SayNumber said, Outbox outbox)
    {
        if (!_said.TryAdd(from, said.Number))
        {
            return;
        }
        if (inOrderOfArrival)
        {
            Add(said.Number);
        }
        if (_said.Count < members.Length)
        {
            return;
        }
        foreach (double number in inOrderOfArrival ? [] : _said.Values.ToArray())
        {
            Add(number);
        }
        _said.Clear();
        _round = said.Round;
        outbox.Send(CrowdCoordinator.Name, new NumbersTaken(_round));
    }

    // m_k = m_(k-1) + (x_k - m_(k-1)) / k
    private void Add(double number) => _average += (number - _average) / ++_count;
}
