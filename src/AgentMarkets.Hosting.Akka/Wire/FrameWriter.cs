using System.Runtime.InteropServices;
using AgentMarkets.Core.Actors.Contracts;
using MessagePack;

namespace AgentMarkets.Hosting.Akka.Wire;

/// <summary>Writes values one behind the other; no length has to be known before what it is the length of.</summary>
/// <param name="buffer">Replaced by a larger one where the values do not fit.</param>
internal sealed class FrameWriter(byte[] buffer) : IContractWriter
{
    public byte[] Buffer => buffer;

    /// <summary>Bytes of the buffer that are written.</summary>
    public int Length { get; private set; }

    private Span<byte> Free => buffer.AsSpan(Length);

    public void BeginRecord(int fields)
    {
        int size;
        while (!MessagePackPrimitives.TryWriteMapHeader(Free, (uint)fields, out size))
        {
            Grow(size);
        }
        Length += size;
    }

    public void Field(int number) => Number(number);

    public void EndRecord()
    {
    }

    public void BeginList(int items)
    {
        int size;
        while (!MessagePackPrimitives.TryWriteArrayHeader(Free, (uint)items, out size))
        {
            Grow(size);
        }
        Length += size;
    }

    public void Item()
    {
    }

    public void EndList()
    {
    }

    public void Number(long value)
    {
        int size;
        while (!MessagePackPrimitives.TryWrite(Free, value, out size))
        {
            Grow(size);
        }
        Length += size;
    }

    public void Flag(bool value)
    {
        int size;
        while (!MessagePackPrimitives.TryWrite(Free, value, out size))
        {
            Grow(size);
        }
        Length += size;
    }

    public void Real(double value)
    {
        int size;
        while (!MessagePackPrimitives.TryWrite(Free, value, out size))
        {
            Grow(size);
        }
        Length += size;
    }

    public void Text(string value)
    {
        int bytes = StrictText.SizeOf(value), size;
        while (!MessagePackPrimitives.TryWriteStringHeader(Free, (uint)bytes, out size))
        {
            Grow(size);
        }
        Length += size;
        StrictText.Write(value, Taken(bytes));
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        int size;
        while (!MessagePackPrimitives.TryWriteBinHeader(Free, (uint)value.Length, out size))
        {
            Grow(size);
        }
        Length += size;
        value.CopyTo(Taken(value.Length));
    }

    public void Reals(ReadOnlySpan<double> values) => Bytes(MemoryMarshal.AsBytes(values));

    public void Numbers(ReadOnlySpan<long> values)
    {
        BeginList(values.Length);
        foreach (long value in values)
        {
            Number(value);
        }
    }

    private Span<byte> Taken(int size)
    {
        if (size > buffer.Length - Length)
        {
            Grow(size);
        }
        var taken = buffer.AsSpan(Length, size);
        Length += size;
        return taken;
    }

    // Half as much again, so that many small values cost few copies, and frames that grow a little no new buffer each.
    private void Grow(int size)
    {
        const int Least = 256;
        long needed = (long)Length + size;
        if (needed > Array.MaxLength)
        {
            throw FrameSizes.TooLarge();
        }
        byte[] larger = GC.AllocateUninitializedArray<byte>(
            (int)Math.Min(Array.MaxLength, Math.Max(Least, needed + needed / 2)));
        buffer.AsSpan(0, Length).CopyTo(larger);
        buffer = larger;
    }
}
