using AgentMarkets.Core.Actors;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>All actors of a run, wherever they live, with the mail that lies between two supersteps.</summary>
internal sealed class Ensemble : IDisposable
{
    private const long MostBytes = 2_000_000_000;

    private readonly Roster _roster;
    private readonly Assignment _assignment;
    private readonly NodeCalls _calls;
    private readonly Membership _members;
    private readonly DistributedSettings _settings;
    private readonly List<(ActorId From, IMessage Message)>[] _mail;
    private readonly IReadOnlyList<ActorId>[] _waits;
    private readonly IBehavior?[] _central;
    private readonly Outbox[] _outboxes;
    private readonly Said?[] _said;
    private readonly List<int> _busy = [];
    private readonly HeldMessages _held = new();
    private SortedDictionary<ActorId, string> _homes = [];

    // The nodes that actors live on, by name, and of each the places of its actors in the roster.
    private (string Name, int[] Actors)[] _nodes = [];
    private long _round;
    private long _files;

    public Ensemble(IReadOnlyList<Part> parts, Assignment assignment, NodeCalls calls, Membership members,
        DistributedSettings settings)
    {
        _roster = new Roster(parts);
        (_assignment, _calls, _members, _settings) = (assignment, calls, members, settings);
        _mail = [.. _roster.Parts.Select(_ => new List<(ActorId From, IMessage Message)>())];
        _waits = [.. _roster.Parts.Select(_ => Array.Empty<ActorId>())];
        _central = new IBehavior?[_roster.Count];
        _outboxes = [.. _roster.Parts.Select(_ => new Outbox())];
        _said = new Said?[_roster.Count];
    }

    /// <summary>Messages that lie ready for the next superstep.</summary>
    public int Underway { get; private set; }

    /// <summary>Where the actors live that are not central, in the order of their ids.</summary>
    public IReadOnlyDictionary<ActorId, string> Homes => _homes;

    /// <summary>Whether they live where they would if they were placed now.</summary>
    public bool IsBalanced => Placement.Of(Travelling, Slots).SequenceEqual(_homes);

    /// <exception cref="ArgumentException">There is no such actor.</exception>
    public int CheckIsHere(ActorId id) => _roster.IndexOf(id);

    /// <exception cref="InvalidDataException">The state has other actors than this run.</exception>
    public void CheckFits(SystemState state) => _roster.CheckFits(state);

    public void Put(ActorId from, ActorId to, IMessage message)
    {
        _round = Math.Max(_round, message.Round);
        _mail[_roster.IndexOf(to)].Add((from, message));
        Underway++;
    }

    /// <summary>Forgets where the actors live, so that they are placed anew.</summary>
    public void Unsettle() => _homes = [];

    /// <summary>Gives every actor a home, and the state of a checkpoint; none: all begin.</summary>
    /// <exception cref="NodeLossException">A node is gone meanwhile, or refuses.</exception>
    public void Settle(SystemState checkpoint)
    {
        Array.ForEach(_mail, mail => mail.Clear());
        Underway = 0;
        Array.Fill(_waits, []);
        _held.Release();
        _round = 0;
        _homes = Placement.Of(Travelling, Slots, _homes);
        _nodes = [.. _homes.GroupBy(home => home.Value).OrderBy(node => node.Key, StringComparer.Ordinal)
            .Select(node => (node.Key, node.Select(home => _roster.IndexOf(home.Key)).ToArray()))];
        CheckSizes();
        for (int i = 0; i < _roster.Count; i++)
        {
            if (_roster[i].IsCentral)
            {
                bool begins = checkpoint.Behaviors.Count == 0;
                _central[i]?.Dispose();
                _central[i] = begins ? _roster[i].Make() : _roster[i].MakeBlank();
                if (!begins)
                {
                    checkpoint.Behaviors[i].Restore(_central[i]!);
                }
            }
        }
        string[] strangers = [.. Nodes.Where(node => !_members.IsOpen(node))];
        _ = _calls.Ask([.. strangers.Select(node => (node, (Order)new Open(_assignment)))]);
        Array.ForEach(strangers, _members.Opened);
        _ = _calls.Ask([.. Nodes.Select(node => (node, TakeOf(node, checkpoint)))]);
    }

    /// <summary>Lets every actor with mail answer it, those on nodes at the same time as those here.</summary>
    /// <param name="tell">Takes the observations, by actor in the order of ids.</param>
    /// <returns>False where nobody had mail.</returns>
    /// <exception cref="NodeLossException">A node is gone.</exception>
    public bool Superstep(Action<Observation> tell)
    {
        _busy.Clear();
        for (int i = 0; i < _mail.Length; i++)
        {
            _said[i] = null;
            if (_mail[i].Count > 0)
            {
                _busy.Add(i);
            }
        }
        if (_busy.Count == 0)
        {
            return false;
        }
        foreach (var answer in _calls.Ask(Deliveries(), AnswerHere).Values)
        {
            Collect((Answered)answer);
        }
        foreach (int i in _busy)
        {
            Underway -= _mail[i].Count;
            _mail[i].Clear();
        }
        foreach (int i in _busy)
        {
            var said = _said[i]!;
            _waits[i] = said.WaitsFor;
            for (int k = 0; k < said.Observations.Count; k++)
            {
                tell(said.Observations[k]);
            }
            for (int k = 0; k < said.Mail.Count; k++)
            {
                Put(said.Actor, said.Mail[k].To, said.Mail[k].Message);
            }
        }
        return true;
    }

    /// <summary>The states of all actors, at rest.</summary>
    /// <exception cref="NodeLossException">A node is gone.</exception>
    public SystemState Save()
    {
        var files = Nodes.ToDictionary(node => node, FileOf);
        var answers = _calls.Ask([.. Nodes.Select(node => (node, (Order)new SaveState(files[node])))]);
        var states = new BehaviorState[_roster.Count];
        foreach (var (node, answer) in answers)
        {
            foreach (var state in files[node].Length > 0 ? Consumed(files[node]) : ((Saved)answer).States)
            {
                states[_roster.IndexOf(state.Id)] = state;
            }
        }
        for (int i = 0; i < states.Length; i++)
        {
            states[i] = _central[i] is { } here ? BehaviorState.Of(here) : states[i];
        }
        return new SystemState(states);
    }

    /// <summary>Lets all nodes let go of old mail.</summary>
    /// <returns>The tensors that are then alive on them.</returns>
    public long Rest()
    {
        _held.Release();
        return _calls.Ask([.. Nodes.Select(node => (node, (Order)new Deliver([])))]).Values.Cast<Answered>()
            .Sum(answer => answer.LiveTensors);
    }

    /// <exception cref="StalledException">Somebody still waits.</exception>
    public void CheckNobodyWaits()
    {
        _held.Release();
        _roster.CheckNobodyWaits(_round, i => _waits[i]);
    }

    /// <summary>The actors of a node, in the order of their slots.</summary>
    public ActorId[] LivingAt(string node) => [.. _homes.Where(home => home.Value == node).Select(home => home.Key)];

    /// <summary>Tells the nodes that the run is over, as far as they still hear.</summary>
    public void Dispose()
    {
        try
        {
            _calls.Waiting = null;
            _calls.NextEpoch();
            foreach (var back in _members.Usable.Where(node => !_members.IsOpen(node.Id)))
            {
                // It was lost and came back: it takes part in this run as far as it knows.
                _calls.Tell(back.Id, new Close());
            }
            _ = _calls.Ask([.. Nodes.Where(_members.IsOpen).Select(node => (node, (Order)new Close()))]);
        }
        catch (Exception e) when (e is NodeLossException or LinkException or BehaviorFailedException)
        {
            // The run is over all the same; a node that did not hear of it gives way to the next driver.
        }
        _held.Release();
        foreach (var behavior in _central)
        {
            behavior?.Dispose();
        }
    }

    /// <summary>One array holds what a node gets in a step, and no array holds more than 2 GiB.</summary>
    private void CheckSizes()
    {
        foreach (var (node, actors) in _nodes)
        {
            long bytes = actors.Sum(actor => _roster[actor].StepBytes);
            if (bytes > MostBytes)
            {
                throw new LinkException($"Node {node} would have to send or get about {bytes / 1e9:0.#} GB in one "
                    + $"step for its {actors.Length:N0} actors, and {MostBytes / 1e9:0.#} GB is the most. Use more "
                    + "nodes, a smaller batch, or fewer replicas.");
            }
        }
    }

    private ActorId[] Travelling => [.. _roster.Parts.Where(part => !part.IsCentral).Select(part => part.Id)];

    private Dictionary<string, int> Slots => _members.Usable.ToDictionary(node => node.Id, node => node.Slots);

    /// <summary>Those that actors live on, by name.</summary>
    private IEnumerable<string> Nodes => _homes.Values.Distinct().Order(StringComparer.Ordinal);

    /// <summary>To every node the mail of its actors.</summary>
    private List<(string Node, Order Order)> Deliveries()
    {
        var orders = new List<(string Node, Order Order)>();
        foreach (var (node, actors) in _nodes)
        {
            var bundle = new Bundle();
            foreach (int i in actors)
            {
                bundle.Add(_roster[i].Id, _mail[i]);
            }
            if (!bundle.IsEmpty)
            {
                orders.Add((node, bundle.Sealed()));
            }
        }
        return orders;
    }

    private void AnswerHere()
    {
        foreach (int i in _busy)
        {
            if (_central[i] is { } behavior)
            {
                var outbox = _outboxes[i];
                outbox.Clear();
                foreach (var (from, message) in _mail[i])
                {
                    using (NewDisposeScope())
                    {
                        behavior.Receive(from, message, outbox);
                    }
                }
                _said[i] = new Said(behavior.Id, outbox.Mail, outbox.Observations, [.. behavior.WaitsFor()]);
            }
        }
    }

    private void Collect(Answered answer)
    {
        for (int k = 0; k < answer.Said.Count; k++)
        {
            var said = answer.Said[k];
            _said[_roster.IndexOf(said.Actor)] = said;
            for (int m = 0; m < said.Mail.Count; m++)
            {
                _held.Add(said.Mail[m].Message);
            }
        }
    }

    private Order TakeOf(string node, SystemState checkpoint)
    {
        ActorId[] actors = LivingAt(node);
        if (checkpoint.Behaviors.Count == 0)
        {
            return new Take(actors, [], "");
        }
        BehaviorState[] states = [.. actors.Select(actor => checkpoint.Behaviors[_roster.IndexOf(actor)])];
        string file = FileOf(node);
        if (file.Length == 0)
        {
            return new Take(actors, states, "");
        }
        StateFile.Write(file, new SystemState(states));
        return new Take(actors, [], file);
    }

    // A name is never used twice, so that a node that was taken for lost writes over nothing.
    private string FileOf(string node) => _settings.SharedFolder is { } folder
        ? Path.Combine(folder, $"{node}.{_calls.Epoch}.{++_files}.states")
        : "";

    private static IReadOnlyList<BehaviorState> Consumed(string file)
    {
        var states = StateFile.Read(file).Behaviors;
        File.Delete(file);
        return states;
    }
}
