using System.Buffers;
using System.Runtime.InteropServices;
using AgentMarkets.Core.Actors.Contracts;
using Google.Protobuf;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Wire;

/// <summary>The second way through a value: writes it, with the lengths that the first found.</summary>
internal sealed class ProtobufWriter(byte[] bytes, ProtobufSizes sizes) : IContractWriter
{
    private readonly CodedOutputStream _output = new(bytes);
    private readonly Stretch _stretch = new();
    private int _begun;
    private int _number;

    public void BeginRecord(int fields) => Begin();

    public void Field(int number) => _number = number;

    public void EndRecord()
    {
    }

    public void BeginList(int items) => Begin();

    public void Item() => _number = 1;

    public void EndList()
    {
    }

    public void Number(long value)
    {
        _output.WriteTag(_number, WireFormat.WireType.Varint);
        _output.WriteInt64(value);
    }

    public void Flag(bool value)
    {
        _output.WriteTag(_number, WireFormat.WireType.Varint);
        _output.WriteBool(value);
    }

    public void Real(double value)
    {
        _output.WriteTag(_number, WireFormat.WireType.Fixed64);
        _output.WriteDouble(value);
    }

    public void Text(string value)
    {
        _output.WriteTag(_number, WireFormat.WireType.LengthDelimited);
        _output.WriteString(value);
    }

    public unsafe void Bytes(ReadOnlySpan<byte> value)
    {
        _output.WriteTag(_number, WireFormat.WireType.LengthDelimited);
        fixed (byte* first = value)
        {
            _output.WriteBytes(UnsafeByteOperations.UnsafeWrap(_stretch.Over(first, value.Length)));
        }
        _stretch.Over(null, 0);
    }

    public void Reals(ReadOnlySpan<double> values) => Bytes(MemoryMarshal.AsBytes(values));

    public void Numbers(ReadOnlySpan<long> values)
    {
        _output.WriteTag(_number, WireFormat.WireType.LengthDelimited);
        _output.WriteLength(ProtobufSizes.SizeOf(values));
        foreach (long value in values)
        {
            _output.WriteInt64(value);
        }
    }

    public void Elements(Tensor tensor)
    {
        var rows = TensorLanding.RowByRow(tensor);
        try
        {
            Bytes(rows.NumberOfElements == 0 ? [] : rows.bytes);
        }
        finally
        {
            if (!ReferenceEquals(rows, tensor))
            {
                rows.Dispose();
            }
        }
    }

    private void Begin()
    {
        int size = sizes.Of(_begun);
        if (_begun++ > 0)
        {
            _output.WriteTag(_number, WireFormat.WireType.LengthDelimited);
            _output.WriteLength(size);
        }
    }

    /// <summary>Memory that is not an array's, for the one call that copies it.</summary>
    private sealed unsafe class Stretch : MemoryManager<byte>
    {
        private byte* _first;
        private int _length;

        public ReadOnlyMemory<byte> Over(byte* first, int length)
        {
            _first = first;
            _length = length;
            return Memory;
        }

        public override Span<byte> GetSpan() => new(_first, _length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(_first + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
