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

    private readonly EnvelopeShape _envelopes;

    /// <inheritdoc cref="EnvelopeShape(IReadOnlyList{IFamily})"/>
    public FrameCodec(IReadOnlyList<IFamily> families) => _envelopes = new EnvelopeShape(families);

    /// <summary>What it carries.</summary>
    public ContractCatalog Contracts => _envelopes.Contracts;

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
        _envelopes.Write(writer, frame);
        (buffer, int length) = writer.End();
        return buffer.AsMemory(0, length);
    }

    public Frame Decode(ReadOnlyMemory<byte> bytes, Device device) =>
        // What is outermost ends with the bytes.
        _envelopes.Read(new ProtobufReader(bytes, new TensorLanding(device)), isAtEnd: static _ => true);
}
