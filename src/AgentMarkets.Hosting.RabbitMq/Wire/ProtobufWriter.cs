using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using AgentMarkets.Core.Actors.Contracts;

namespace AgentMarkets.Hosting.RabbitMq.Wire;

/// <summary>Writes values one after another, each in one go. Used by one thread.</summary>
/// <remarks>
/// Protobuf writes the length of a record before the record, in as few bytes as it takes: how many is known only when
/// the record ends. Room is left for as many as the record of the same place took in the last value, since one step of
/// a run is like the next. Where that was wrong, everything is put in its place at the end.
/// </remarks>
internal sealed class ProtobufWriter : IContractWriter
{
    private const int MostBytesOfVarint = 10, FewRecords = 64, MostKept = 1 << 18;

    private byte[] _bytes = [];
    private int _at;
    private int _number;

    // Records and lists in the order in which they begin, and those of them that have not ended.
    private Begun[] _begun = new Begun[FewRecords];
    private int _count;
    private int[] _open = new int[FewRecords];
    private int _depth;

    // By how much the value is longer than what is written of it, and how many lengths have the wrong room.
    private long _longer;
    private int _misplaced;

    /// <summary>Begins a value.</summary>
    /// <param name="buffer">Where it goes; a larger one takes its place where it does not fit.</param>
    public void Begin(byte[] buffer)
    {
        (_bytes, _at, _number, _count, _depth, _longer, _misplaced) = (buffer, 0, 0, 0, 0, 0, 0);
        if (_begun.Length > MostKept)
        {
            _begun = new Begun[FewRecords];
        }
    }

    /// <summary>Ends the value.</summary>
    /// <returns>Its bytes, and the buffer in whose beginning they lie.</returns>
    public (byte[] Buffer, int Length) End()
    {
        int length = Checked(_at + _longer);
        if (_misplaced > 0)
        {
            PutInPlace(length);
        }
        byte[] buffer = _bytes;
        _bytes = [];
        return (buffer, length);
    }

    public void BeginRecord(int fields) => BeginNested();

    public void Field(int number) => _number = number;

    public void EndRecord() => EndNested();

    public void BeginList(int items) => BeginNested();

    public void Item() => _number = 1;

    public void EndList() => EndNested();

    public void Number(long value)
    {
        Room(2 * MostBytesOfVarint);
        Tag(WireType.Varint);
        Varint((ulong)value);
    }

    public void Flag(bool value) => Number(value ? 1 : 0);

    public void Real(double value)
    {
        Room(MostBytesOfVarint + sizeof(double));
        Tag(WireType.Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(_at), value);
        _at += sizeof(double);
    }

    public void Text(string value)
    {
        long most = StrictText.MostBytes(value);
        Room(2 * MostBytesOfVarint + most);
        Tag(WireType.LengthDelimited);
        if (most < 0x80)
        {
            int length = StrictText.Write(value, _bytes.AsSpan(_at + 1));
            _bytes[_at] = (byte)length;
            _at += length + 1;
            return;
        }
        // Behind the longest length that there may be, and then moved to where it ends.
        int behind = _at + MostBytesOfVarint, written = StrictText.Write(value, _bytes.AsSpan(behind));
        Varint((ulong)written);
        _bytes.AsSpan(behind, written).CopyTo(_bytes.AsSpan(_at));
        _at += written;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Room(2 * MostBytesOfVarint + (long)value.Length);
        Tag(WireType.LengthDelimited);
        Varint((ulong)value.Length);
        value.CopyTo(_bytes.AsSpan(_at));
        _at += value.Length;
    }

    public void Reals(ReadOnlySpan<double> values) => Bytes(MemoryMarshal.AsBytes(values));

    public void Numbers(ReadOnlySpan<long> values)
    {
        int size = 0;
        foreach (long value in values)
        {
            size += SizeOf((ulong)value);
        }
        Room(2 * MostBytesOfVarint + (long)size);
        Tag(WireType.LengthDelimited);
        Varint((ulong)size);
        foreach (long value in values)
        {
            Varint((ulong)value);
        }
    }

    private void BeginNested()
    {
        if (_count == _begun.Length)
        {
            Array.Resize(ref _begun, 2 * _count);
        }
        if (_depth == _open.Length)
        {
            Array.Resize(ref _open, 2 * _depth);
        }
        ref var begun = ref _begun[_count];
        // What is outermost has no length before it.
        if (_depth > 0)
        {
            Room(2 * MostBytesOfVarint);
            Tag(WireType.LengthDelimited);
            begun.Room = Math.Max(1, begun.Took);
            _at += begun.Room;
        }
        (begun.Start, begun.LongerBefore) = (_at, _longer);
        _open[_depth++] = _count++;
    }

    private void EndNested()
    {
        ref var begun = ref _begun[_open[--_depth]];
        int length = Checked(_at - begun.Start + _longer - begun.LongerBefore);
        if (_depth == 0)
        {
            return;
        }
        begun.Length = length;
        begun.Took = SizeOf((ulong)length);
        if (begun.Took == begun.Room)
        {
            Varint(_bytes.AsSpan(begun.Start - begun.Room), (ulong)length);
        }
        else
        {
            _longer += begun.Took - begun.Room;
            _misplaced++;
        }
    }

    private void PutInPlace(int length)
    {
        byte[] written = ArrayPool<byte>.Shared.Rent(_at);
        _bytes.AsSpan(0, _at).CopyTo(written);
        if (_bytes.Length < length)
        {
            _bytes = GC.AllocateUninitializedArray<byte>(WithReserve(length));
        }
        int from = 0, to = 0;
        for (int i = 1; i < _count; i++)
        {
            ref var begun = ref _begun[i];
            if (begun.Took != begun.Room)
            {
                int plain = begun.Start - begun.Room - from;
                written.AsSpan(from, plain).CopyTo(_bytes.AsSpan(to));
                to += plain;
                to += Varint(_bytes.AsSpan(to), (ulong)begun.Length);
                from = begun.Start;
            }
        }
        written.AsSpan(from, _at - from).CopyTo(_bytes.AsSpan(to));
        ArrayPool<byte>.Shared.Return(written);
    }

    private void Room(long bytes)
    {
        if (_bytes.Length - _at < bytes)
        {
            int least = Checked(_at + bytes);
            byte[] larger = GC.AllocateUninitializedArray<byte>(WithReserve(Math.Max(256, least)));
            _bytes.AsSpan(0, _at).CopyTo(larger);
            _bytes = larger;
        }
    }

    // Half as much again, so that frames that grow a little need no new buffer each.
    private static int WithReserve(int length) => (int)Math.Min(Array.MaxLength, length + (long)length / 2);

    private static int Checked(long length) => length <= Array.MaxLength
        ? (int)length
        : throw new FormatException($"A frame of more than {Array.MaxLength:N0} bytes cannot be sent.");

    private void Tag(WireType type) => Varint((ulong)(uint)(_number << 3 | (int)type));

    private void Varint(ulong value)
    {
        if (value < 0x80)
        {
            _bytes[_at++] = (byte)value;
        }
        else
        {
            _at += Varint(_bytes.AsSpan(_at), value);
        }
    }

    private static int Varint(Span<byte> to, ulong value)
    {
        int i = 0;
        for (; value >= 0x80; value >>= 7)
        {
            to[i++] = (byte)(value | 0x80);
        }
        to[i] = (byte)value;
        return i + 1;
    }

    // Seven bits a byte, and a byte for 0.
    private static int SizeOf(ulong value) => (BitOperations.Log2(value | 1) + 7) / 7;

    private struct Begun
    {
        /// <summary>Where its contents begin in what is written.</summary>
        public int Start;

        /// <summary>Bytes of its contents.</summary>
        public int Length;

        /// <summary>Bytes that were left for its length, and that it took; the latter is kept for the next
        /// value.</summary>
        public int Room, Took;

        public long LongerBefore;
    }
}
