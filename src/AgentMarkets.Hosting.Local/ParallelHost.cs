using System.Runtime.ExceptionServices;
using AgentMarkets.Core.Actors;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Local;

/// <summary>Runs all actors in this process in supersteps: every actor with mail answers at once, on as many cores as
/// asked.</summary>
/// <remarks>
/// Within a superstep an actor reads its mail in the order of the senders' ids, and what was said is put together in
/// the
/// order of ids; so which thread was faster decides nothing.
/// </remarks>
public sealed class ParallelHost : IHost
{
    private readonly Cast _cast;
    private readonly Outbox[] _outboxes;
    private readonly Queue<Envelope>[] _mail;
    private readonly int[] _busy;
    private readonly Exception?[] _faults;
    private readonly ParallelOptions _options;
    private long _round;

    /// <param name="threads">How many actors run at once at most.</param>
    public ParallelHost(IReadOnlyList<Part> actors, int threads)
    {
        _cast = new Cast(actors);
        int count = _cast.Behaviors.Length;
        _outboxes = [.. Enumerable.Range(0, count).Select(_ => new Outbox())];
        _mail = [.. Enumerable.Range(0, count).Select(_ => new Queue<Envelope>())];
        _busy = new int[count];
        _faults = new Exception?[count];
        _options = new ParallelOptions { MaxDegreeOfParallelism = threads };
    }

    public Action<Observation>? Observed { get; set; }

    public void Post(ActorId to, IMessage message) => Send(ActorId.Driver, to, message);

    public void Run()
    {
        for (int busy = Ready(); busy > 0; busy = Ready())
        {
            if (busy == 1)
            {
                Answer(_busy[0]);
            }
            else
            {
                Parallel.For(0, busy, _options, i => Attempt(_busy[i]));
                ThrowFirstFault();
            }
            for (int i = 0; i < busy; i++)
            {
                Collect(_busy[i]);
            }
        }
        _cast.CheckNobodyWaits(_round);
    }

    public SystemState Save() => _cast.Save();

    public void Load(SystemState state) => _cast.Load(state);

    public void Dispose() => _cast.Dispose();

    private int Ready()
    {
        int busy = 0;
        for (int i = 0; i < _mail.Length; i++)
        {
            if (_mail[i].Count > 0)
            {
                _busy[busy++] = i;
            }
        }
        return busy;
    }

    private void Attempt(int actor)
    {
        try
        {
            Answer(actor);
        }
        catch (Exception fault)
        {
            _faults[actor] = fault;
        }
    }

    /// <summary>Of several actors that failed at once, the first by id is heard: not the one whose thread was
    /// faster.</summary>
    private void ThrowFirstFault()
    {
        if (Array.Find(_faults, fault => fault is not null) is { } first)
        {
            Array.Clear(_faults);
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private void Answer(int actor)
    {
        for (int count = _mail[actor].Count; count > 0; count--)
        {
            var envelope = _mail[actor].Dequeue();
            using (NewDisposeScope())
            {
                _cast.Behaviors[actor].Receive(envelope.From, envelope.Message, _outboxes[actor]);
            }
        }
    }

    private void Collect(int actor)
    {
        var outbox = _outboxes[actor];
        foreach (var observation in outbox.Observations)
        {
            Observed?.Invoke(observation);
        }
        foreach (var (to, message) in outbox.Mail)
        {
            Send(_cast.Behaviors[actor].Id, to, message);
        }
        outbox.Clear();
    }

    private void Send(ActorId from, ActorId to, IMessage message)
    {
        _round = Math.Max(_round, message.Round);
        int receiver = _cast.IndexOf(to);
        _mail[receiver].Enqueue(new Envelope(from, to, receiver, message));
    }
}
