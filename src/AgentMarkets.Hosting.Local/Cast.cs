using AgentMarkets.Core.Actors;

namespace AgentMarkets.Hosting.Local;

/// <summary>The behaviours of one run in the order of their ids: who there is, and what state they are in.</summary>
internal sealed class Cast : IDisposable
{
    private readonly Part[] _parts;
    private readonly Dictionary<ActorId, int> _index = [];

    public Cast(IReadOnlyList<Part> actors)
    {
        _parts = [.. actors.OrderBy(part => part.Id)];
        Behaviors = [.. _parts.Select(part => part.Make())];
        for (int i = 0; i < Behaviors.Length; i++)
        {
            if (!_index.TryAdd(Behaviors[i].Id, i))
            {
                throw new ArgumentException($"There are two actors {Behaviors[i].Id}; ids must be unique.");
            }
        }
    }

    public IBehavior[] Behaviors { get; }

    /// <exception cref="ArgumentException">There is no such actor.</exception>
    public int IndexOf(ActorId id) => _index.TryGetValue(id, out int index)
        ? index
        : throw new ArgumentException($"There is no actor {id}. Actors here: "
            + $"{string.Join(", ", Behaviors.Select(b => b.Id))}.");

    /// <summary>Replaces a behaviour by a fresh one, as after the death of its process.</summary>
    public IBehavior Recreate(int index)
    {
        Behaviors[index].Dispose();
        return Behaviors[index] = _parts[index].MakeBlank();
    }

    public SystemState Save() => new([.. Behaviors.Select(BehaviorState.Of)]);

    /// <exception cref="InvalidDataException">The state has other actors than this run.</exception>
    public void Load(SystemState state)
    {
        var here = Behaviors.Select(b => b.Id);
        if (!here.SequenceEqual(state.Behaviors.Select(b => b.Id)))
        {
            throw new InvalidDataException(
                $"The checkpoint holds {string.Join(", ", state.Behaviors.Select(b => b.Id))}; "
                + $"this run has {string.Join(", ", here)}.");
        }
        foreach (var (saved, behavior) in state.Behaviors.Zip(Behaviors))
        {
            saved.Restore(behavior);
        }
    }

    /// <exception cref="StalledException">Somebody still waits.</exception>
    public void CheckNobodyWaits(long round)
    {
        var waiting = Behaviors.Select(b => (b.Id, For: b.WaitsFor().ToArray())).Where(w => w.For.Length > 0).ToArray();
        if (waiting.Length > 0)
        {
            throw new StalledException($"Round {round} stands still: "
                + string.Join("; ", waiting.Select(w => $"{w.Id} waits for {string.Join(", ", w.For)}")) + ".");
        }
    }

    public void Dispose()
    {
        foreach (var behavior in Behaviors)
        {
            behavior.Dispose();
        }
    }
}
