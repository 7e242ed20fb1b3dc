using AgentMarkets.Core.Actors.Contracts;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Distributed;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Akka.Wire;

/// <summary>Frames in MessagePack: a record is a map by the numbers of its fields, a list an array, what is in memory
/// as bytes stays so.</summary>
/// <remarks>
/// The numbers are those of the contracts, the same as in every other encoding. Stricter than MessagePack itself: a
/// field that is unknown, comes twice or is missing is refused, and so is a number where a text belongs. Any number of
/// threads may use one codec.
/// </remarks>
public sealed class MessagePackFrameCodec : IFrameCodec
{
    private readonly Shape<Frame> _frames;
    private readonly Shape<Envelope> _envelopes;

    /// <param name="families">All whose messages may travel, in an order that both sides share.</param>
    /// <exception cref="ContractException">A message of theirs cannot be carried.</exception>
    public MessagePackFrameCodec(IReadOnlyList<IFamily> families)
    {
        Contracts = FrameContracts.Of(families);
        (_frames, _envelopes) = (Contracts.Of<Frame>(), Contracts.Of<Envelope>());
    }

    /// <summary>What it carries.</summary>
    public ContractCatalog Contracts { get; }

    public byte[] Encode(Frame frame)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(SizeOf(frame));
        Written(frame, bytes);
        return bytes;
    }

    public ReadOnlyMemory<byte> Encode(Frame frame, ref byte[] buffer)
    {
        var writer = Written(frame, buffer);
        buffer = writer.Buffer;
        return buffer.AsMemory(0, writer.Length);
    }

    public Frame Decode(ReadOnlyMemory<byte> bytes, Device device)
    {
        var tensors = new TensorLanding(device);
        try
        {
            return Read(new FrameReader(bytes, tensors));
        }
        catch
        {
            tensors.Discard();
            throw;
        }
    }

    /// <summary>How many bytes a frame would be.</summary>
    /// <exception cref="FormatException">It cannot be sent.</exception>
    public int SizeOf(Frame frame)
    {
        var sizes = new FrameSizes();
        _envelopes.Write(sizes, new Envelope(FrameContracts.Version, frame));
        return sizes.Total;
    }

    private FrameWriter Written(Frame frame, byte[] buffer)
    {
        var writer = new FrameWriter(buffer);
        _envelopes.Write(writer, new Envelope(FrameContracts.Version, frame));
        return writer;
    }

    // The envelope by hand, so that bytes of another version are told apart before anything else is read of them.
    private Frame Read(FrameReader reader)
    {
        reader.BeginRecord();
        long version = reader.NextField() == 1 ? reader.Number() : 0;
        if (version != FrameContracts.Version)
        {
            throw new FormatException($"These bytes are of version {version} of the wire, and this program speaks "
                + $"{FrameContracts.Version}: all machines must run the same build.");
        }
        if (reader.NextField() != 2)
        {
            throw new FormatException("There is no frame in these bytes.");
        }
        var frame = _frames.Read(reader);
        return reader.NextField() == 0 && reader.IsAtEnd
            ? frame
            : throw new FormatException("Something follows the frame.");
    }
}
