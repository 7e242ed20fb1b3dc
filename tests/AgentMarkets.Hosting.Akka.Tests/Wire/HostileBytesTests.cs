using System.Buffers;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Tests.Wire;
using MessagePack;
using Xunit;

namespace AgentMarkets.Hosting.Akka.Tests.Wire;

/// <summary>Goal: bytes from anywhere do no harm. Method: bytes made to hurt; each is refused with a sentence, takes no
/// memory beyond its size, and leaves no tensor behind.</summary>
[Collection(CountedTensors.Name)]
public sealed class HostileBytesTests
{
    private delegate void Writing(ref MessagePackWriter writer);

    [Fact]
    public void HostileEnvelopes_AreRefused()
    {
        Refused([], "runs over the end");
        Refused([0x80], "version 0 of the wire");
        Refused([0x81, 1, 99], "version 99 of the wire");
        Refused([0x81, 1, FrameContracts.Version], "no frame in these bytes");
        Refused([0x82, 2, 0x80, 1, 1], "version 0 of the wire");
        Refused([0x90], "where a record belongs");
        Refused([0xc0], "where a record belongs");
        Refused([0xc1], "where a record belongs");
        Refused(Enveloped([0x80]), "Frame comes without its kind");
        Refused(Enveloped([0x81, 99, 0x80]), "no Frame of kind 99");
        Refused(Enveloped([0x81, 7, 0x81, 1, 0xa1, (byte)'b', 0]), "follows the frame");
        Refused([0x83, 1, FrameContracts.Version, 2, 0x81, 7, 0x81, 1, 0xa1, (byte)'b', 3, 0], "follows the frame");
        Refused(Enveloped([0x82, 7, 0x81, 1, 0xa1, (byte)'b', 7, 0x81, 1, 0xa1, (byte)'c']), "one kind only");
        Refused(Enveloped([0x81, 1, 0x80]), "Command comes without its Order");
    }

    [Fact]
    public void HostileFields_AreRefused()
    {
        Refused(Farewell(0x82, 1, 0xa1, (byte)'b', 1, 0xa1, (byte)'c'), "Node twice");
        Refused(Farewell(0x81, 2, 0xa1, (byte)'b'), "Farewell has no field 2");
        Refused(Farewell(0x81, 0, 0xa1, (byte)'b'), "0 is not the number of a field");
        Refused(Farewell(0x81, 0xff, 0xa1, (byte)'b'), "-1 is not the number of a field");
        Refused(Farewell(0x81, 0xa1, (byte)'n', 0xa1, (byte)'b'), "where a whole number belongs");
        Refused(Farewell(0x81, 0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xa0), "more than 63 bits");
        Refused(Farewell(0x81, 1, 7), "where a text belongs");
        Refused(Farewell(0x81, 1, 0xc4, 1, (byte)'b'), "where a text belongs");
        Refused(Farewell(0x81, 1, 0xc0), "where a text belongs");
        Refused(Farewell(0x81, 1, 0xa2, 0xc3, 0x28), "not in UTF-8");
        // Counts and lengths of 2 GiB and more, none of which are there.
        Refused(Farewell(0xdf, 0x7f, 0xff, 0xff, 0xff), "runs over the end");
        Refused(Farewell(0xdf, 0xff, 0xff, 0xff, 0xff), "runs over the end");
        Refused(Farewell(0x81, 1, 0xdb, 0x7f, 0xff, 0xff, 0xff, (byte)'b'), "runs over the end");
        Refused(Farewell(0x81, 1, 0xdb, 0xff, 0xff, 0xff, 0xff, (byte)'b'), "runs over the end");
    }

    [Fact]
    public void NumbersOfAnotherWidth_AreNotMadeToFit()
    {
        Refused(Reply(0x05), "where a number of 64 bits belongs");
        Refused(Reply(0xca, 0, 0, 0, 0), "where a number of 64 bits belongs");
        Assert.Null(ChangedFrameTests.Decoded(Reply(0xcb, 0, 0, 0, 0, 0, 0, 0, 0)));
        // RunTo.Round, a whole number.
        Refused(Message(1, [0x81, 1, 0xcb, 0, 0, 0, 0, 0, 0, 0, 0]), "where a whole number belongs");
        // Measure.Final, yes or no.
        Refused(Message(2, [0x82, 1, 1, 2, 1]), "where a yes or no belongs");
        Refused(Enveloped([0x81, 1, 0x84, 1, 0xa0, 2, 1, 3, 1, 4, 0x81, 3, 0x81, 1, 0xdd, 0x40, 0, 0, 0]),
            "runs over the end");
    }

    [Fact]
    public void HostileTensors_AreRefused()
    {
        Refused(Bids([6], [2147483648, 2147483648], []), "no Float32 tensor");
        Refused(Bids([6], [0, 1L << 40, 1L << 40], []), "no Float32 tensor");
        Refused(Bids([6], [-1, -4], new byte[16]), "no Float32 tensor");
        Refused(Bids([99], [1], new byte[4]), "no element type of tensors");
        Refused(Bids([6], [.. Enumerable.Repeat(1L, 17)], new byte[4]), "no Float32 tensor");
        Refused(Bids([6], [1], new byte[3]), "no Float32 tensor");
        // One tensor lands before the record turns out to be none, and is taken back.
        Refused(Bids([6], [1], new byte[4], 0x09, 0x00), "has no field 9");
        // A shape of 2^30 axes in a frame of a few bytes.
        Refused(Message(102, [0x81, 2, 0x82, 1, 6, 2, 0xdd, 0x40, 0, 0, 0]), "runs over the end");
    }

    [Fact]
    public void RecordsWithinRecords_EndAtADepth()
    {
        // Published.Averages within Published.Averages ...
        byte[] inner = [0x90], strategies;
        for (int depth = 0; depth < 5000; depth++)
        {
            inner = [0x91, 0x81, 4, .. inner];
        }
        strategies = [0x91, 0x91, 0x81, 4, .. inner];
        Refused(Message(108, [0x82, 1, 0x81, 1, 0, 2, .. strategies]), "nest deeper");
    }

    private static void Refused(byte[] bytes, string why) =>
        Assert.Contains(why, ChangedFrameTests.Decoded(bytes)?.Message ?? "It was read.");

    private static byte[] Enveloped(ReadOnlySpan<byte> frame) =>
        [0x82, 1, FrameContracts.Version, 2, .. frame];

    private static byte[] Farewell(params ReadOnlySpan<byte> record) => Enveloped([0x81, 7, .. record]);

    // Reply(Node, Session, Epoch, Number, Answer: Done, Seconds).
    private static byte[] Reply(params ReadOnlySpan<byte> seconds) =>
        Enveloped([0x81, 2, 0x86, 1, 0xa0, 2, 0xa0, 3, 1, 4, 1, 5, 0x81, 1, 0x80, 6, .. seconds]);

    private static byte[] Message(byte kind, ReadOnlySpan<byte> message)
    {
        byte[] actor = [0x82, 1, 0xa1, (byte)'a', 2, 1];
        return Enveloped([0x81, 1, 0x84, 1, 0xa0, 2, 1, 3, 1, 4, 0x81, 3, 0x81, 1, 0x91,
            0x83, 1, .. actor, 2, 0x91, .. actor, 3, 0x81, kind, .. message]);
    }

    // SubmitBids(Round, Bids ...), kind 102.
    private static byte[] Bids(byte[] type, long[] shape, byte[] elements, params byte[] more) =>
        Message(102, [(byte)(0x82 + more.Length / 2), 1, 1, 2, 0x83, 1, .. type, 2,
            .. Written((ref MessagePackWriter writer) => WriteAll(ref writer, shape)), 3,
            .. Written((ref MessagePackWriter writer) => writer.Write(elements)), .. more]);

    private static void WriteAll(ref MessagePackWriter writer, long[] numbers)
    {
        writer.WriteArrayHeader(numbers.Length);
        foreach (long number in numbers)
        {
            writer.Write(number);
        }
    }

    private static byte[] Written(Writing write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(bytes);
        write(ref writer);
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }
}
