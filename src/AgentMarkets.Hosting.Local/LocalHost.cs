using AgentMarkets.Core.Actors;
using AgentMarkets.Hosting.Local.Schedules;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Local;

/// <summary>Runs all actors in this process, one message at a time, in the order that a schedule chooses.</summary>
/// <remarks>
/// The whole flow: take the next envelope, open a dispose scope, let the receiver answer, hand its observations out and
/// its mail to the schedule. Guarantee: from one actor to another, every message arrives once, in the order sent.
/// </remarks>
public sealed class LocalHost : IHost
{
    private readonly Cast _cast;
    private readonly ISchedule _schedule;
    private readonly IReadOnlyList<IMonitor> _monitors;
    private readonly Trace? _trace;
    private readonly bool _copies;
    private readonly Outbox _outbox = new();
    private readonly List<IMessage> _copied = [];
    private long _round;

    /// <param name="schedule">Default: the order of sending.</param>
    /// <param name="trace">Where to note each delivery.</param>
    /// <param name="copies">Whether every message travels as a copy, as over a wire.</param>
    public LocalHost(IReadOnlyList<Part> actors, ISchedule? schedule = null,
        IReadOnlyList<IMonitor>? monitors = null, Trace? trace = null, bool copies = false)
    {
        _cast = new Cast(actors);
        _schedule = schedule ?? new InOrder();
        _monitors = monitors ?? [];
        _trace = trace;
        _copies = copies;
    }

    public Action<Observation>? Observed { get; set; }

    /// <summary>Messages delivered so far.</summary>
    public long Delivered { get; private set; }

    public void Post(ActorId to, IMessage message) => Send(ActorId.Driver, to, message);

    /// <summary>Puts a message into a mailbox in another actor's name, for tests that play that actor.</summary>
    public void Post(ActorId from, ActorId to, IMessage message) => Send(from, to, message);

    /// <summary>Delivers one message: one tick of virtual time.</summary>
    /// <returns>False where no message is under way.</returns>
    public bool Step()
    {
        if (!_schedule.TryNext(out var envelope))
        {
            return false;
        }
        Deliver(envelope);
        return true;
    }

    public void Run()
    {
        while (Step())
        {
        }
        foreach (var copy in _copied)
        {
            copy.Release();
        }
        _copied.Clear();
        _cast.CheckNobodyWaits(_round);
    }

    public SystemState Save() => _cast.Save();

    public void Load(SystemState state) => _cast.Load(state);

    public void Dispose() => _cast.Dispose();

    private void Deliver(in Envelope envelope)
    {
        var receiver = _cast.Behaviors[envelope.Receiver];
        _round = Math.Max(_round, envelope.Message.Round);
        _trace?.Note(envelope.From, receiver.Id, envelope.Message);
        // By index, here and below: an enumerator of an interface is an allocation for every message.
        for (int i = 0; i < _monitors.Count; i++)
        {
            _monitors[i].Observe(envelope.From, receiver.Id, envelope.Message);
        }
        using (NewDisposeScope())
        {
            receiver.Receive(envelope.From, envelope.Message, _outbox);
        }
        Delivered++;
        for (int i = 0; i < _outbox.Observations.Count; i++)
        {
            Observed?.Invoke(_outbox.Observations[i]);
        }
        for (int i = 0; i < _outbox.Mail.Count; i++)
        {
            var (to, message) = _outbox.Mail[i];
            Send(receiver.Id, to, message);
        }
        _outbox.Clear();
    }

    private void Send(ActorId from, ActorId to, IMessage message)
    {
        if (_copies)
        {
            message = message.Copy();
            _copied.Add(message);
        }
        _schedule.Add(new Envelope(from, to, _cast.IndexOf(to), message));
    }
}
