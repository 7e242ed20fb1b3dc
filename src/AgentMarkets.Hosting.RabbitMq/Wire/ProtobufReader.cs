using System.Runtime.InteropServices;
using AgentMarkets.Core.Actors.Contracts;
using Google.Protobuf;

namespace AgentMarkets.Hosting.RabbitMq.Wire;

/// <summary>Reads what was written; nothing is copied before it is known to be there.</summary>
internal sealed class ProtobufReader : IContractReader
{
    // Deeper than any frame, and far from the end of the stack.
    private const int DeepestRecord = 64;

    private readonly byte[] _bytes;
    private readonly CodedInputStream _input;
    private readonly Stack<int> _outerEnds = [];
    private int _end;
    private bool _isInside;
    private WireFormat.WireType _type;

    public ProtobufReader(ReadOnlyMemory<byte> bytes, TensorLanding tensors)
    {
        Tensors = tensors;
        var array = MemoryMarshal.TryGetArray(bytes, out var given) ? given : new ArraySegment<byte>(bytes.ToArray());
        _bytes = array.Array!;
        _input = new CodedInputStream(_bytes, array.Offset, array.Count);
        _end = array.Offset + array.Count;
    }

    public TensorLanding Tensors { get; }

    public void BeginRecord()
    {
        // What is outermost has no length before it.
        int end = _isInside ? EndOfValue() : _end;
        _isInside = true;
        if (_outerEnds.Count >= DeepestRecord)
        {
            throw new FormatException($"Records nest deeper than {DeepestRecord}.");
        }
        _outerEnds.Push(_end);
        _end = end;
    }

    public int NextField()
    {
        if (_input.Position >= _end)
        {
            if (_input.Position > _end)
            {
                throw Overrun();
            }
            _end = _outerEnds.Pop();
            return 0;
        }
        uint tag = _input.ReadTag();
        _type = WireFormat.GetTagWireType(tag);
        return WireFormat.GetTagFieldNumber(tag);
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
        Expect(WireFormat.WireType.Varint);
        return _input.ReadInt64();
    }

    public bool Flag() => Number() switch
    {
        0 => false,
        1 => true,
        var other => throw new FormatException($"{other} is neither yes nor no."),
    };

    public double Real()
    {
        Expect(WireFormat.WireType.Fixed64);
        return _input.ReadDouble();
    }

    public string Text() => ProtobufText.Read(Bytes());

    public ReadOnlySpan<byte> Bytes()
    {
        var (start, length) = Stretch();
        return _bytes.AsSpan(start, length);
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
        var numbers = new List<long>();
        while (_input.Position < end)
        {
            numbers.Add(_input.ReadInt64());
        }
        return _input.Position == end ? [.. numbers] : throw Overrun();
    }

    private int EndOfValue()
    {
        Expect(WireFormat.WireType.LengthDelimited);
        int length = _input.ReadLength();
        return length >= 0 && length <= _end - _input.Position ? (int)_input.Position + length : throw Overrun();
    }

    // Where the contents of the present field are: passed over by the library, which checks that they are there, and
    // then found behind their length. Its own way of handing out bytes would copy them twice.
    private (int Start, int Length) Stretch()
    {
        Expect(WireFormat.WireType.LengthDelimited);
        int start = (int)_input.Position;
        _input.SkipLastField();
        int end = (int)_input.Position;
        while (_bytes[start++] >= 0x80)
        {
        }
        return end <= _end ? (start, end - start) : throw Overrun();
    }

    private static FormatException Overrun() => new("A value runs over the end of the record that holds it.");

    private void Expect(WireFormat.WireType type)
    {
        if (_type != type)
        {
            throw new FormatException($"A value is a {_type} where a {type} belongs.");
        }
    }
}
