using System.Runtime.InteropServices;
using AgentMarkets.Core.Actors;

namespace AgentMarkets.TestKit;

/// <summary>Changes single numbers of a saved state, to see what a run makes of them.</summary>
public static class Corruption
{
    /// <summary>Puts not-a-number into one replica's first parameter of one actor, which makes that replica
    /// fail.</summary>
    /// <param name="replica">From 0.</param>
    /// <param name="entry">An entry of 32-bit numbers with one row a replica.</param>
    public static SystemState NotANumber(SystemState state, ActorId actor, int replica, string entry = "parameters") =>
        Put(state, actor, entry, replica, float.NaN);

    /// <summary>Replaces one number of one replica.</summary>
    /// <param name="replica">From 0; 0 where all replicas share the entry.</param>
    /// <param name="element">The place within the replica's row, from 0.</param>
    /// <exception cref="ArgumentException">There is no such actor, entry, replica or element.</exception>
    public static SystemState Put<T>(SystemState state, ActorId actor, string entry, int replica, T value,
        int element = 0)
        where T : unmanaged
    {
        var behavior = state.Behaviors.FirstOrDefault(b => b.Id == actor)
            ?? throw new ArgumentException($"The state has no actor {actor}.");
        var old = behavior.Entries.FirstOrDefault(e => e.Name == entry)
            ?? throw new ArgumentException($"{actor} has no entry '{entry}'. Entries: "
                + $"{string.Join(", ", behavior.Entries.Select(e => e.Name))}.");
        byte[] bytes = [.. old.Bytes];
        int row = bytes.Length / Math.Max(1, old.Rows);
        var numbers = MemoryMarshal.Cast<byte, T>(bytes.AsSpan(replica * row, row));
        numbers[element] = value;
        var changed = behavior with
        {
            Entries = [.. behavior.Entries.Select(e => e == old ? old with { Bytes = bytes } : e)],
        };
        return new SystemState([.. state.Behaviors.Select(b => b == behavior ? changed : b)]);
    }
}
