namespace AgentMarkets.Hosting.Distributed;

/// <summary>Frames on their way out, in a buffer that their thread keeps.</summary>
public static class EncodedFrame
{
    // Enough for the steps of a game; evaluations send more, and seldom.
    private const int MostKept = 16 << 20;

    [ThreadStatic]
    private static byte[]? t_buffer;

    /// <summary>A frame's bytes, good until this thread encodes its next one.</summary>
    /// <exception cref="FormatException">The frame cannot be encoded.</exception>
    public static ReadOnlyMemory<byte> Of(IFrameCodec codec, Frame frame)
    {
        byte[] buffer = t_buffer ?? [];
        var bytes = codec.Encode(frame, ref buffer);
        t_buffer = buffer.Length <= MostKept ? buffer : null;
        return bytes;
    }
}
