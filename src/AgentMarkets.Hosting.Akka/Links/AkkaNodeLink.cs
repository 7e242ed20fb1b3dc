using System.Collections.Concurrent;
using System.Diagnostics;
using AgentMarkets.Hosting.Akka.Engine;
using AgentMarkets.Hosting.Akka.Lanes;
using AgentMarkets.Hosting.Distributed;
using Akka.Actor;
using static TorchSharp.torch;
using Device = TorchSharp.torch.Device;

namespace AgentMarkets.Hosting.Akka.Links;

/// <summary>A node's link as a member of a cluster.</summary>
/// <remarks>A member that was frozen or cut off for too long has been taken out, and may only come back as a new one:
/// so this link has lives, and the node does not notice but for a roll call.</remarks>
public sealed class AkkaNodeLink : INodeLink, IPortOwner
{
    /// <summary>Of the actor that hears, on every node.</summary>
    internal const string ActorName = "node";

    private const int MostSessions = 8;

    private readonly AkkaSettings _settings;
    private readonly string _node;
    private readonly Homes _homes = new();
    private readonly IFrameCodec _codec;
    private readonly FrameInbox _inbox;
    private readonly Action<string> _say;
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<string, Address> _drivers = new();
    private readonly Lock _living = new();
    private readonly long _opened = Stopwatch.GetTimestamp();
    private volatile Member _member;

    private AkkaNodeLink(AkkaSettings settings, string node, IFrameCodec codec, Device device, Action<string> say,
        CancellationToken stop)
    {
        (_settings, _node, _codec, _say) = (settings, node, codec, say);
        _inbox = new FrameInbox(codec, device, say);
        _member = Begin(stop);
    }

    public TimeSpan Now => Stopwatch.GetElapsedTime(_opened);

    /// <summary>Where this member listens.</summary>
    public Endpoint Own => _member.Settings.Own;

    /// <summary>The engine's configuration of the present life.</summary>
    public string Configuration => _member.Configuration;

    /// <summary>A stage on which this engine's actors answer.</summary>
    public IActorStage Stage() => new EngineStage(() => _member.System);

    internal Member Member => _member;

    /// <param name="node">Its name, unique in the cluster.</param>
    /// <param name="device">Where the tensors of messages go.</param>
    /// <param name="say">Takes a sentence for the operator; called by any thread.</param>
    /// <exception cref="LinkException">There is no cluster, or the engine cannot start.</exception>
    public static AkkaNodeLink Open(AkkaSettings settings, string node, IFrameCodec codec, Device device,
        Action<string> say, CancellationToken stop = default) => new(settings, node, codec, device, say, stop);

    public void Send(string session, Frame frame)
    {
        var member = _member;
        if (frame is Farewell)
        {
            member.Send(member.Others(Member.DriverRole), frame);
        }
        else if (_drivers.TryGetValue(session, out var driver))
        {
            member.Send([driver], frame);
        }
    }

    public void Greet(Hello hello, string? replyTo)
    {
        var member = _member;
        member.Send(replyTo is not null && Address.TryParse(replyTo, out var caller)
            ? [caller]
            : member.Others(Member.DriverRole), hello);
    }

    public bool TryHear(TimeSpan patience, out Frame frame)
    {
        frame = (_inbox.Next(patience, out object? from) as HeardFrame)?.Frame!;
        Remember(frame, from);
        return frame is not null;
    }

    public void Serve(Action<Frame> hear, CancellationToken stop) => _inbox.Serve(
        (frame, from) =>
        {
            Remember(frame, from);
            hear(frame);
        },
        () => !stop.IsCancellationRequested);

    /// <summary>Ends the connection without a word, as a process does that dies.</summary>
    internal void Break()
    {
        _closing.Cancel();
        _member.Break();
    }

    public void Dispose()
    {
        _closing.Cancel();
        lock (_living)
        {
            _member.Dispose();
        }
    }

    void IPortOwner.Hear(Parcel parcel, IActorRef from)
    {
        if (parcel.Kind == Kinds.Homes)
        {
            _homes.Hear(parcel.Bytes);
        }
    }

    void IPortOwner.Expelled()
    {
        var over = _member;
        _ = Task.Factory.StartNew(() => LiveAgain(over), TaskCreationOptions.LongRunning);
    }

    // Where a session's driver is answered.
    private void Remember(Frame? frame, object? from)
    {
        if (frame is Command command && from is Address driver)
        {
            if (_drivers.Count >= MostSessions && !_drivers.ContainsKey(command.Session))
            {
                _drivers.Clear();
            }
            _drivers[command.Session] = driver;
        }
    }

    private Member Begin(CancellationToken stop)
    {
        var member = Member.Begin(_settings, own => new LaneNetwork(own, _codec, _inbox, _say, _node),
            Member.NodeRole);
        try
        {
            member.Listen(ActorName, this);
            member.AwaitUp(stop);
            ActorRegistry.Host(member, _node, _homes);
            return member;
        }
        catch
        {
            member.Dispose();
            throw;
        }
    }

    private void LiveAgain(Member over)
    {
        lock (_living)
        {
            if (_closing.IsCancellationRequested || over != _member)
            {
                return;
            }
            _say("was taken for dead, joins the cluster anew");
            over.Break();
            over.System.Dispose();
            while (!_closing.IsCancellationRequested)
            {
                try
                {
                    _member = Begin(_closing.Token);
                    // To the node as if somebody had called the roll: it says that it is there.
                    _inbox.Add(new HeardFrame(new RollCall("")));
                    return;
                }
                catch (LinkException e)
                {
                    _say(e.Message);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }
    }
}
