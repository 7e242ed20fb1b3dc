using System.Collections.Concurrent;
using System.Diagnostics;
using AgentMarkets.Hosting.Akka.Engine;
using AgentMarkets.Hosting.Akka.Lanes;
using AgentMarkets.Hosting.Distributed;
using Akka.Actor;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Akka.Links;

/// <summary>An operator's link: a member that asks who is there and how the runs stand.</summary>
/// <remarks>Nodes and drivers answer at once; while nobody asks, nothing is sent.</remarks>
public sealed class AkkaOperatorLink : IOperatorLink, IPortOwner
{
    private readonly FrameInbox _inbox;
    private readonly ConcurrentDictionary<string, RunStatus> _runs = new();
    private readonly Member _member;
    private readonly IActorRef _port;

    private AkkaOperatorLink(AkkaSettings settings, IFrameCodec codec, Action<string> say)
    {
        _inbox = new FrameInbox(codec, CPU, say);
        _member = Member.Begin(settings, own => new LaneNetwork(own, codec, _inbox, say), Member.OperatorRole);
        try
        {
            _port = _member.Listen("operator", this);
            _member.AwaitUp(CancellationToken.None);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <exception cref="LinkException">There is no cluster.</exception>
    public static AkkaOperatorLink Open(AkkaSettings settings, IFrameCodec codec, Action<string> say) =>
        new(settings, codec, say);

    public ClusterStatus Ask(TimeSpan patience)
    {
        _runs.Clear();
        var nodes = new SortedDictionary<string, NodeProfile>(StringComparer.Ordinal);
        _member.Send(_member.Others(Member.NodeRole), new RollCall($"{_member.Cluster.SelfAddress}"));
        TellDrivers(Kinds.AskStatus);
        long began = Stopwatch.GetTimestamp();
        while (patience - Stopwatch.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            if (_inbox.Next(left) is HeardFrame { Frame: Hello hello })
            {
                nodes[hello.Node.Id] = hello.Node;
            }
        }
        RunStatus[] runs = [.. _runs.Values.OrderBy(run => run.Session, StringComparer.Ordinal)];
        // Who is at work has no time to answer: its driver knows it.
        foreach (var node in runs.SelectMany(run => run.Nodes))
        {
            nodes.TryAdd(node.Profile.Id, node.Profile);
        }
        return new ClusterStatus([.. nodes.Values], runs);
    }

    /// <summary>Looks an actor up.</summary>
    /// <param name="run">The session's part before the slash.</param>
    /// <returns>The node where it lives; nothing where no answer came in time.</returns>
    public string? Find(string run, string actor, TimeSpan patience) =>
        ActorRegistry.FindAsync(_member, run, actor, patience).GetAwaiter().GetResult();

    public void Rebalance() => TellDrivers(Kinds.AskRebalance);

    public void Dispose() => _member.Dispose();

    void IPortOwner.Hear(Parcel parcel, IActorRef from)
    {
        if (parcel.Kind == Kinds.Status && StatusReport.Read(parcel.Bytes) is { } status)
        {
            _runs[status.Session] = status;
        }
    }

    private void TellDrivers(string kind)
    {
        foreach (var driver in _member.Others(Member.DriverRole))
        {
            _member.At(driver, AkkaDriverLink.ActorName).Tell(new Parcel(kind, []), _port);
        }
    }
}
