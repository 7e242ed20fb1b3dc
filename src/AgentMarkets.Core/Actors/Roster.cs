namespace AgentMarkets.Core.Actors;

/// <summary>All actors of a run in the order of their ids: what every host needs to know of who there is.</summary>
public sealed class Roster
{
    private readonly Part[] _parts;
    private readonly Dictionary<ActorId, int> _index = [];

    /// <exception cref="ArgumentException">Two have the same id.</exception>
    public Roster(IEnumerable<Part> actors)
    {
        _parts = [.. actors.OrderBy(part => part.Id)];
        for (int i = 0; i < _parts.Length; i++)
        {
            if (!_index.TryAdd(_parts[i].Id, i))
            {
                throw new ArgumentException($"There are two actors {_parts[i].Id}; ids must be unique.");
            }
        }
    }

    public int Count => _parts.Length;

    public IReadOnlyList<Part> Parts => _parts;

    public Part this[int index] => _parts[index];

    /// <exception cref="ArgumentException">There is no such actor.</exception>
    public int IndexOf(ActorId id) => _index.TryGetValue(id, out int index)
        ? index
        : throw new ArgumentException($"There is no actor {id}. Actors here: {Ids}.");

    /// <exception cref="InvalidDataException">The state has other actors than this run.</exception>
    public void CheckFits(SystemState state)
    {
        if (!_parts.Select(part => part.Id).SequenceEqual(state.Behaviors.Select(saved => saved.Id)))
        {
            throw new InvalidDataException(
                $"The checkpoint holds {string.Join(", ", state.Behaviors.Select(saved => saved.Id))}; "
                + $"this run has {Ids}.");
        }
    }

    /// <param name="waitsFor">Those for whom the actor of this index waits.</param>
    /// <exception cref="StalledException">Somebody waits.</exception>
    public void CheckNobodyWaits(long round, Func<int, IEnumerable<ActorId>> waitsFor)
    {
        var waiting = _parts.Select((part, i) => (part.Id, For: waitsFor(i))).Where(one => one.For.Any()).ToArray();
        if (waiting.Length > 0)
        {
            throw new StalledException($"Round {round} stands still: "
                + string.Join("; ", waiting.Select(one => $"{one.Id} waits for {string.Join(", ", one.For)}")) + ".");
        }
    }

    private string Ids => string.Join(", ", _parts.Select(part => part.Id));
}
