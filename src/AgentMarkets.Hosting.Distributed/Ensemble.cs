using AgentMarkets.Core.Actors;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>All actors of a run, wherever they live, with the mail that lies between two supersteps.</summary>
internal sealed class Ensemble : IDisposable
{
    private const long MostBytes = 2_000_000_000;

    private readonly Part[] _parts;
    private readonly SortedDictionary<ActorId, int> _index = [];
    private readonly Assignment _assignment;
    private readonly NodeCalls _calls;
    private readonly Membership _members;
    private readonly DistributedSettings _settings;
    private readonly List<Mail>[] _mail;
    private readonly ActorId[][] _waits;
    private readonly IBehavior?[] _central;
    private readonly Outbox[] _outboxes;
    private readonly HeldMessages _held = new();
    private SortedDictionary<ActorId, string> _homes = [];
    private long _round;
    private long _files;

    public Ensemble(IReadOnlyList<Part> parts, Assignment assignment, NodeCalls calls, Membership members,
        DistributedSettings settings)
    {
        _parts = [.. parts.OrderBy(part => part.Id)];
        for (int i = 0; i < _parts.Length; i++)
        {
            if (!_index.TryAdd(_parts[i].Id, i))
            {
                throw new ArgumentException($"There are two actors {_parts[i].Id}; ids must be unique.");
            }
        }
        (_assignment, _calls, _members, _settings) = (assignment, calls, members, settings);
        _mail = [.. _parts.Select(_ => new List<Mail>())];
        _waits = [.. _parts.Select(_ => Array.Empty<ActorId>())];
        _central = new IBehavior?[_parts.Length];
        _outboxes = [.. _parts.Select(_ => new Outbox())];
    }

    /// <summary>Messages that lie ready for the next superstep.</summary>
    public int Underway => _mail.Sum(mail => mail.Count);

    /// <summary>Where the actors live that are not central, in the order of their ids.</summary>
    public IReadOnlyDictionary<ActorId, string> Homes => _homes;

    /// <summary>Whether they live where they would if they were placed now.</summary>
    public bool IsBalanced => Placement.Of(Travelling, Slots).SequenceEqual(_homes);

    /// <exception cref="ArgumentException">There is no such actor.</exception>
    public int CheckIsHere(ActorId id) => _index.TryGetValue(id, out int index)
        ? index
        : throw new ArgumentException($"There is no actor {id}. Actors here: "
            + $"{string.Join(", ", _parts.Select(part => part.Id))}.");

    /// <exception cref="InvalidDataException">The state has other actors than this run.</exception>
    public void CheckFits(SystemState state)
    {
        if (!_parts.Select(part => part.Id).SequenceEqual(state.Behaviors.Select(saved => saved.Id)))
        {
            throw new InvalidDataException(
                $"The checkpoint holds {string.Join(", ", state.Behaviors.Select(saved => saved.Id))}; "
                + $"this run has {string.Join(", ", _parts.Select(part => part.Id))}.");
        }
    }

    public void Put(Mail letter)
    {
        _round = Math.Max(_round, letter.Message.Round);
        _mail[CheckIsHere(letter.To)].Add(letter);
    }

    /// <summary>Forgets where the actors live, so that they are placed anew.</summary>
    public void Unsettle() => _homes = [];

    /// <summary>Gives every actor a home, and the state of a checkpoint; none: all begin.</summary>
    /// <exception cref="NodeLossException">A node is gone meanwhile, or refuses.</exception>
    public void Settle(SystemState checkpoint)
    {
        Array.ForEach(_mail, mail => mail.Clear());
        Array.Fill(_waits, []);
        _held.Release();
        _round = 0;
        _homes = Placement.Of(Travelling, Slots, _homes);
        CheckSizes();
        for (int i = 0; i < _parts.Length; i++)
        {
            if (_parts[i].IsCentral)
            {
                bool begins = checkpoint.Behaviors.Count == 0;
                _central[i]?.Dispose();
                _central[i] = begins ? _parts[i].Make() : _parts[i].MakeBlank();
                if (!begins)
                {
                    checkpoint.Behaviors[i].Restore(_central[i]!);
                }
            }
        }
        string[] nodes = [.. _homes.Values.Distinct().Order(StringComparer.Ordinal)];
        string[] strangers = [.. nodes.Where(node => !_members.IsOpen(node))];
        _ = _calls.Ask([.. strangers.Select(node => (node, (Order)new Open(_assignment)))]);
        Array.ForEach(strangers, _members.Opened);
        _ = _calls.Ask([.. nodes.Select(node => (node, TakeOf(node, checkpoint)))]);
    }

    /// <summary>Lets every actor with mail answer it, those on nodes at the same time as those here.</summary>
    /// <param name="tell">Takes the observations, by actor in the order of ids.</param>
    /// <returns>False where nobody had mail.</returns>
    /// <exception cref="NodeLossException">A node is gone.</exception>
    public bool Superstep(Action<Observation> tell)
    {
        int[] busy = [.. Enumerable.Range(0, _parts.Length).Where(i => _mail[i].Count > 0)];
        if (busy.Length == 0)
        {
            return false;
        }
        var orders = busy.Where(i => !_parts[i].IsCentral).GroupBy(i => _homes[_parts[i].Id])
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, (Order)new Deliver([.. group.SelectMany(i => _mail[i])]))).ToArray();
        var said = new Said?[_parts.Length];
        var answers = _calls.Ask(orders, () =>
        {
            foreach (int i in busy.Where(i => _parts[i].IsCentral))
            {
                said[i] = AnswerHere(i);
            }
        });
        foreach (var one in answers.Values.Cast<Answered>().SelectMany(answer => answer.Said))
        {
            said[_index[one.Actor]] = one;
            foreach (var letter in one.Mail)
            {
                _held.Add(letter.Message);
            }
        }
        foreach (int i in busy)
        {
            _mail[i].Clear();
        }
        foreach (int i in busy)
        {
            _waits[i] = [.. said[i]!.WaitsFor];
            foreach (var observation in said[i]!.Observations)
            {
                tell(observation);
            }
            foreach (var letter in said[i]!.Mail)
            {
                Put(letter);
            }
        }
        return true;
    }

    /// <summary>The states of all actors, at rest.</summary>
    /// <exception cref="NodeLossException">A node is gone.</exception>
    public SystemState Save()
    {
        string[] nodes = [.. _homes.Values.Distinct().Order(StringComparer.Ordinal)];
        var files = nodes.ToDictionary(node => node, FileOf);
        var answers = _calls.Ask([.. nodes.Select(node => (node, (Order)new SaveState(files[node])))]);
        var states = new BehaviorState[_parts.Length];
        foreach (var (node, answer) in answers)
        {
            foreach (var state in files[node].Length > 0 ? Consumed(files[node]) : ((Saved)answer).States)
            {
                states[_index[state.Id]] = state;
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
        string[] nodes = [.. _homes.Values.Distinct().Order(StringComparer.Ordinal)];
        return _calls.Ask([.. nodes.Select(node => (node, (Order)new Deliver([])))]).Values.Cast<Answered>()
            .Sum(answer => answer.LiveTensors);
    }

    /// <exception cref="StalledException">Somebody still waits.</exception>
    public void CheckNobodyWaits()
    {
        _held.Release();
        var waiting = Enumerable.Range(0, _parts.Length).Where(i => _waits[i].Length > 0).ToArray();
        if (waiting.Length > 0)
        {
            throw new StalledException($"Round {_round} stands still: " + string.Join("; ", waiting.Select(i =>
                $"{_parts[i].Id} waits for {string.Join(", ", _waits[i])}")) + ".");
        }
    }

    /// <summary>The actors of a node, in the order of their slots.</summary>
    public ActorId[] LivingAt(string node) => [.. _homes.Where(home => home.Value == node).Select(home => home.Key)];

    /// <summary>Tells the nodes that the run is over, as far as they still hear.</summary>
    public void Dispose()
    {
        try
        {
            string[] nodes = [.. _homes.Values.Distinct().Order(StringComparer.Ordinal)];
            _calls.Waiting = null;
            _calls.NextEpoch();
            foreach (var back in _members.Usable.Where(node => !_members.IsOpen(node.Id)))
            {
                // It was lost and came back: it takes part in this run as far as it knows.
                _calls.Tell(back.Id, new Close());
            }
            _ = _calls.Ask([.. nodes.Where(_members.IsOpen).Select(node => (node, (Order)new Close()))]);
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
        foreach (var node in _homes.GroupBy(home => home.Value).OrderBy(node => node.Key, StringComparer.Ordinal))
        {
            long bytes = node.Sum(home => _parts[_index[home.Key]].StepBytes);
            if (bytes > MostBytes)
            {
                throw new LinkException($"Node {node.Key} would have to send or get about {bytes / 1e9:0.#} GB in one "
                    + $"step for its {node.Count():N0} actors, and {MostBytes / 1e9:0.#} GB is the most. Use more "
                    + "nodes, a smaller batch, or fewer replicas.");
            }
        }
    }

    private ActorId[] Travelling => [.. _parts.Where(part => !part.IsCentral).Select(part => part.Id)];

    private Dictionary<string, int> Slots => _members.Usable.ToDictionary(node => node.Id, node => node.Slots);

    private Said AnswerHere(int actor)
    {
        var (behavior, outbox) = (_central[actor]!, _outboxes[actor]);
        outbox.Clear();
        foreach (var letter in _mail[actor])
        {
            using (NewDisposeScope())
            {
                behavior.Receive(letter.From, letter.Message, outbox);
            }
        }
        return new Said(behavior.Id, [.. outbox.Mail.Select(sent => new Mail(behavior.Id, sent.To, sent.Message))],
            [.. outbox.Observations], [.. behavior.WaitsFor()]);
    }

    private Order TakeOf(string node, SystemState checkpoint)
    {
        ActorId[] actors = LivingAt(node);
        if (checkpoint.Behaviors.Count == 0)
        {
            return new Take(actors, [], "");
        }
        BehaviorState[] states = [.. actors.Select(actor => checkpoint.Behaviors[_index[actor]])];
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
