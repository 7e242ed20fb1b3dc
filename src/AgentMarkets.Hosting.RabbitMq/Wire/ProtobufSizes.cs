using AgentMarkets.Core.Actors.Contracts;
using Google.Protobuf;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Wire;

/// <summary>The first way through a value: how long everything is that Protobuf writes behind its length.</summary>
internal sealed class ProtobufSizes : IContractWriter
{
    // In the order in which records and lists begin; each grows until it ends.
    private readonly List<int> _sizes = [];
    private readonly Stack<(int Outer, int Number)> _open = [];
    private int _current = -1;
    private int _number;

    /// <summary>Bytes of the whole value.</summary>
    public int Total => _sizes[0];

    /// <summary>Bytes of the record or list that begins as the <paramref name="index"/>-th, from 0.</summary>
    public int Of(int index) => _sizes[index];

    public void BeginRecord(int fields) => Begin();

    public void Field(int number) => _number = number;

    public void EndRecord() => End();

    public void BeginList(int items) => Begin();

    public void Item() => _number = 1;

    public void EndList() => End();

    public void Number(long value) => Add(CodedOutputStream.ComputeInt64Size(value));

    public void Flag(bool value) => Add(1);

    public void Real(double value) => Add(sizeof(double));

    public void Text(string value) => AddWithLength(ProtobufText.SizeOf(value));

    public void Bytes(ReadOnlySpan<byte> value) => AddWithLength(value.Length);

    public void Reals(ReadOnlySpan<double> values) => AddWithLength((long)values.Length * sizeof(double));

    public void Numbers(ReadOnlySpan<long> values) => AddWithLength(SizeOf(values));

    public void Elements(Tensor tensor) => AddWithLength(tensor.NumberOfElements * tensor.ElementSize);

    /// <summary>Bytes of whole numbers one behind the other.</summary>
    public static int SizeOf(ReadOnlySpan<long> values)
    {
        int size = 0;
        foreach (long value in values)
        {
            size += CodedOutputStream.ComputeInt64Size(value);
        }
        return size;
    }

    private void Begin()
    {
        _open.Push((_current, _number));
        _current = _sizes.Count;
        _sizes.Add(0);
    }

    private void End()
    {
        int size = _sizes[_current];
        (_current, _number) = _open.Pop();
        if (_current >= 0)
        {
            AddWithLength(size);
        }
    }

    private void AddWithLength(long size) =>
        Add(size + CodedOutputStream.ComputeLengthSize((int)Math.Min(size, int.MaxValue)));

    private void Add(long size)
    {
        long sum = _sizes[_current] + size + CodedOutputStream.ComputeTagSize(_number);
        _sizes[_current] = sum <= Array.MaxLength
            ? (int)sum
            : throw new FormatException($"A frame of more than {Array.MaxLength:N0} bytes cannot be sent.");
    }
}
