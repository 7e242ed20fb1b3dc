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
    private readonly int _offset;
    private readonly int _length;
    private readonly Stack<CodedInputStream> _outer = [];
    private CodedInputStream? _input;
    private WireFormat.WireType _type;

    public ProtobufReader(ReadOnlyMemory<byte> bytes, TensorLanding tensors)
    {
        Tensors = tensors;
        (_bytes, _offset, _length) = MemoryMarshal.TryGetArray(bytes, out var array)
            ? (array.Array!, array.Offset, array.Count)
            : (bytes.ToArray(), 0, bytes.Length);
    }

    public TensorLanding Tensors { get; }

    public void BeginRecord()
    {
        var (start, length) = (_offset, _length);
        if (_input is not null)
        {
            (start, length) = Stretch();
            _outer.Push(_input);
        }
        if (_outer.Count >= DeepestRecord)
        {
            throw new FormatException($"Records nest deeper than {DeepestRecord}.");
        }
        _input = new CodedInputStream(_bytes, start, length);
    }

    public int NextField()
    {
        uint tag = _input!.ReadTag();
        if (tag == 0)
        {
            // The outermost record stays open: it has nothing around it.
            _input = _outer.TryPop(out var outer) ? outer : _input;
            return 0;
        }
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
        return _input!.ReadInt64();
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
        return _input!.ReadDouble();
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
        var (start, length) = Stretch();
        var input = new CodedInputStream(_bytes, start, length);
        var numbers = new List<long>();
        while (!input.IsAtEnd)
        {
            numbers.Add(input.ReadInt64());
        }
        return [.. numbers];
    }

    // Where the contents of the present field are: passed over by the library, which checks that they are there, and
    // then found behind their length. Its own way of handing out bytes would copy them twice.
    private (int Start, int Length) Stretch()
    {
        Expect(WireFormat.WireType.LengthDelimited);
        int start = (int)_input!.Position;
        _input.SkipLastField();
        int end = (int)_input.Position;
        while (_bytes[start++] >= 0x80)
        {
        }
        return (start, end - start);
    }

    private void Expect(WireFormat.WireType type)
    {
        if (_type != type)
        {
            throw new FormatException($"A value is a {_type} where a {type} belongs.");
        }
    }
}
