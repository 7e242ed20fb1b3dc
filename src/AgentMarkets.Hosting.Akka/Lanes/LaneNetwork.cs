using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using AgentMarkets.Hosting.Distributed;
using Akka.Actor;
using Akka.Cluster;

namespace AgentMarkets.Hosting.Akka.Lanes;

/// <summary>The ways of frames between members: beside the engine, which would copy each about ten times.
/// Thread-safe.</summary>
/// <remarks>They promise as little as the engine does: what cannot be sent is lost, and the numbering of commands makes
/// up for it. Where the lanes to a member end is one of its roles, so that the cluster tells it to everybody.</remarks>
internal sealed class LaneNetwork : IDisposable
{
    private const string RoleWord = "lane-";

    private readonly ConcurrentDictionary<Address, Lazy<Lane>> _lanes = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly IFrameCodec _codec;
    private readonly FrameInbox _inbox;
    private readonly Action<string> _say;
    private readonly string _node;
    private readonly MemberTls? _tls;
    private readonly LaneEnd _end;

    /// <param name="say">Takes a sentence where a lane cannot be had.</param>
    /// <param name="node">Who sends, where it is a node: while a frame of it comes, it is alive.</param>
    /// <exception cref="LinkException">The port of the settings cannot be had.</exception>
    public LaneNetwork(AkkaSettings settings, IFrameCodec codec, FrameInbox inbox, Action<string> say, string node = "")
    {
        (_codec, _inbox, _say, _node, _tls) = (codec, inbox, say, node, settings.Tls);
        _end = new LaneEnd(settings.Own with { Port = settings.LanePort }, settings.Tls);
    }

    /// <summary>That of this member which says where its lanes end.</summary>
    public string Role => string.Create(CultureInfo.InvariantCulture, $"{RoleWord}{_end.Port}");

    /// <summary>From now on hears what others send.</summary>
    public void Hear() => _end.Hear(_inbox);

    /// <summary>Sends a frame to members.</summary>
    /// <param name="cluster">That of this member.</param>
    /// <exception cref="FormatException">The frame cannot be encoded.</exception>
    public void Send(Cluster cluster, IEnumerable<Address> to, Frame frame)
    {
        var bytes = EncodedFrame.Of(_codec, frame);
        foreach (var member in to)
        {
            _lanes.GetOrAdd(member, _ => new Lazy<Lane>(() => new Lane(
                stop => ConnectAsync(cluster, member, stop),
                trouble => _say($"frames to {member.Host}:{member.Port} cannot be sent: {trouble}"), _closing.Token)))
                .Value.Send(bytes.Span);
        }
    }

    /// <summary>Drops what waits for a member that is gone.</summary>
    public void Forget(Address member)
    {
        if (_lanes.TryRemove(member, out var lane))
        {
            lane.Value.Dispose();
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _end.Dispose();
    }

    private async Task<Stream> ConnectAsync(Cluster cluster, Address to, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(to.Host!, PortOf(cluster, to), stop).ConfigureAwait(false);
            var plain = new NetworkStream(socket, ownsSocket: true);
            var stream = _tls is null ? plain : await _tls.CallAsync(plain, stop).ConfigureAwait(false);
            await new Greeting(cluster.SelfAddress, _node).SayAsync(stream, stop).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static int PortOf(Cluster cluster, Address to)
    {
        string? role = cluster.State.Members.FirstOrDefault(member => member.Address == to)?.Roles
            .FirstOrDefault(role => role.StartsWith(RoleWord, StringComparison.Ordinal));
        return int.TryParse(role?[RoleWord.Length..], CultureInfo.InvariantCulture, out int port)
            && port is > 0 and <= ushort.MaxValue
                ? port
                : throw new IOException("no member of the cluster is there that says where it takes them");
    }
}
