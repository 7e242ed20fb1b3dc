using AgentMarkets.Core.Actors;

namespace AgentMarkets.Hosting.Local;

/// <summary>The behaviours of one run in the order of their ids, and what state they are in.</summary>
internal sealed class Cast : IDisposable
{
    private readonly Roster _roster;

    public Cast(IReadOnlyList<Part> actors)
    {
        _roster = new Roster(actors);
        Behaviors = [.. _roster.Parts.Select(part => part.Make())];
    }

    public IBehavior[] Behaviors { get; }

    /// <exception cref="ArgumentException">There is no such actor.</exception>
    public int IndexOf(ActorId id) => _roster.IndexOf(id);

    /// <summary>Replaces a behaviour by a fresh one, as after the death of its process.</summary>
    public IBehavior Recreate(int index)
    {
        Behaviors[index].Dispose();
        return Behaviors[index] = _roster[index].MakeBlank();
    }

    public SystemState Save() => new([.. Behaviors.Select(BehaviorState.Of)]);

    /// <exception cref="InvalidDataException">The state has other actors than this run.</exception>
    public void Load(SystemState state)
    {
        _roster.CheckFits(state);
        foreach (var (saved, behavior) in state.Behaviors.Zip(Behaviors))
        {
            saved.Restore(behavior);
        }
    }

    /// <exception cref="StalledException">Somebody still waits.</exception>
    public void CheckNobodyWaits(long round) => _roster.CheckNobodyWaits(round, i => Behaviors[i].WaitsFor());

    public void Dispose()
    {
        foreach (var behavior in Behaviors)
        {
            behavior.Dispose();
        }
    }
}
