using AgentMarkets.Core.Actors;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>A node's part of one run: the actors that live there, each on the device of its slot.</summary>
internal sealed class NodeSession(string name, NodeProfile profile, GameBuilder build, IActorStage stage,
    MessageMover move) : IDisposable
{
    private readonly SortedDictionary<string, IReadOnlyDictionary<ActorId, Part>> _games =
        new(StringComparer.Ordinal);

    private readonly HeldMessages _held = new();
    private Assignment? _assignment;
    private IBehavior[] _actors = [];
    private Dictionary<ActorId, int> _index = [];
    private List<Mail>[] _mail = [];

    public string Name { get; } = name;

    /// <summary>The highest epoch heard of.</summary>
    public long Epoch { get; set; }

    /// <summary>The last command of the epoch that was done, and what was answered.</summary>
    public (long Number, Reply? Reply) Last { get; set; }

    /// <summary>Of the experiment, for operators.</summary>
    public string Experiment => _assignment?.Name ?? "";

    public int Actors => _actors.Length;

    public Answer Do(Order order)
    {
        switch (order)
        {
            case Open open:
                return Open(open.Assignment);
            case Take take:
                Take(take);
                return new Done();
            case Deliver deliver:
                return Deliver(deliver.Mail);
            case SaveState { File: "" }:
                return new Saved([.. _actors.Select(BehaviorState.Of)]);
            case SaveState save:
                StateFile.Write(save.File, new SystemState([.. _actors.Select(BehaviorState.Of)]));
                return new Saved([]);
            default:
                throw new InvalidOperationException($"A session does not know the order {order.GetType().Name}.");
        }
    }

    public void Dispose()
    {
        _held.Release();
        stage.Put([]);
        foreach (var actor in _actors)
        {
            actor.Dispose();
        }
        _actors = [];
    }

    private Answer Open(Assignment assignment)
    {
        _assignment = assignment;
        _games.Clear();
        try
        {
            foreach (string device in profile.Devices)
            {
                _ = Game(device);
            }
            return new Done();
        }
        catch (RefusedException refused)
        {
            return new Refused(refused.Message);
        }
    }

    private IReadOnlyDictionary<ActorId, Part> Game(string device)
    {
        if (!_games.TryGetValue(device, out var game))
        {
            _games[device] = game = build(_assignment!, device).ToDictionary(part => part.Id);
        }
        return game;
    }

    /// <summary>Actors are made afresh even if they are here already: nothing of an old epoch may be left in
    /// them.</summary>
    private void Take(Take take)
    {
        Dispose();
        var states = take.File.Length > 0 ? StateFile.Read(take.File).Behaviors : take.States;
        _actors = new IBehavior[take.Actors.Count];
        for (int i = 0; i < _actors.Length; i++)
        {
            var part = Game(SlotDevice(profile, i))[take.Actors[i]];
            _actors[i] = states.Count > 0 ? part.MakeBlank() : part.Make();
            if (states.Count > 0)
            {
                states[i].Restore(_actors[i]);
            }
        }
        _mail = [.. _actors.Select(_ => new List<Mail>())];
        _index = Enumerable.Range(0, _actors.Length).ToDictionary(i => take.Actors[i]);
        stage.Put(_actors);
    }

    /// <summary>The device of the i-th actor of a node.</summary>
    public static string SlotDevice(NodeProfile profile, int actor) => profile.Devices[actor % profile.Slots];

    private Answer Deliver(IReadOnlyList<Mail> mail)
    {
        if (mail.Count == 0)
        {
            _held.Release();
            return new Answered([], Tensor.TotalCount);
        }
        HandOut(mail);
        var letters = new List<(int Actor, IReadOnlyList<Mail> Letters)>(_mail.Length);
        for (int i = 0; i < _mail.Length; i++)
        {
            if (_mail[i].Count > 0)
            {
                letters.Add((i, _mail[i]));
            }
        }
        var turns = stage.Play(letters);
        var said = new Said[turns.Count];
        // Of several that failed at once the first by id is heard, not the one whose thread was faster.
        for (int k = 0; k < said.Length; k++)
        {
            if (turns[k].Fault is { } fault)
            {
                return new Broke(_actors[letters[k].Actor].Id, fault.Message);
            }
            said[k] = turns[k].Said!;
        }
        return new Answered(said, Tensor.TotalCount);
    }

    private void HandOut(IReadOnlyList<Mail> mail)
    {
        Array.ForEach(_mail, letters => letters.Clear());
        string landing = profile.Landing;
        var elsewhere = new SortedDictionary<string, Mail>(StringComparer.Ordinal);
        for (int k = 0; k < mail.Count; k++)
        {
            elsewhere.Clear();
            _held.Add(mail[k].Message);
            for (int i = 0; i < mail[k].To.Count; i++)
            {
                int actor = IndexOf(mail[k].To[i]);
                string device = SlotDevice(profile, actor);
                _mail[actor].Add(device == landing ? mail[k] : At(device, mail[k], elsewhere));
            }
        }
    }

    /// <summary>The letter for the actors of a device where it did not land: one for all of them.</summary>
    private Mail At(string device, Mail letter, SortedDictionary<string, Mail> elsewhere)
    {
        if (!elsewhere.TryGetValue(device, out var there))
        {
            elsewhere[device] = there = letter with { Message = move(letter.Message, device) };
            if (!ReferenceEquals(there.Message, letter.Message))
            {
                _held.Add(there.Message);
            }
        }
        return there;
    }

    private int IndexOf(ActorId id) => _index.TryGetValue(id, out int index)
        ? index
        : throw new InvalidOperationException($"{id} does not live on node {profile.Id}.");
}
