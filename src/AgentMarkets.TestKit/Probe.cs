using AgentMarkets.Core.Actors;

namespace AgentMarkets.TestKit;

/// <summary>An actor played by the test: it records what it gets, says what the test wants, and expects in virtual
/// time.</summary>
public sealed class Probe
{
    private readonly Stage _stage;
    private readonly List<(ActorId From, IMessage Message)> _received = [];
    private int _read;

    internal Probe(ActorId id, Stage stage)
    {
        Id = id;
        _stage = stage;
        Ear = new Listener(id, _received);
    }

    /// <summary>The actor that it plays.</summary>
    public ActorId Id { get; }

    /// <summary>Everything received so far, in order.</summary>
    public IReadOnlyList<(ActorId From, IMessage Message)> Received => _received;

    internal IBehavior Ear { get; }

    /// <summary>Says something to an actor under test.</summary>
    public void Send(ActorId to, IMessage message) => _stage.Post(Id, to, message);

    /// <summary>The next message, which must be of this kind and arrive within so many deliveries.</summary>
    /// <exception cref="TestKitException">Another message came, or none in time.</exception>
    public T Expect<T>(int within = 100)
        where T : IMessage
    {
        long start = _stage.Tick;
        while (_read == _received.Count && _stage.Tick - start < within && _stage.Step())
        {
        }
        if (_read == _received.Count)
        {
            bool idle = _stage.Tick - start < within;
            throw new TestKitException($"{Id} expected {typeof(T).Name} within {within} ticks of tick {start}, and "
                + (idle ? $"nothing is under way any more. {_stage.Waiting()}" : "nothing came for it."));
        }
        var (from, message) = _received[_read++];
        return message is T expected
            ? expected
            : throw new TestKitException($"{Id} expected {typeof(T).Name}, and got {message.GetType().Name} of round "
                + $"{message.Round} from {from} at tick {_stage.Tick}.");
    }

    /// <summary>Asserts that nothing comes within so many deliveries, or until nothing is under way.</summary>
    /// <exception cref="TestKitException">A message came.</exception>
    public void ExpectNothing(int within = 100)
    {
        long start = _stage.Tick;
        while (_read == _received.Count && _stage.Tick - start < within && _stage.Step())
        {
        }
        if (_read < _received.Count)
        {
            var (from, message) = _received[_read];
            throw new TestKitException($"{Id} expected nothing within {within} ticks of tick {start}, and got "
                + $"{message.GetType().Name} of round {message.Round} from {from} at tick {_stage.Tick}.");
        }
    }

    private sealed class Listener(ActorId id, List<(ActorId From, IMessage Message)> received) : IBehavior
    {
        public ActorId Id => id;

        public void Receive(ActorId from, IMessage message, Outbox outbox) => received.Add((from, message));

        public IEnumerable<ActorId> WaitsFor() => [];

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }

        public void Dispose()
        {
        }
    }
}
