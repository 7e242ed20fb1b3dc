using static TorchSharp.torch;

namespace AgentMarkets.Core.Actors.Contracts;

/// <summary>Takes down what a contract describes, in one encoding: Protobuf, MessagePack.</summary>
/// <remarks>
/// A record is begun, then each of its fields that is there is announced and its value written, then it is ended; a
/// list is the same with items. So values nest as the calls do. An encoding may go through a value twice, once for the
/// sizes.
/// </remarks>
public interface IContractWriter
{
    /// <param name="fields">How many fields follow.</param>
    void BeginRecord(int fields);

    /// <summary>The next value is that of the field of this number.</summary>
    void Field(int number);

    void EndRecord();

    /// <param name="items">How many items follow.</param>
    void BeginList(int items);

    /// <summary>The next value is the list's next item.</summary>
    void Item();

    void EndList();

    void Number(long value);

    void Flag(bool value);

    void Real(double value);

    void Text(string value);

    void Bytes(ReadOnlySpan<byte> value);

    /// <summary>Numbers one behind the other, bit for bit.</summary>
    void Reals(ReadOnlySpan<double> values);

    void Numbers(ReadOnlySpan<long> values);

    /// <summary>The elements of a tensor, on whatever device and however laid out: row by row as raw bytes, the lowest
    /// byte first.</summary>
    void Elements(Tensor tensor)
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
}
