using AgentMarkets.Core.Actors.Contracts;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Distributed;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Wire;

/// <summary>Frames in Protobuf, as the schemas in <c>contracts/</c> describe them.</summary>
/// <remarks>
/// Stricter than Protobuf itself: a field that is unknown, comes twice or is missing is refused, not passed over. Any
/// number of threads may use one codec.
/// </remarks>
public sealed class FrameCodec : IFrameCodec
{
    // It keeps what it learns of the frames that this thread sends.
    [ThreadStatic]
    private static ProtobufWriter? t_writer;

    private readonly Shape<Frame> _frames;
    private readonly Shape<Envelope> _envelopes;

    /// <param name="families">All whose messages may travel, in an order that both sides share.</param>
    /// <exception cref="ContractException">A message of theirs cannot be carried.</exception>
    public FrameCodec(IReadOnlyList<IFamily> families)
    {
        Contracts = FrameContracts.Of(families);
        (_frames, _envelopes) = (Contracts.Of<Frame>(), Contracts.Of<Envelope>());
    }

    /// <summary>What it carries.</summary>
    public ContractCatalog Contracts { get; }

    public byte[] Encode(Frame frame)
    {
        byte[] buffer = [];
        return Encode(frame, ref buffer).ToArray();
    }

    public ReadOnlyMemory<byte> Encode(Frame frame, ref byte[] buffer)
    {
        // A message that throws while it is read leaves the writer in the middle: it begins anew.
        var writer = t_writer ??= new ProtobufWriter();
        writer.Begin(buffer);
        _envelopes.Write(writer, new Envelope(FrameContracts.Version, frame));
        (buffer, int length) = writer.End();
        return buffer.AsMemory(0, length);
    }

    public Frame Decode(ReadOnlyMemory<byte> bytes, Device device)
    {
        var tensors = new TensorLanding(device);
        try
        {
            return Read(new ProtobufReader(bytes, tensors));
        }
        catch
        {
            tensors.Discard();
            throw;
        }
    }

    // The envelope by hand, so that bytes of another version are told apart before anything else is read of them.
    private Frame Read(ProtobufReader reader)
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
        return reader.NextField() == 0 ? frame : throw new FormatException("Something follows the frame.");
    }
}
