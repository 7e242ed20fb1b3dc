using System.Buffers.Binary;
using System.Runtime.InteropServices;
using AgentMarkets.Core.Actors.Contracts;

namespace AgentMarkets.Hosting.RabbitMq.Wire;

/// <summary>Reads what was written; nothing is copied before it is known to be there.</summary>
internal sealed class ProtobufReader : IContractReader
{
    // Deeper than any frame, and far from the end of the stack.
    private const int DeepestRecord = 64;
    private const int LongestVarint = 10;

    private readonly byte[] _bytes;
    private readonly int[] _outerEnds = new int[DeepestRecord];
    private int _at;
    private int _end;
    private int _depth;
    private WireType _type;

    public ProtobufReader(ReadOnlyMemory<byte> bytes, TensorLanding tensors)
    {
        Tensors = tensors;
        var array = MemoryMarshal.TryGetArray(bytes, out var given) ? given : new ArraySegment<byte>(bytes.ToArray());
        (_bytes, _at, _end) = (array.Array!, array.Offset, array.Offset + array.Count);
    }

    public TensorLanding Tensors { get; }

    public void BeginRecord()
    {
        // What is outermost has no length before it.
        int end = _depth > 0 ? EndOfValue() : _end;
        if (_depth >= DeepestRecord)
        {
            throw new FormatException($"Records nest deeper than {DeepestRecord}.");
        }
        _outerEnds[_depth++] = _end;
        _end = end;
    }

    public int NextField()
    {
        if (_at >= _end)
        {
            _end = _outerEnds[--_depth];
            return 0;
        }
        ulong tag = Varint();
        _type = (WireType)(tag & 7);
        return tag is >= 1 << 3 and <= uint.MaxValue
            ? (int)(tag >> 3)
            : throw new FormatException($"These bytes are no frame: no field has the tag {tag}.");
    }

    public void BeginList() => BeginRecord();

    public bool NextItem() => NextField() switch
    {
        0 => false,
        1 => true,
        var other => throw new FormatException($"A list has items, and no field {other}."),
    };

    public long Number()
    {
        Expect(WireType.Varint);
        return (long)Varint();
    }

    public bool Flag() => Number() switch
    {
        0 => false,
        1 => true,
        var other => throw new FormatException($"{other} is neither yes nor no."),
    };

    public double Real()
    {
        Expect(WireType.Fixed64);
        if (_end - _at < sizeof(double))
        {
            throw Overrun();
        }
        double value = BinaryPrimitives.ReadDoubleLittleEndian(_bytes.AsSpan(_at));
        _at += sizeof(double);
        return value;
    }

    public string Text() => KnownTexts.Read(Bytes());

    public ReadOnlySpan<byte> Bytes()
    {
        int end = EndOfValue();
        var bytes = _bytes.AsSpan(_at, end - _at);
        _at = end;
        return bytes;
    }

    public ReadOnlySpan<byte> Reals()
    {
        var bytes = Bytes();
        return bytes.Length % sizeof(double) == 0
            ? bytes
            : throw new FormatException($"{bytes.Length} bytes are no numbers of 64 bits.");
    }

    public long[] Numbers()
    {
        int end = EndOfValue();
        // Each ends with the only one of its bytes that has no eighth bit.
        int count = 0;
        foreach (byte one in _bytes.AsSpan(_at, end - _at))
        {
            count += one < 0x80 ? 1 : 0;
        }
        long[] numbers = new long[count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (long)Varint();
        }
        return _at == end ? numbers : throw Overrun();
    }

    private int EndOfValue()
    {
        Expect(WireType.LengthDelimited);
        ulong length = Varint();
        return length <= (ulong)(_end - _at) ? _at + (int)length : throw Overrun();
    }

    private ulong Varint()
    {
        if (_at < _end && _bytes[_at] < 0x80)
        {
            return _bytes[_at++];
        }
        ulong value = 0;
        for (int i = 0; i < LongestVarint && _at < _end; i++)
        {
            byte next = _bytes[_at++];
            value |= (ulong)(next & 0x7f) << 7 * i;
            if (next < 0x80)
            {
                return value;
            }
        }
        throw _at < _end ? new FormatException("These bytes are no frame: a number does not end.") : Overrun();
    }

    private static FormatException Overrun() =>
        new("These bytes are no frame: a value runs over the end of the record that holds it.");

    private void Expect(WireType type)
    {
        if (_type != type)
        {
            throw new FormatException($"A value is a {_type} where a {type} belongs.");
        }
    }
}
