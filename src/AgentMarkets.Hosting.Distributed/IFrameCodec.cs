using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>Frames as bytes and back; each engine has its own.</summary>
public interface IFrameCodec
{
    /// <exception cref="FormatException">A message is of a kind that no family told of.</exception>
    byte[] Encode(Frame frame);

    /// <summary>The same into a buffer that the caller keeps, since fresh memory costs more than the bytes that go into
    /// it.</summary>
    /// <param name="buffer">Replaced by a larger one where the frame does not fit.</param>
    /// <returns>The part of the buffer that was written.</returns>
    ReadOnlyMemory<byte> Encode(Frame frame, ref byte[] buffer) => Encode(frame);

    /// <param name="device">Where the tensors of messages go.</param>
    /// <exception cref="FormatException">These bytes are no frame of this version; nothing was made of
    /// them.</exception>
    Frame Decode(ReadOnlyMemory<byte> bytes, Device device);
}
