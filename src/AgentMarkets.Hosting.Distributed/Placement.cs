using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AgentMarkets.Core.Actors;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>Which actor lives on which node: by rendezvous hashing with room.</summary>
/// <remarks>
/// Thaler and Ravishankar (1998), section 3: every node has a weight for every actor, and the highest wins; who looks
/// at the same nodes finds the same homes, and a node that leaves moves nobody else. As in Mirrokni, Thorup and
/// Zadimoghaddam (2018) no node gets more than its share of the actors by slots, rounded up.
/// </remarks>
internal static class Placement
{
    /// <param name="actors">Ascending.</param>
    /// <param name="slots">Of each node.</param>
    /// <param name="settled">Actors that stay where they are.</param>
    public static SortedDictionary<ActorId, string> Of(IReadOnlyList<ActorId> actors,
        IReadOnlyDictionary<string, int> slots, IReadOnlyDictionary<ActorId, string>? settled = null)
    {
        long all = slots.Values.Sum(count => (long)count);
        var room = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (node, count) in slots.OrderBy(node => node.Key, StringComparer.Ordinal))
        {
            room[node] = (actors.Count * (long)count + all - 1) / all;
        }
        var homes = new SortedDictionary<ActorId, string>();
        foreach (var actor in actors)
        {
            if (settled is not null && settled.TryGetValue(actor, out string? home) && room.ContainsKey(home))
            {
                homes[actor] = home;
                room[home]--;
            }
        }
        foreach (var actor in actors.Where(actor => !homes.ContainsKey(actor)))
        {
            string home = room.Where(node => node.Value > 0).MaxBy(node => Weight(node.Key, actor)).Key;
            homes[actor] = home;
            room[home]--;
        }
        return homes;
    }

    private static ulong Weight(string node, ActorId actor) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{node}/{actor}")));
}
