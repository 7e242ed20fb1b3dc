using System.Security.Cryptography;
using System.Text;

namespace AgentMarkets.Core.Actors;

/// <summary>One entry of a state. <paramref name="Rows"/> is the number of replicas, or 0 where all replicas share
/// it.</summary>
/// <param name="Replica">From 0, where the whole entry belongs to one replica; otherwise -1.</param>
public sealed record StateEntry(string Name, int Rows, byte[] Bytes, int Replica = -1);

/// <summary>The state of one behaviour.</summary>
public sealed record BehaviorState(ActorId Id, IReadOnlyList<StateEntry> Entries)
{
    /// <summary>Takes down the present state of <paramref name="behavior"/>.</summary>
    public static BehaviorState Of(IBehavior behavior)
    {
        var writer = new StateWriter();
        behavior.Save(writer);
        return new BehaviorState(behavior.Id, writer.Entries);
    }

    public void Restore(IBehavior behavior) => behavior.Load(new StateReader(Id, Entries));
}

/// <summary>The states of all behaviours in the order of their ids: a checkpoint, and the thing that is
/// hashed.</summary>
/// <remarks>Nothing of host, time, place, path or metric enters, so equal hashes mean equal futures.</remarks>
public sealed record SystemState(IReadOnlyList<BehaviorState> Behaviors)
{
    private const string Magic = "agentmarkets state 2";

    /// <summary>SHA-256 over every behaviour's id, entry names, rows and bytes, as lower-case hex.</summary>
    public string Hash() => Hash(entry =>
        (entry.Replica < 0 ? entry.Name : $"{entry.Name}/{entry.Replica}", entry.Rows, entry.Bytes), _ => true);

    /// <summary>
    /// The hash that a run of this replica alone would have: of the shared entries and the replica's own rows.
    /// </summary>
    public string ReplicaHash(int replica) => Hash(entry =>
    {
        int row = entry.Bytes.Length / Math.Max(1, entry.Rows);
        return entry.Rows == 0 || entry.Replica >= 0
            ? (entry.Name, entry.Rows, entry.Bytes)
            : (entry.Name, 1, entry.Bytes.AsMemory(replica * row, row));
    }, entry => entry.Replica < 0 || entry.Replica == replica);

    /// <summary>The state that a run of these replicas alone would have, in their order.</summary>
    public SystemState Take(IReadOnlyList<int> replicas) => new([.. Behaviors.Select(behavior =>
        new BehaviorState(behavior.Id, [.. behavior.Entries.SelectMany(entry => Taken(entry, replicas))]))]);

    /// <summary>Writes the checkpoint format: little-endian, lengths before contents, the hash last.</summary>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Behaviors.Count);
        foreach (var behavior in Behaviors)
        {
            writer.Write(behavior.Id.ToString());
            writer.Write(behavior.Entries.Count);
            foreach (var entry in behavior.Entries)
            {
                writer.Write(entry.Name);
                writer.Write(entry.Rows);
                writer.Write(entry.Replica);
                writer.Write(entry.Bytes.Length);
                writer.Write(entry.Bytes);
            }
        }
        writer.Write(Hash());
    }

    /// <exception cref="InvalidDataException">The stream is not a checkpoint, is cut short, or was changed.</exception>
    public static SystemState Read(Stream stream)
    {
        try
        {
            using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
            if (reader.ReadString() != Magic)
            {
                throw new InvalidDataException("This is not a checkpoint of this version.");
            }
            var behaviors = new BehaviorState[reader.ReadInt32()];
            for (int i = 0; i < behaviors.Length; i++)
            {
                var id = ActorId.Parse(reader.ReadString());
                var entries = new StateEntry[reader.ReadInt32()];
                for (int k = 0; k < entries.Length; k++)
                {
                    string name = reader.ReadString();
                    int rows = reader.ReadInt32(), replica = reader.ReadInt32();
                    if (replica < -1)
                    {
                        throw new FormatException($"Entry '{name}' belongs to replica {replica}.");
                    }
                    entries[k] = new StateEntry(name, rows, reader.ReadBytes(reader.ReadInt32()), replica);
                }
                behaviors[i] = new BehaviorState(id, entries);
            }
            var state = new SystemState(behaviors);
            return reader.ReadString() == state.Hash()
                ? state
                : throw new InvalidDataException("The checkpoint was changed: its hash does not fit its contents.");
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or OverflowException
            or ArgumentException or OutOfMemoryException)
        {
            throw new InvalidDataException("The checkpoint is cut short or not a checkpoint.", e);
        }
    }

    private static IEnumerable<StateEntry> Taken(StateEntry entry, IReadOnlyList<int> replicas)
    {
        if (entry.Replica >= 0)
        {
            return Enumerable.Range(0, replicas.Count).Where(k => replicas[k] == entry.Replica)
                .Select(k => entry with { Replica = k });
        }
        int row = entry.Bytes.Length / Math.Max(1, entry.Rows);
        return [entry.Rows == 0 ? entry : entry with
        {
            Rows = replicas.Count,
            Bytes = [.. replicas.SelectMany(replica => entry.Bytes.AsSpan(replica * row, row).ToArray())],
        }];
    }

    private string Hash(Func<StateEntry, (string Name, int Rows, ReadOnlyMemory<byte> Bytes)> part,
        Func<StateEntry, bool> counts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var behavior in Behaviors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(behavior.Id.ToString()));
            foreach (var entry in behavior.Entries.Where(counts))
            {
                var (name, rows, bytes) = part(entry);
                hash.AppendData(Encoding.UTF8.GetBytes($"/{name}/{rows}/{bytes.Length}/"));
                hash.AppendData(bytes.Span);
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
