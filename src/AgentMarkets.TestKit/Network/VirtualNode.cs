using AgentMarkets.Core.Actors;
using AgentMarkets.Hosting.Distributed;

namespace AgentMarkets.TestKit.Network;

/// <summary>One node of a <see cref="VirtualNetwork"/>: a true <see cref="NodeServer"/> that lives in virtual
/// time.</summary>
internal sealed class VirtualNode : INodeLink
{
    private readonly VirtualNetwork _network;
    private readonly Func<IReadOnlyList<Part>> _actors;
    private readonly string _name;
    private readonly int _slots;
    private readonly Queue<Frame> _inbox = new();
    private NodeServer? _server;
    private int _life;
    private bool _works;
    private TimeSpan _workEnds;

    public VirtualNode(string name, int slots, VirtualNetwork network, Func<IReadOnlyList<Part>> actors)
    {
        (_name, _slots, _network, _actors) = (name, slots, network, actors);
        Live();
    }

    public TimeSpan FrozenUntil { get; set; }

    public TimeSpan CutUntil { get; set; }

    public TimeSpan Now => _network.Now;

    public void Live()
    {
        var profile = new NodeProfile(_name, $"{++_life}", "virtual", _life, 1, [.. Enumerable.Repeat("cpu", _slots)],
            "");
        _server = new NodeServer(profile, this, (_, _) => _actors(), _ => { });
        Greet(new Hello(profile, ""), null);
        Beat(_server);
    }

    public void Die()
    {
        _server?.Dispose();
        _server = null;
        _works = false;
        while (_inbox.TryDequeue(out var frame))
        {
            UnreadMail.Release(frame);
        }
    }

    /// <summary>A frame has arrived.</summary>
    public void Take(Frame frame)
    {
        if (_server is null)
        {
            UnreadMail.Release(frame);
            return;
        }
        _inbox.Enqueue(frame);
        if (!_works)
        {
            Work();
        }
    }

    /// <summary>What was to be sent when the work ends dies with the process.</summary>
    public void Send(string session, Frame frame)
    {
        var server = _server;
        _network.At(frame is Beat ? _network.Now : _workEnds, () =>
        {
            if (server == _server)
            {
                _network.ToDriver(_name, frame);
            }
        });
    }

    public void Greet(Hello hello, string? replyTo) =>
        _network.At(_network.Now, () => _network.ToDriver(_name, hello));

    public bool TryHear(TimeSpan patience, out Frame frame) =>
        throw new NotSupportedException("In virtual time frames are handed to the node.");

    public void Dispose()
    {
    }

    private void Work()
    {
        var server = _server;
        if (server is null)
        {
            return;
        }
        if (FrozenUntil > _network.Now)
        {
            _works = true;
            _network.At(FrozenUntil, () => Again(server));
            return;
        }
        if (!_inbox.TryDequeue(out var frame))
        {
            _works = false;
            return;
        }
        _works = true;
        _workEnds = _network.Now;
        if (frame is Command command)
        {
            _network.Count(command);
            _workEnds += _network.WorkTime();
        }
        server.Hear(frame);
        _network.At(_workEnds, () => Again(server));
    }

    // Neither a process that has ended nor one that stands still says anything.
    private void Beat(NodeServer server)
    {
        if (server != _server)
        {
            return;
        }
        if (FrozenUntil <= _network.Now)
        {
            server.Beat();
        }
        _network.At(_network.Now + VirtualNetwork.Beats, () => Beat(server));
    }

    private void Again(NodeServer server)
    {
        if (server == _server)
        {
            Work();
        }
    }
}
