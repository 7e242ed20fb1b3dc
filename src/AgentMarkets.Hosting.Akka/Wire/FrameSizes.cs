using AgentMarkets.Core.Actors.Contracts;
using MessagePack;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Akka.Wire;

/// <summary>How many bytes values would be, without writing or copying any.</summary>
internal sealed class FrameSizes : IContractWriter
{
    private long _total;

    public int Total => _total <= Array.MaxLength ? (int)_total : throw TooLarge();

    public void BeginRecord(int fields)
    {
        // Into no space at all: the library then says how much it needs.
        MessagePackPrimitives.TryWriteMapHeader([], (uint)fields, out int size);
        _total += size;
    }

    public void Field(int number) => Number(number);

    public void EndRecord()
    {
    }

    public void BeginList(int items)
    {
        MessagePackPrimitives.TryWriteArrayHeader([], (uint)items, out int size);
        _total += size;
    }

    public void Item()
    {
    }

    public void EndList()
    {
    }

    public void Number(long value)
    {
        MessagePackPrimitives.TryWrite([], value, out int size);
        _total += size;
    }

    public void Flag(bool value)
    {
        MessagePackPrimitives.TryWrite([], value, out int size);
        _total += size;
    }

    public void Real(double value)
    {
        MessagePackPrimitives.TryWrite([], value, out int size);
        _total += size;
    }

    public void Text(string value)
    {
        int bytes = StrictText.SizeOf(value);
        MessagePackPrimitives.TryWriteStringHeader([], (uint)bytes, out int size);
        _total += size + bytes;
    }

    public void Bytes(ReadOnlySpan<byte> value) => AddBytes(value.Length);

    public void Reals(ReadOnlySpan<double> values) => AddBytes((long)values.Length * sizeof(double));

    public void Numbers(ReadOnlySpan<long> values)
    {
        BeginList(values.Length);
        foreach (long value in values)
        {
            Number(value);
        }
    }

    public void Elements(Tensor tensor) => AddBytes(tensor.NumberOfElements * tensor.ElementSize);

    internal static FormatException TooLarge() =>
        new($"A frame of more than {Array.MaxLength:N0} bytes cannot be sent.");

    private void AddBytes(long length)
    {
        MessagePackPrimitives.TryWriteBinHeader([], (uint)Math.Min(length, int.MaxValue), out int size);
        _total += size + length;
    }
}
