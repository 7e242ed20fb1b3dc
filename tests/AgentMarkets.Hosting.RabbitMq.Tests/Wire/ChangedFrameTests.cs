using AgentMarkets.Auctions;
using AgentMarkets.Hosting.Distributed;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Wire;

/// <summary>Goal: bytes from anywhere do no harm. Method: frames changed by seed; each is a frame or a FormatException,
/// takes no memory beyond its size, and leaves no tensor behind.</summary>
[Collection(CountedTensors.Name)]
public sealed class ChangedFrameTests
{
    private const int MemoryOfAFrame = 40_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ChangedFrames_AreRefusedOrRead(int seed)
    {
        var random = new Random(seed);
        byte[][] frames = Corpus();
        int refused = 0;
        for (int i = 0; i < 8000; i++)
        {
            refused += Decoded(Changed(frames[random.Next(frames.Length)], frames[random.Next(frames.Length)], random))
                is null ? 0 : 1;
        }
        // Most changes hit a length or a kind; those that hit a number give another number.
        Assert.InRange(refused, 2000, 7999);
    }

    [Fact]
    public void FramesCutShort_AreRefused()
    {
        foreach (byte[] frame in Corpus())
        {
            for (int length = 0; length < frame.Length; length++)
            {
                Assert.NotNull(Decoded(frame[..length]));
            }
        }
    }

    private static byte[][] Corpus()
    {
        using var scope = NewDisposeScope();
        var bids = arange(12, dtype: float32).reshape(1, 2, 3, 2);
        var signal = new MarketSignal(bids, bids, null, bids, bids, bids);
        return
        [
            .. RoundTripTests.Frames().Select(Plays.Codec.Encode),
            .. RoundTripTests.Sparse().Select(message => Plays.Codec.Encode(RoundTripTests.Around(message))),
            Plays.Codec.Encode(RoundTripTests.Around(new SubmitBids(1, bids, Question.Variants, bids))),
            Plays.Codec.Encode(RoundTripTests.Around(new ClearingSignal(2, signal))),
        ];
    }

    private static byte[] Changed(byte[] frame, byte[] other, Random random)
    {
        byte[] bytes = [.. frame];
        int at = random.Next(bytes.Length), length = random.Next(Math.Min(16, bytes.Length - at) + 1);
        switch (random.Next(6))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                random.NextBytes(bytes.AsSpan(at, length));
                return bytes;
            case 2:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 3:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 4:
                bytes.AsSpan(at, length).Fill(0xff);
                return bytes;
            default:
                return [.. bytes[..at], .. other[Math.Min(at, other.Length)..]];
        }
    }

    /// <returns>Why the bytes were refused, or nothing.</returns>
    internal static FormatException? Decoded(byte[] bytes)
    {
        long tensors = TorchSharp.torch.Tensor.TotalCount, memory = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var frame = Plays.Codec.Decode(bytes, CPU);
            UnreadMail.Release(frame);
            return null;
        }
        catch (FormatException e)
        {
            return e;
        }
        finally
        {
            Assert.Equal(tensors, TorchSharp.torch.Tensor.TotalCount);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - memory, 0,
                MemoryOfAFrame + (long)TestedCodec.MemoryOfAByte * bytes.Length);
        }
    }
}
