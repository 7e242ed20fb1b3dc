using System.Collections.Concurrent;
using System.Diagnostics;
using AgentMarkets.Hosting.Akka.Engine;
using AgentMarkets.Hosting.Akka.Lanes;
using AgentMarkets.Hosting.Distributed;
using Akka.Actor;
using static TorchSharp.torch;
using Device = TorchSharp.torch.Device;

namespace AgentMarkets.Hosting.Akka.Links;

/// <summary>A driver's link as a member of a cluster.</summary>
public sealed class AkkaDriverLink : IDriverLink, IPortOwner
{
    /// <summary>Of the actor that hears, on every driver.</summary>
    internal const string ActorName = "driver";

    private readonly string _run;
    private readonly FrameInbox _inbox;
    private readonly Member _member;
    private readonly IActorRef _port;
    private readonly ConcurrentDictionary<string, Address> _nodes = new();
    private readonly long _opened = Stopwatch.GetTimestamp();
    private volatile LinkException? _gone;
    private volatile bool _isClosing;
    private volatile Parcel? _homes;
    private StatusReport? _status;
    private long _homesOf;

    private AkkaDriverLink(AkkaSettings settings, string session, IFrameCodec codec, AkkaDriverOptions options,
        Action<string> say, CancellationToken stop)
    {
        _run = SessionName.RunOf(session);
        _inbox = new FrameInbox(codec, options.Device, say);
        _member = Member.Begin(settings, own => new LaneNetwork(own, codec, _inbox, say), Member.DriverRole,
            DriverSeat.Role(_run));
        try
        {
            _port = _member.Listen(ActorName, this);
            _member.AwaitUp(stop);
            DriverSeat.Take(_member, _run, options.StandsBy, say, stop);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public TimeSpan Now => Stopwatch.GetElapsedTime(_opened);

    /// <summary>While it is cancelled, waiting for anything ends at once with an
    /// <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Stop { get; set; }

    /// <summary>The engine's configuration, to be kept with the run.</summary>
    public string Configuration => _member.Configuration;

    /// <summary>Where this member listens.</summary>
    public Endpoint Own => _member.Settings.Own;

    internal Member Member => _member;

    /// <param name="session">Of this run and this life of its driver: <c>run/life</c>.</param>
    /// <param name="say">Takes a sentence for the user; called by any thread.</param>
    /// <exception cref="LinkException">There is no cluster, or the run has a driver already.</exception>
    /// <exception cref="OperationCanceledException">It stood by, and was told to stop.</exception>
    public static AkkaDriverLink Open(AkkaSettings settings, string session, IFrameCodec codec,
        AkkaDriverOptions options, Action<string> say, CancellationToken stop = default) =>
        new(settings, session, codec, options, say, stop);

    public void Send(string node, Command command)
    {
        CheckIsThere();
        if (_nodes.TryGetValue(node, out var at))
        {
            _member.Send([at], command);
        }
    }

    public void CallRoll() => CallRoll(_member.Others(Member.NodeRole));

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException"><see cref="Stop"/> says so.</exception>
    public bool TryHear(TimeSpan patience, out Heard heard)
    {
        CheckIsThere();
        Stop.ThrowIfCancellationRequested();
        heard = _inbox.Next(patience, out object? from)!;
        if (heard is HeardFrame { Frame: Hello hello } && from is Address node)
        {
            _nodes[hello.Node.Id] = node;
        }
        if (heard is null)
        {
            CheckIsThere();
        }
        return heard is not null;
    }

    // Nothing goes out before somebody asks, but where the actors live when that has changed.
    public void Publish(RunStatus status)
    {
        Volatile.Write(ref _status, new StatusReport(status));
        if (status.Epoch != _homesOf)
        {
            _homesOf = status.Epoch;
            var homes = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var node in status.Nodes)
            {
                foreach (var (actor, _) in node.Actors)
                {
                    homes[actor] = _nodes.TryGetValue(node.Profile.Id, out var at) ? $"{at}" : "";
                }
            }
            TellHomes(homes);
        }
    }

    public void Dispose()
    {
        _isClosing = true;
        if (_homes is not null)
        {
            TellHomes([]);
        }
        _member.Dispose();
    }

    /// <summary>Ends the connection without a word, as a process does that dies.</summary>
    internal void Break()
    {
        _isClosing = true;
        _member.Break();
    }

    void IPortOwner.Hear(Parcel parcel, IActorRef from)
    {
        if (_isClosing)
        {
            return;
        }
        if (parcel.Kind == Kinds.AskRebalance)
        {
            _inbox.Add(new HeardRebalance());
        }
        else if (parcel.Kind == Kinds.AskStatus && Volatile.Read(ref _status) is { } status)
        {
            from.Tell(new Parcel(Kinds.Status, status.Bytes()), _port);
        }
    }

    void IPortOwner.Joined(global::Akka.Cluster.Member member)
    {
        if (!_isClosing && member.HasRole(Member.NodeRole))
        {
            CallRoll([member.Address]);
            if (_homes is { } homes)
            {
                _member.At(member.Address, AkkaNodeLink.ActorName).Tell(homes, _port);
            }
        }
    }

    void IPortOwner.Missed(Address member, string why)
    {
        foreach (string node in _nodes.Where(node => node.Value == member).Select(node => node.Key))
        {
            if (!_isClosing)
            {
                _inbox.Add(new HeardLoss(node, why));
            }
        }
    }

    void IPortOwner.Expelled()
    {
        if (!_isClosing)
        {
            _gone = new LinkException("The cluster has taken this driver for dead; whoever stands by has the run now. "
                + "Otherwise agentmarkets resume goes on from the last checkpoint.")
            {
                IsTakenOver = true,
            };
        }
    }

    private void TellHomes(SortedDictionary<string, string> actors)
    {
        var homes = new Parcel(Kinds.Homes, Homes.Bytes(new Homes.Notice(_run, actors)));
        _homes = homes;
        foreach (var node in _member.Others(Member.NodeRole))
        {
            _member.At(node, AkkaNodeLink.ActorName).Tell(homes, _port);
        }
    }

    private void CallRoll(IEnumerable<Address> members) =>
        _member.Send(members, new RollCall($"{_member.Cluster.SelfAddress}"));

    private void CheckIsThere()
    {
        if (_gone is { } gone)
        {
            throw gone;
        }
    }
}

/// <summary>How a driver holds on to a run.</summary>
/// <param name="Device">Where the tensors of messages go.</param>
/// <param name="StandsBy">Whether it waits until the present driver of the run is gone.</param>
public sealed record AkkaDriverOptions(Device Device, bool StandsBy = false);
