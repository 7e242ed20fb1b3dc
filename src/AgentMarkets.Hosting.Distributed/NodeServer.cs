using AgentMarkets.Core.Actors;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>A node: it hears commands, lets its actors answer, and gives signs of life while they do.</summary>
/// <remarks>
/// One run at a time. A run whose driver said nothing for half a minute gives way to another that asks; if its driver
/// comes back, that is a loss like any other. A driver's next life takes over at once.
/// </remarks>
public sealed class NodeServer : IDisposable
{
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(30);

    private readonly NodeProfile _profile;
    private readonly INodeLink _link;
    private readonly GameBuilder _build;
    private readonly Action<string> _say;
    private readonly IActorStage _stage;
    private NodeSession? _session;
    private Sign? _sign;

    /// <param name="say">Takes a sentence for the operator.</param>
    /// <param name="stage">Where the actors answer, disposed of with this; none: on threads.</param>
    public NodeServer(NodeProfile profile, INodeLink link, GameBuilder build, Action<string> say,
        IActorStage? stage = null)
    {
        (_profile, _link, _build, _say) = (profile, link, build, say);
        _stage = stage ?? new ThreadStage(profile.Slots);
    }

    /// <summary>Brings messages to the devices of their readers, where the slots have several kinds.</summary>
    public MessageMover Move { get; set; } = (_, device) => throw new NotSupportedException(
        $"This node has devices of several kinds, and nobody who brings messages to {device}.");

    /// <summary>Whether it takes part in a run whose driver is still heard of.</summary>
    public bool IsTaken => Standing is not null;

    /// <summary>Works until it is told to stop, and then says farewell.</summary>
    /// <exception cref="LinkException">The engine is gone for good, or refuses.</exception>
    public void Run(CancellationToken stop)
    {
        using var beats = new Timer(_ => Beat(), null, BeatEvery, BeatEvery);
        _link.Greet(Greeting, null);
        _link.Serve(Hear, stop);
        _link.Send(_session?.Name ?? "", new Farewell(_profile.Id));
    }

    /// <summary>Does what one frame asks for.</summary>
    public void Hear(Frame frame)
    {
        switch (frame)
        {
            case RollCall call:
                _link.Greet(Greeting, call.ReplyTo);
                break;
            case Command command:
                Hear(command);
                break;
        }
    }

    /// <summary>Says that it lives, where somebody wants to know. Thread-safe.</summary>
    public void Beat()
    {
        if (Standing is { Of: var (session, epoch, number, _) })
        {
            _link.Send(session, new Beat(_profile.Id, session, epoch, number));
        }
    }

    public void Dispose()
    {
        _session?.Dispose();
        _stage.Dispose();
    }

    /// <summary>The last command of a run whose driver is still heard of.</summary>
    private Sign? Standing => Volatile.Read(ref _sign) is { } sign
        && (sign.Works || _link.Now - sign.Since < Abandoned) ? sign : null;

    // A driver that died tells nobody: whoever asks later must find this node free.
    private Hello Greeting => new(_profile, IsTaken ? _session!.Name : "");

    private void Hear(Command command)
    {
        if (_session?.Name != command.Session && !TryBegin(command))
        {
            UnreadMail.Release(command);
            return;
        }
        var session = _session!;
        if (command.Epoch > session.Epoch && command.Number == 1)
        {
            (session.Epoch, session.Last) = (command.Epoch, (0, null));
        }
        if (command.Epoch < session.Epoch || command.Number < session.Last.Number)
        {
            UnreadMail.Release(command);
            return;
        }
        if (command.Epoch > session.Epoch || command.Number > session.Last.Number + 1)
        {
            UnreadMail.Release(command);
            long next = command.Epoch > session.Epoch ? 1 : session.Last.Number + 1;
            _link.Send(command.Session, new Need(_profile.Id, command.Session, command.Epoch, next));
            return;
        }
        if (command.Number > session.Last.Number)
        {
            session.Last = (command.Number, Do(session, command));
        }
        else
        {
            UnreadMail.Release(command);
        }
        _link.Send(command.Session, session.Last.Reply!);
        if (command.Order is Close)
        {
            End("ended");
        }
    }

    private Reply Do(NodeSession session, Command command)
    {
        TimeSpan began = _link.Now;
        Volatile.Write(ref _sign, new Sign(command, Works: true, began));
        try
        {
            var answer = command.Order is Close ? new Done() : session.Do(command.Order);
            if (command.Order is Open open)
            {
                _say(answer is Refused refused ? $"refused {open.Assignment.Name}: {refused.Sentence}"
                    : $"takes part in {open.Assignment.Name}");
            }
            return new Reply(_profile.Id, command.Session, command.Epoch, command.Number, answer,
                (_link.Now - began).TotalSeconds);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            _say($"cannot go on: {fault.Message}");
            return new Reply(_profile.Id, command.Session, command.Epoch, command.Number,
                new Broke(ActorId.Driver, fault.Message), (_link.Now - began).TotalSeconds);
        }
        finally
        {
            Volatile.Write(ref _sign, new Sign(command, Works: false, _link.Now));
        }
    }

    /// <summary>A first command of a session that it does not know: begins it, unless it is taken by
    /// another.</summary>
    private bool TryBegin(Command command)
    {
        if (command is not { Number: 1, Order: Open })
        {
            // What is left of an old session, or this process began after the session did.
            _link.Send(command.Session, new Need(_profile.Id, command.Session, command.Epoch, 0));
            return false;
        }
        if (_session is { } other && SessionName.RunOf(other.Name) != SessionName.RunOf(command.Session) && IsTaken)
        {
            _link.Send(command.Session, new Reply(_profile.Id, command.Session, command.Epoch, command.Number,
                new Refused($"it takes part in another run, {other.Experiment}"), 0));
            return false;
        }
        End("gives way to another driver");
        Volatile.Write(ref _session, new NodeSession(command.Session, _profile, _build, _stage, Move));
        return true;
    }

    private void End(string why)
    {
        if (_session is { } session)
        {
            _say($"{session.Experiment} {why}");
            session.Dispose();
            Volatile.Write(ref _sign, null);
            Volatile.Write(ref _session, null);
        }
    }

    /// <summary>What a sign of life says: the last command, and whether it is still worked on.</summary>
    private sealed record Sign(Command Of, bool Works, TimeSpan Since);
}
