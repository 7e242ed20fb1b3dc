using AgentMarkets.Hosting.Distributed;
using Google.Protobuf;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Wire;

/// <summary>Goal: bytes from anywhere do no harm. Method: bytes made to hurt; each is refused with a sentence, takes no
/// memory beyond its size, and leaves no tensor behind.</summary>
[Collection(CountedTensors.Name)]
public sealed class CorruptionTests
{
    [Fact]
    public void HostileBytes_AreRefusedWithASentence()
    {
        Refused([], "version 0 of the wire");
        Refused([0x08, 0x63], "version 99 of the wire");
        Refused([0x08, FrameContracts.Version], "no frame in these bytes");
        Refused(Enveloped([]), "Frame comes without its kind");
        Refused(Enveloped(Nested(99, [])), "no Frame of kind 99");
        // A length of 2 GiB, and one that is negative.
        Refused([0x08, FrameContracts.Version, 0x12, 0xff, 0xff, 0xff, 0xff, 0x07], "runs over the end");
        Refused([0x08, FrameContracts.Version, 0x12, 0xff, 0xff, 0xff, 0xff, 0x0f], "runs over the end");
        // A text that is longer than its record, in a frame that is long enough.
        Refused([.. Enveloped(Nested(7, [0x0a, 0x05, (byte)'b'])), .. new byte[9]], "runs over the end");
        // A varint without end, the field 0, groups in groups.
        Refused([0x08, .. Enumerable.Repeat((byte)0xff, 20)], "no frame");
        Refused([0x00], "no frame");
        Refused([0x08, FrameContracts.Version, .. Enumerable.Repeat((byte)0x13, 100_000)], "StartGroup");
        Refused([.. Enveloped(Nested(7, Nested(1, [(byte)'b']))), 0x08, 0x01], "follows the frame");
        Refused(Enveloped([.. Nested(7, Nested(1, "b"u8)), .. Nested(7, Nested(1, "c"u8))]), "one kind only");
        Refused(Enveloped(Nested(7, [.. Nested(1, "b"u8), .. Nested(1, "c"u8)])), "Node twice");
        Refused(Enveloped(Nested(7, Nested(2, "b"u8))), "Farewell has no field 2");
        Refused(Enveloped(Nested(7, Nested(1, [0xc3, 0x28]))), "not in UTF-8");
        Refused(Enveloped(Nested(1, [])), "Command comes without its Order");
    }

    [Fact]
    public void HostileNumbers_AreRefusedWithASentence()
    {
        Tensor("float32 of [2^31, 2^31]", [0x08, 0x06, .. Nested(2, [.. Varint(1L << 31), .. Varint(1L << 31)])]);
        Tensor("nothing of [0, 2^40, 2^40]", [0x08, 0x06,
            .. Nested(2, [0, .. Varint(1L << 40), .. Varint(1L << 40)])]);
        Tensor("a negative axis",
            [0x08, 0x06, .. Nested(2, [.. Varint(-1), .. Varint(-4)]), .. Nested(3, new byte[16])]);
        Tensor("a type without name", [0x08, 0x63, .. Nested(2, [1]), .. Nested(3, new byte[4])]);
        Tensor("seventeen axes",
            [0x08, 0x06, .. Nested(2, [.. Enumerable.Repeat((byte)1, 17)]), .. Nested(3, new byte[4])]);
        Tensor("a byte too few", [0x08, 0x06, .. Nested(2, [1]), .. Nested(3, new byte[3])]);

        void Tensor(string name, byte[] tensor) => Assert.Contains("tensor",
            ChangedFrameTests.Decoded(Message(102, Nested(2, tensor)))?.Message
                ?? throw new InvalidOperationException(name));
    }

    [Fact]
    public void RecordsWithinRecords_EndAtADepth()
    {
        // Published.Averages within Published.Averages ...
        byte[] inner = [];
        for (int depth = 0; depth < 5000; depth++)
        {
            inner = Nested(4, Nested(1, inner));
        }
        byte[] block = Nested(1, []), strategies = Nested(2, Nested(1, Nested(1, inner)));
        Assert.Contains("nest deeper",
            ChangedFrameTests.Decoded(Message(108, [.. block, .. strategies]))?.Message);
    }

    private static void Refused(byte[] bytes, string why) =>
        Assert.Contains(why, ChangedFrameTests.Decoded(bytes)?.Message ?? "It was read.");

    private static byte[] Message(int kind, byte[] message) => Enveloped(Nested(1, Nested(4, Nested(3,
        Nested(1, Nested(1, [.. Nested(1, Nested(1, "a"u8)), .. Nested(2, Nested(1, Nested(1, "b"u8))),
            .. Nested(3, Nested(kind, message))]))))));

    private static byte[] Enveloped(ReadOnlySpan<byte> frame) => [0x08, FrameContracts.Version, .. Nested(2, frame)];

    private static byte[] Nested(int field, ReadOnlySpan<byte> contents) =>
        [.. Varint(field << 3 | 2), .. Varint(contents.Length), .. contents];

    private static byte[] Varint(long value)
    {
        byte[] bytes = new byte[CodedOutputStream.ComputeInt64Size(value)];
        new CodedOutputStream(bytes).WriteInt64(value);
        return bytes;
    }
}
