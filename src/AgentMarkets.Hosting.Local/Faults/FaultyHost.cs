using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Local.Faults;

/// <summary>A host on a bad network: it loses, delays and repeats messages and kills actors, all from one seed, in
/// virtual time.</summary>
/// <remarks>
/// One delivery is one tick. The transport is what a real one must be: a lost message is sent again, and a message
/// never overtakes an earlier one of its pair; but a repetition may come at any time, and behaviours must ignore it.
/// A killed actor starts from the state saved at the last rest and gets its mail since then again; what it says
/// meanwhile
/// reaches the others a second time.
/// </remarks>
public sealed class FaultyHost : IHost
{
    private readonly Cast _cast;
    private readonly FaultPlan _plan;
    private readonly RandomStream _stream;
    private readonly List<Parcel> _underWay = [];
    private readonly Dictionary<(ActorId, int), long> _sent = [];
    private readonly Dictionary<(ActorId, int), long> _dueBefore = [];
    private readonly List<Envelope>[] _log;
    private readonly long[] _received;
    private readonly HashSet<(ActorId, long)> _restarted = [];
    private readonly List<IMessage> _copies = [];
    private readonly Outbox _outbox = new();
    private BehaviorState[] _atRest;
    private long _tick;
    private long _draws;
    private long _round;

    public FaultyHost(IReadOnlyList<Part> actors, FaultPlan plan)
    {
        _cast = new Cast(actors);
        _plan = plan;
        _stream = new RandomStream(StreamKey.Of(plan.Seed, new ActorId("faults", 1), "fates"), 0);
        _log = [.. _cast.Behaviors.Select(_ => new List<Envelope>())];
        _received = new long[_cast.Behaviors.Length];
        _atRest = [.. _cast.Behaviors.Select(BehaviorState.Of)];
    }

    public Action<Observation>? Observed { get; set; }

    /// <summary>What went wrong so far, in order.</summary>
    public List<string> Incidents { get; } = [];

    public void Post(ActorId to, IMessage message) => Send(ActorId.Driver, to, message);

    public void Run()
    {
        _atRest = [.. _cast.Behaviors.Select(BehaviorState.Of)];
        while (_underWay.Count > 0)
        {
            Deliver(Next());
        }
        foreach (var copy in _copies)
        {
            copy.Release();
        }
        _copies.Clear();
        Array.ForEach(_log, log => log.Clear());
        _cast.CheckNobodyWaits(_round);
    }

    public SystemState Save() => _cast.Save();

    public void Load(SystemState state) => _cast.Load(state);

    public void Dispose() => _cast.Dispose();

    private double Draw() => _stream.Word(_draws++) / 4294967296.0;

    /// <summary>One of the messages that are due, at random; if none is, time passes until one is.</summary>
    private Parcel Next()
    {
        _tick = Math.Max(_tick + 1, _underWay.Min(p => p.Due));
        int due = _underWay.Count(p => p.Due <= _tick);
        int choice = (int)(Draw() * due);
        int place = _underWay.FindIndex(p => p.Due <= _tick && choice-- == 0);
        // Never overtake: take the pair's earliest instead. A repetition waits until its original has arrived.
        var chosen = _underWay[place];
        int first = _underWay.FindIndex(p => !p.Repetition && p.Number <= chosen.Number
            && p.Envelope.From == chosen.Envelope.From && p.Envelope.Receiver == chosen.Envelope.Receiver);
        place = first < 0 ? place : first;
        var parcel = _underWay[place];
        _underWay.RemoveAt(place);
        return parcel;
    }

    private void Deliver(Parcel parcel)
    {
        int receiver = parcel.Envelope.Receiver;
        _received[receiver]++;
        foreach (var (actor, before) in _plan.Restarts)
        {
            if (_cast.IndexOf(actor) == receiver && _received[receiver] == before && _restarted.Add((actor, before)))
            {
                Restart(receiver);
            }
        }
        _log[receiver].Add(parcel.Envelope);
        Hand(parcel.Envelope, parcel.Repetition);
    }

    private void Restart(int receiver)
    {
        var behavior = _cast.Recreate(receiver);
        _atRest[receiver].Restore(behavior);
        Incidents.Add($"tick {_tick}: {behavior.Id} died and came back, "
            + $"{_log[receiver].Count} messages are repeated to it");
        foreach (var envelope in _log[receiver])
        {
            Hand(envelope, repeated: true);
        }
    }

    private void Hand(in Envelope envelope, bool repeated)
    {
        var behavior = _cast.Behaviors[envelope.Receiver];
        _round = Math.Max(_round, envelope.Message.Round);
        using (NewDisposeScope())
        {
            behavior.Receive(envelope.From, envelope.Message, _outbox);
        }
        foreach (var observation in _outbox.Observations)
        {
            if (!repeated)
            {
                Observed?.Invoke(observation);
            }
        }
        foreach (var (to, message) in _outbox.Mail)
        {
            Send(behavior.Id, to, message);
        }
        _outbox.Clear();
    }

    private void Send(ActorId from, ActorId to, IMessage message)
    {
        int receiver = _cast.IndexOf(to);
        var pair = (from, receiver);
        long number = _sent[pair] = _sent.GetValueOrDefault(pair) + 1;
        message = message.Copy();
        _copies.Add(message);
        var envelope = new Envelope(from, to, receiver, message);
        var (held, again) = Fate(from, to, number);
        long due = Math.Max(_tick + 1 + held, _dueBefore.GetValueOrDefault(pair));
        _dueBefore[pair] = due;
        _underWay.Add(new Parcel(due, number, envelope, Repetition: false));
        if (again > 0)
        {
            _underWay.Add(new Parcel(due + again, number, envelope, Repetition: true));
        }
    }

    /// <summary>How long the message is held back, and how long after it its repetition comes (0: none).</summary>
    private (long Held, long Again) Fate(ActorId from, ActorId to, long number)
    {
        foreach (var rule in _plan.Rules)
        {
            if (rule.From == from && rule.To == to && rule.Message == number)
            {
                string what = rule.Fault.ToString().ToLowerInvariant();
                Incidents.Add($"tick {_tick}: {what} message {number} from {from} to {to}");
                return rule.Fault == Fault.Duplicate ? (0, rule.Ticks) : (rule.Ticks, 0);
            }
        }
        long held = 0;
        if (Draw() < _plan.Loss)
        {
            held += _plan.ResendTicks;
        }
        if (Draw() < _plan.Delay)
        {
            held += 1 + (long)(Draw() * _plan.DelayTicks);
        }
        return (held, Draw() < _plan.Repetition ? 1 + (long)(Draw() * _plan.DelayTicks) : 0);
    }

    private readonly record struct Parcel(long Due, long Number, Envelope Envelope, bool Repetition);
}
