using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AgentMarkets.Core.Actors.Contracts;
using MessagePack;
using static MessagePack.MessagePackPrimitives;

namespace AgentMarkets.Hosting.Akka.Wire;

/// <summary>Reads what was written; nothing is copied before it is known to be there.</summary>
internal sealed class FrameReader : IContractReader
{
    // Deeper than any frame, and far from the end of the stack.
    private const int DeepestRecord = 64;

    private readonly byte[] _bytes;
    private readonly int _end;
    private int _at;
    private Counts _left;
    private int _depth;

    public FrameReader(ReadOnlyMemory<byte> bytes, TensorLanding tensors)
    {
        Tensors = tensors;
        var array = MemoryMarshal.TryGetArray(bytes, out var given) ? given : new ArraySegment<byte>(bytes.ToArray());
        (_bytes, _at, _end) = (array.Array!, array.Offset, array.Offset + array.Count);
    }

    public TensorLanding Tensors { get; }

    public bool IsAtEnd => _at == _end;

    private ReadOnlySpan<byte> Rest => _bytes.AsSpan(_at, _end - _at);

    public void BeginRecord()
    {
        Expect(TryReadMapHeader(Rest, out uint fields, out int size), "record", size);
        // A field is two bytes at least: its number and its value.
        Enter(fields, bytesEach: 2);
    }

    public int NextField()
    {
        if (!Next())
        {
            return 0;
        }
        long number = Number();
        return number is >= 1 and <= int.MaxValue
            ? (int)number
            : throw new FormatException($"{number} is not the number of a field.");
    }

    public void BeginList() => Enter(ArrayHeader("list"), bytesEach: 1);

    public bool NextItem() => Next();

    public long Number()
    {
        if (_at < _end && _bytes[_at] <= MessagePackCode.MaxFixInt)
        {
            return _bytes[_at++];
        }
        try
        {
            Expect(TryReadInt64(Rest, out long value, out int size), "whole number", size);
            return value;
        }
        catch (OverflowException e)
        {
            throw new FormatException("A whole number has more than 63 bits.", e);
        }
    }

    public bool Flag()
    {
        Expect(TryReadBool(Rest, out bool value, out int size), "yes or no", size);
        return value;
    }

    public double Real()
    {
        // The library would make one of a whole number, or of a number of 32 bits.
        if (_at < _end && _bytes[_at] != MessagePackCode.Float64)
        {
            throw Mismatch("number of 64 bits");
        }
        Expect(TryReadDouble(Rest, out double value, out int size), "number of 64 bits", size);
        return value;
    }

    public string Text()
    {
        Expect(TryReadStringHeader(Rest, out uint length, out int size), "text", size);
        return StrictText.Read(Stretch(length));
    }

    public ReadOnlySpan<byte> Bytes()
    {
        Expect(TryReadBinHeader(Rest, out uint length, out int size), "stretch of bytes", size);
        return Stretch(length);
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
        uint count = ArrayHeader("list of whole numbers");
        if (count > _end - _at)
        {
            throw Overrun();
        }
        long[] numbers = count == 0 ? [] : new long[count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Number();
        }
        return numbers;
    }

    private uint ArrayHeader(string what)
    {
        Expect(TryReadArrayHeader(Rest, out uint count, out int size), what, size);
        return count;
    }

    private void Enter(uint count, int bytesEach)
    {
        if ((long)count * bytesEach > _end - _at)
        {
            throw Overrun();
        }
        if (_depth >= DeepestRecord)
        {
            throw new FormatException($"Records nest deeper than {DeepestRecord}.");
        }
        _left[_depth++] = (int)count;
    }

    // Whether there is more in the record or list that is read; it is left where there is not.
    private bool Next()
    {
        ref int left = ref _left[_depth - 1];
        if (left == 0)
        {
            _depth--;
            return false;
        }
        left--;
        return true;
    }

    private ReadOnlySpan<byte> Stretch(uint length)
    {
        if (length > _end - _at)
        {
            throw Overrun();
        }
        var stretch = _bytes.AsSpan(_at, (int)length);
        _at += (int)length;
        return stretch;
    }

    private void Expect(DecodeResult result, string what, int size)
    {
        if (result != DecodeResult.Success)
        {
            throw result == DecodeResult.TokenMismatch ? Mismatch(what) : Overrun();
        }
        _at += size;
    }

    private FormatException Mismatch(string what) =>
        new($"A value is a {MessagePackCode.ToFormatName(_bytes[_at])} where a {what} belongs.");

    private static FormatException Overrun() => new("A value runs over the end of the bytes.");

    /// <summary>How many fields or items are still to come, of each record and list that is being read.</summary>
    [InlineArray(DeepestRecord)]
    private struct Counts
    {
        private int _first;
    }
}
