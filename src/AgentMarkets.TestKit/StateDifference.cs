using AgentMarkets.Core.Actors;

namespace AgentMarkets.TestKit;

/// <summary>Says where two states part: the first actor, its first entry, the first replica and byte.</summary>
public static class StateDifference
{
    /// <returns>Part of a sentence, or nothing where the states are equal.</returns>
    public static string? Between(SystemState expected, SystemState found)
    {
        if (expected.Behaviors.Count != found.Behaviors.Count)
        {
            return $"there are {found.Behaviors.Count} actors instead of {expected.Behaviors.Count}";
        }
        return expected.Behaviors.Zip(found.Behaviors).Select(pair => Between(pair.First, pair.Second))
            .FirstOrDefault(difference => difference is not null);
    }

    /// <inheritdoc cref="Between(SystemState, SystemState)"/>
    public static string? Between(BehaviorState expected, BehaviorState found)
    {
        if (expected.Id != found.Id)
        {
            return $"{found.Id} stands where {expected.Id} should";
        }
        if (!expected.Entries.Select(e => e.Name).SequenceEqual(found.Entries.Select(e => e.Name)))
        {
            return $"{found.Id} saved {string.Join(", ", found.Entries.Select(e => e.Name))} "
                + $"instead of {string.Join(", ", expected.Entries.Select(e => e.Name))}";
        }
        return expected.Entries.Zip(found.Entries).Select(pair => Between(found.Id, pair.First, pair.Second))
            .FirstOrDefault(difference => difference is not null);
    }

    private static string? Between(ActorId actor, StateEntry expected, StateEntry found)
    {
        if (expected.Bytes.Length != found.Bytes.Length || expected.Rows != found.Rows)
        {
            return $"'{found.Name}' of {actor} has {found.Bytes.Length} bytes in {found.Rows} rows "
                + $"instead of {expected.Bytes.Length} in {expected.Rows}";
        }
        int at = expected.Bytes.AsSpan().CommonPrefixLength(found.Bytes);
        if (at == found.Bytes.Length)
        {
            return null;
        }
        string where = found.Rows == 0
            ? $"byte {at}"
            : $"replica {at / (found.Bytes.Length / found.Rows)}, byte {at % (found.Bytes.Length / found.Rows)}";
        return $"the first difference is in '{found.Name}' of {actor} ({where})";
    }
}
