using System.Runtime.InteropServices;
using AgentMarkets.Core.Numerics;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Actors;

/// <summary>Takes down a behaviour's state entry by entry, for checkpoints and for the state hash.</summary>
/// <remarks>
/// An entry is either shared by all replicas or has one row a replica. Keeping the two apart is what lets a single
/// replica be hashed, and compared with the same replica of another run.
/// </remarks>
public sealed class StateWriter
{
    private readonly List<StateEntry> _entries;
    private readonly int _rowsPerReplica;

    public StateWriter()
        : this([], 1)
    {
    }

    private StateWriter(List<StateEntry> entries, int rowsPerReplica) =>
        (_entries, _rowsPerReplica) = (entries, rowsPerReplica);

    public IReadOnlyList<StateEntry> Entries => _entries;

    /// <summary>A writer into the same state for who has several rows a replica, one after another, and takes each for
    /// a replica: what it writes is put together by replica.</summary>
    public StateWriter Grouped(int rowsPerReplica) => new(_entries, rowsPerReplica);

    /// <summary>A number that all replicas share, such as the round.</summary>
    public void Shared(string name, long value) => Shared(name, [value]);

    /// <summary>Numbers that all replicas share.</summary>
    public void Shared<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged => _entries.Add(new StateEntry(name, 0, MemoryMarshal.AsBytes(values).ToArray()));

    /// <summary>Numbers with one row a replica, [R, ...] in row-major order.</summary>
    public void Rows<T>(string name, ReadOnlySpan<T> values, int replicas)
        where T : unmanaged => Add(name, replicas, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Numbers of one replica, of which another may have more or fewer.</summary>
    public void Own<T>(string name, ReadOnlySpan<T> values, int replica)
        where T : unmanaged => _entries.Add(new StateEntry(NameOf(name, replica, _rowsPerReplica), 1,
            MemoryMarshal.AsBytes(values).ToArray(), replica / _rowsPerReplica));

    /// <summary>A tensor whose first axis is replicas, on any device.</summary>
    public void Rows(string name, Tensor tensor) => Add(name, (int)tensor.shape[0], tensor.ToBytes());

    /// <summary>The name of a row's own entry, which says which row of its replica it is where there are
    /// several.</summary>
    internal static string NameOf(string name, int row, int rowsPerReplica) =>
        rowsPerReplica == 1 ? name : $"{name}.{row % rowsPerReplica}";

    private void Add(string name, int rows, byte[] bytes)
    {
        if (rows % _rowsPerReplica != 0)
        {
            throw new ArgumentException($"'{name}' has {rows} rows, {_rowsPerReplica} a replica.", nameof(rows));
        }
        _entries.Add(new StateEntry(name, rows / _rowsPerReplica, bytes));
    }
}

/// <summary>Gives back, by name, what a <see cref="StateWriter"/> took down.</summary>
public sealed class StateReader(ActorId id, IReadOnlyList<StateEntry> entries)
{
    private readonly int _rowsPerReplica = 1;

    private StateReader(ActorId id, IReadOnlyList<StateEntry> entries, int rowsPerReplica)
        : this(id, entries) => _rowsPerReplica = rowsPerReplica;

    /// <summary>A reader of what <see cref="StateWriter.Grouped"/> wrote.</summary>
    public StateReader Grouped(int rowsPerReplica) => new(id, entries, rowsPerReplica);

    public long Shared(string name)
    {
        long value = 0;
        Shared(name, new Span<long>(ref value));
        return value;
    }

    public void Shared<T>(string name, Span<T> to)
        where T : unmanaged => Copy(name, MemoryMarshal.AsBytes(to));

    public void Rows<T>(string name, Span<T> to)
        where T : unmanaged => Copy(name, MemoryMarshal.AsBytes(to));

    public void Rows(string name, Tensor to) => to.FromBytes(Find(name).Bytes);

    /// <summary>What <see cref="StateWriter.Own"/> took down.</summary>
    public T[] Own<T>(string name, int replica)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(
            Find(StateWriter.NameOf(name, replica, _rowsPerReplica), replica / _rowsPerReplica).Bytes).ToArray();

    private void Copy(string name, Span<byte> to)
    {
        byte[] from = Find(name).Bytes;
        if (from.Length != to.Length)
        {
            throw new InvalidDataException($"State of {id}: '{name}' has {from.Length} bytes, expected {to.Length}: "
                + "the checkpoint belongs to another experiment or version.");
        }
        from.CopyTo(to);
    }

    private StateEntry Find(string name, int replica = -1) =>
        entries.FirstOrDefault(entry => entry.Name == name && entry.Replica == replica)
        ?? throw new InvalidDataException($"State of {id}: there is no '{name}': "
            + "the checkpoint belongs to another experiment or version.");
}
