using AgentMarkets.Auctions;
using AgentMarkets.Core.Actors;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Tests.Wire;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Akka.Tests.Wire;

/// <summary>Goal: a frame's size is known before it is written, so that the engine's limit on messages can be checked
/// first.</summary>
[Collection(CountedTensors.Name)]
public sealed class FrameSizeTests
{
    [Fact]
    public void SizeOf_IsHowManyBytesAreWritten()
    {
        foreach (var frame in RoundTripTests.Frames().Concat(RoundTripTests.Sparse().Select(RoundTripTests.Around)))
        {
            Sized(frame);
        }
    }

    // Every length of header, on both sides of each border.
    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    public void SizeOf_HoldsAtEveryBorderOfTheEncoding(int length)
    {
        Sized(new Farewell(new string('b', length)));
        Sized(new Farewell(string.Concat(Enumerable.Repeat("\u20ac", length))));
        Sized(new Beat("", "", length, -length));
        Sized(new Command("", 1, 1, new Take([], [new BehaviorState(new ActorId("a", 1),
            [new StateEntry("w", 1, new byte[length])])], "")));
        Sized(new Command("", 1, 1, new Take([.. Enumerable.Range(0, length).Select(i => new ActorId("a", i))], [],
            "")));
        using var bids = zeros(length);
        Sized(RoundTripTests.Around(new SubmitBids(1, bids)));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(int.MinValue - 1L)]
    [InlineData(int.MinValue)]
    [InlineData(short.MinValue - 1L)]
    [InlineData(short.MinValue)]
    [InlineData(sbyte.MinValue - 1L)]
    [InlineData(sbyte.MinValue)]
    [InlineData(-33)]
    [InlineData(-32)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(255)]
    [InlineData(65_536)]
    [InlineData(uint.MaxValue)]
    [InlineData(uint.MaxValue + 1L)]
    [InlineData(long.MaxValue)]
    public void Numbers_ComeBackAtEveryBorderOfTheEncoding(long number) => Sized(new Beat("", "", number, 0));

    private static void Sized(Frame frame)
    {
        byte[] bytes = TestedCodec.Codec.Encode(frame), buffer = [];
        Assert.Equal(bytes.Length, TestedCodec.Codec.SizeOf(frame));
        Assert.Equal(bytes, TestedCodec.Codec.Encode(frame, ref buffer).ToArray());
        var back = TestedCodec.Codec.Decode(bytes, CPU);
        Assert.Null(Same.Difference(frame, back));
        if (back is Command { Order: Deliver deliver })
        {
            Assert.All(deliver.Mail, mail => mail.Message.Release());
        }
    }
}
