namespace AgentMarkets.Core.Actors.Contracts;

/// <summary>Gives back what an <see cref="IContractWriter"/> of the same encoding took down.</summary>
/// <remarks>
/// The contract asks for what it expects; the bytes never say what is made of them. Every call throws a
/// <see cref="FormatException"/> where something else is there, before it takes memory for more than there are bytes.
/// Spans are good until the next call.
/// </remarks>
public interface IContractReader
{
    /// <summary>Where tensors go.</summary>
    TensorLanding Tensors { get; }

    void BeginRecord();

    /// <summary>The number of the next field, whose value must be read next; 0 at the end of the record, which is left
    /// by that.</summary>
    int NextField();

    void BeginList();

    /// <summary>Whether there is a next item, which must be read next; the list is left where there is none.</summary>
    bool NextItem();

    long Number();

    bool Flag();

    double Real();

    string Text();

    ReadOnlySpan<byte> Bytes();

    /// <summary>The raw bytes of numbers of 64 bits, the lowest byte first: a multiple of eight.</summary>
    ReadOnlySpan<byte> Reals();

    long[] Numbers();
}
