using System.Collections.Concurrent;
using AgentMarkets.Hosting.Distributed;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Links;

/// <summary>Keeps frames and sends where they are kept: links are tested apart from what frames look like.</summary>
internal sealed class KeptFrames : IFrameCodec
{
    private readonly ConcurrentDictionary<Guid, Frame> _kept = new();

    /// <summary>How many bytes a frame takes.</summary>
    public int Bytes { get; set; } = 64;

    public byte[] Encode(Frame frame)
    {
        var id = Guid.NewGuid();
        _kept[id] = frame;
        byte[] bytes = new byte[Bytes];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(i % 251);
        }
        id.TryWriteBytes(bytes);
        return bytes;
    }

    public Frame Decode(ReadOnlyMemory<byte> bytes, Device device)
    {
        bool isWhole = bytes.Length >= 16;
        for (int i = 16; isWhole && i < bytes.Length; i++)
        {
            isWhole = bytes.Span[i] == (byte)(i % 251);
        }
        return isWhole && _kept.TryRemove(new Guid(bytes.Span[..16]), out var frame)
            ? frame
            : throw new FormatException("These bytes are no frame.");
    }
}
