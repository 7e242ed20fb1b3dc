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
    private readonly EnvelopeShape _envelopes;

    /// <inheritdoc cref="EnvelopeShape(IReadOnlyList{IFamily})"/>
    public MessagePackFrameCodec(IReadOnlyList<IFamily> families) => _envelopes = new EnvelopeShape(families);

    /// <summary>What it carries.</summary>
    public ContractCatalog Contracts => _envelopes.Contracts;

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

    public Frame Decode(ReadOnlyMemory<byte> bytes, Device device) =>
        _envelopes.Read(new FrameReader(bytes, new TensorLanding(device)), isAtEnd: static reader => reader.IsAtEnd);

    /// <summary>How many bytes a frame would be.</summary>
    /// <exception cref="FormatException">It cannot be sent.</exception>
    public int SizeOf(Frame frame)
    {
        var sizes = new FrameSizes();
        _envelopes.Write(sizes, frame);
        return sizes.Total;
    }

    private FrameWriter Written(Frame frame, byte[] buffer)
    {
        var writer = new FrameWriter(buffer);
        _envelopes.Write(writer, frame);
        return writer;
    }
}
