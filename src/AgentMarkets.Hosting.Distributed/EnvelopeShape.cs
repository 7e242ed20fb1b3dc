using AgentMarkets.Core.Actors.Contracts;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>Envelopes with their frames, in whatever encoding the writer and the reader have.</summary>
public sealed class EnvelopeShape
{
    private readonly Shape<Frame> _frames;
    private readonly Shape<Envelope> _envelopes;

    /// <param name="families">All whose messages may travel, in an order that both sides share.</param>
    /// <exception cref="ContractException">A message of theirs cannot be carried.</exception>
    public EnvelopeShape(IReadOnlyList<IFamily> families)
    {
        Contracts = FrameContracts.Of(families);
        (_frames, _envelopes) = (Contracts.Of<Frame>(), Contracts.Of<Envelope>());
    }

    /// <summary>What is carried.</summary>
    public ContractCatalog Contracts { get; }

    public void Write(IContractWriter writer, Frame frame) =>
        _envelopes.Write(writer, new Envelope(FrameContracts.Version, frame));

    /// <summary>Reads a frame; where the bytes turn out to hold none, the tensors that were made are freed.</summary>
    /// <param name="isAtEnd">Whether nothing follows what was read.</param>
    /// <exception cref="FormatException">They are of another version, or no frame.</exception>
    public Frame Read<TReader>(TReader reader, Func<TReader, bool> isAtEnd)
        where TReader : IContractReader
    {
        try
        {
            var frame = Read(reader);
            return reader.NextField() == 0 && isAtEnd(reader)
                ? frame
                : throw new FormatException("Something follows the frame.");
        }
        catch
        {
            reader.Tensors.Discard();
            throw;
        }
    }

    // The envelope by hand, so that bytes of another version are told apart before anything else is read of them.
    private Frame Read(IContractReader reader)
    {
        reader.BeginRecord();
        long version = reader.NextField() == 1 ? reader.Number() : 0;
        if (version != FrameContracts.Version)
        {
            throw new FormatException($"These bytes are of version {version} of the wire, and this program speaks "
                + $"{FrameContracts.Version}: all machines must run the same build.");
        }
        return reader.NextField() == 2
            ? _frames.Read(reader)
            : throw new FormatException("There is no frame in these bytes.");
    }
}
