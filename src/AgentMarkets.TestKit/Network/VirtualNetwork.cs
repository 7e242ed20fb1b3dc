using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Hosting.Distributed;

namespace AgentMarkets.TestKit.Network;

/// <summary>A driver and its nodes in one process and one thread, in virtual time, over a network that loses, repeats,
/// delays and cuts as a plan says.</summary>
/// <remarks>
/// <c>var network = new VirtualNetwork(["a", "b"], () => makeGame().Actors, new NetworkPlan(seed)); using var host =
/// network.Open(makeGame().Actors);</c> Everything that a real engine runs runs here, but for its wire.
/// </remarks>
public sealed class VirtualNetwork : IDriverLink
{
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(0.25);

    private readonly SortedDictionary<string, VirtualNode> _nodes = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Action, (TimeSpan, long)> _events = new();
    private readonly Queue<Heard> _forDriver = new();
    private readonly RandomStream _stream;
    private readonly NetworkPlan _plan;
    private bool _isClosed;
    private long _order;
    private long _draws;

    /// <param name="actors">Makes all actors of the game afresh, for a node.</param>
    /// <param name="slots">Of each node.</param>
    public VirtualNetwork(IReadOnlyList<string> nodes, Func<IReadOnlyList<Part>> actors, NetworkPlan plan,
        int slots = 1)
    {
        (_plan, _stream) = (plan, new RandomStream(StreamKey.Of(plan.Seed, new ActorId("network", 1), "fates"), 0));
        foreach (string node in nodes)
        {
            _nodes.Add(node, new VirtualNode(node, slots, this, actors));
        }
        foreach (var incident in plan.Incidents)
        {
            At(TimeSpan.FromSeconds(incident.At), () => Happen(incident));
        }
    }

    public TimeSpan Now { get; private set; }

    /// <summary>What happened so far, in order.</summary>
    public List<string> Incidents { get; } = [];

    /// <summary>What the host told its user.</summary>
    public List<string> Sentences { get; } = [];

    /// <summary>How the run stood when it was last told.</summary>
    public RunStatus? Status { get; private set; }

    /// <summary>Commands delivered to nodes so far, by the kind of their order.</summary>
    public SortedDictionary<string, long> Delivered { get; } = new(StringComparer.Ordinal);

    /// <summary>The host of a run over this network.</summary>
    public DistributedHost Open(IReadOnlyList<Part> actors, DistributedSettings? settings = null) =>
        new("run/1", actors, new Assignment("test", "", "", new SortedDictionary<string, string>()), this,
            settings ?? new DistributedSettings { Nodes = _nodes.Count }, Sentences.Add);

    public void Send(string node, Command command) => Carry(node, command,
        frame => At(Now, () => _nodes[node].Take(frame)));

    public void CallRoll()
    {
        foreach (string node in _nodes.Keys)
        {
            Carry(node, new RollCall("driver"), frame => _nodes[node].Take(frame));
        }
    }

    public bool TryHear(TimeSpan patience, out Heard heard)
    {
        TimeSpan until = Now + patience;
        while (!_forDriver.TryDequeue(out heard!))
        {
            if (!_events.TryPeek(out _, out var due) || due.Item1 > until)
            {
                Now = until;
                return false;
            }
            Now = due.Item1 > Now ? due.Item1 : Now;
            _events.Dequeue()();
        }
        return true;
    }

    public void Publish(RunStatus status) => Status = status;

    /// <summary>An operator asks that the actors be spread anew.</summary>
    public void AskRebalance() => _forDriver.Enqueue(new HeardRebalance());

    /// <summary>Something happens to a node, now.</summary>
    public void Happen(NodeIncident incident)
    {
        Incidents.Add($"{Now.TotalSeconds:0.000} s: {incident.Kind} {incident.Node}");
        var node = _nodes[incident.Node];
        TimeSpan over = double.IsInfinity(incident.Lasts) ? TimeSpan.MaxValue
            : Now + TimeSpan.FromSeconds(incident.Lasts);
        switch (incident.Kind)
        {
            case IncidentKind.Kill or IncidentKind.Restart:
                node.Die();
                if (_plan.TellsLosses)
                {
                    At(Now + TimeSpan.FromSeconds(0.03), () =>
                        _forDriver.Enqueue(new HeardLoss(incident.Node, "was killed")));
                }
                if (incident.Kind == IncidentKind.Restart)
                {
                    At(over, () => Revive(node));
                }
                break;
            case IncidentKind.Freeze:
                node.FrozenUntil = over;
                break;
            case IncidentKind.Cut:
                node.CutUntil = over;
                break;
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        foreach (var node in _nodes.Values)
        {
            node.Die();
        }
        while (_events.TryDequeue(out var last, out _))
        {
            // What was still under way arrives at the dead, who free it.
            last();
        }
        while (_forDriver.TryDequeue(out var heard))
        {
            if (heard is HeardFrame { Frame: var frame })
            {
                UnreadMail.Release(frame);
            }
        }
    }

    internal void ToDriver(string node, Frame frame) =>
        Carry(node, frame, copy => _forDriver.Enqueue(new HeardFrame(copy)));

    /// <summary>Does something at a time to come.</summary>
    public void At(TimeSpan when, Action act) => _events.Enqueue(act, (when > Now ? when : Now, _order++));

    /// <summary>How long a node works on a command: mostly milliseconds, now and then longer than a node may be
    /// silent.</summary>
    internal TimeSpan WorkTime()
    {
        double u = Draw();
        return TimeSpan.FromSeconds(u < _plan.LongWork ? 3 * Draw() : 0.002 * Draw());
    }

    internal static TimeSpan Beats => BeatEvery;

    internal void Count(Command command)
    {
        string kind = command.Order.GetType().Name;
        Delivered[kind] = Delivered.GetValueOrDefault(kind) + 1;
    }

    // Nobody is born any more once the network is closed: its signs of life would go on for ever.
    private void Revive(VirtualNode node)
    {
        if (!_isClosed)
        {
            node.Live();
        }
    }

    private double Draw() => _stream.Word(_draws++) / 4294967296.0;

    private void Carry(string node, Frame frame, Action<Frame> arrive)
    {
        if (_nodes[node].CutUntil > Now || Draw() < _plan.Loss)
        {
            return;
        }
        int copies = Draw() < _plan.Repetition ? 2 : 1;
        for (int k = 0; k < copies; k++)
        {
            double held = Draw() < _plan.Delay || k > 0 ? Draw() * _plan.LongestDelay : 0;
            var copy = FrameCopies.Of(frame);
            At(Now + TimeSpan.FromSeconds(0.0002 + held), () => arrive(copy));
        }
    }
}
