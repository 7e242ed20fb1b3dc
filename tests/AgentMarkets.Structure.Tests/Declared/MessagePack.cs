// What the engine's projects use of MessagePack, declared as the package has it; see Akka.cs.
#nullable disable
#pragma warning disable
using System.Buffers;

namespace MessagePack
{
    public enum MessagePackType : byte
    {
        Unknown,
        Integer,
        Nil,
        Boolean,
        Float,
        String,
        Binary,
        Array,
        Map,
        Extension,
    }

    public static class MessagePackCode
    {
        public const byte MaxFixInt = 0x7f, Float64 = 0xcb;

        public static string ToFormatName(byte code) => throw null;
    }

    public static class MessagePackPrimitives
    {
        public enum DecodeResult
        {
            Success,
            TokenMismatch,
            EmptyBuffer,
            InsufficientBuffer,
        }

        public static DecodeResult TryReadArrayHeader(ReadOnlySpan<byte> source, out uint count, out int tokenSize) =>
            throw null;

        public static DecodeResult TryReadMapHeader(ReadOnlySpan<byte> source, out uint count, out int tokenSize) =>
            throw null;

        public static DecodeResult TryReadBinHeader(ReadOnlySpan<byte> source, out uint length, out int tokenSize) =>
            throw null;

        public static DecodeResult TryReadStringHeader(ReadOnlySpan<byte> source, out uint length,
            out int tokenSize) => throw null;

        public static DecodeResult TryReadBool(ReadOnlySpan<byte> source, out bool value, out int tokenSize) =>
            throw null;

        public static DecodeResult TryReadDouble(ReadOnlySpan<byte> source, out double value, out int tokenSize) =>
            throw null;

        public static DecodeResult TryReadInt64(ReadOnlySpan<byte> source, out long value, out int tokenSize) =>
            throw null;

        public static bool TryWrite(Span<byte> destination, bool value, out int bytesWritten) => throw null;

        public static bool TryWrite(Span<byte> destination, double value, out int bytesWritten) => throw null;

        public static bool TryWrite(Span<byte> destination, long value, out int bytesWritten) => throw null;

        public static bool TryWriteArrayHeader(Span<byte> destination, uint count, out int bytesWritten) => throw null;

        public static bool TryWriteMapHeader(Span<byte> destination, uint count, out int bytesWritten) => throw null;

        public static bool TryWriteBinHeader(Span<byte> destination, uint length, out int bytesWritten) => throw null;

        public static bool TryWriteStringHeader(Span<byte> destination, uint byteCount, out int bytesWritten) =>
            throw null;
    }

    public ref struct MessagePackWriter(IBufferWriter<byte> writer)
    {
        public void Flush() => throw null;

        public void Write(byte[] src) => throw null;

        public void Write(long value) => throw null;

        public void WriteArrayHeader(int count) => throw null;
    }

    public ref struct MessagePackReader(ReadOnlyMemory<byte> memory)
    {
        public bool End => throw null;

        public MessagePackType NextMessagePackType => throw null;

        public int ReadMapHeader() => throw null;

        public int ReadArrayHeader() => throw null;

        public int ReadInt32() => throw null;

        public long ReadInt64() => throw null;

        public bool ReadBoolean() => throw null;

        public double ReadDouble() => throw null;

        public string ReadString() => throw null;

        public ReadOnlySequence<byte>? ReadBytes() => throw null;
    }
}
