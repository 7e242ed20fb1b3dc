using System.Buffers;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Links;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Links;

/// <summary>Frames in parts are whole again where every part came in its order, and nothing where one did
/// not.</summary>
public sealed class FramePartsTests
{
    private const int PartBytes = FrameParts.Largest;

    private readonly FrameParts _parts = new();

    [Theory]
    [InlineData(1)]
    [InlineData(PartBytes)]
    [InlineData(PartBytes + 1)]
    [InlineData(5 * PartBytes)]
    [InlineData(9 * PartBytes - 1)]
    public void Parts_MakeTheFrameAgain(int length)
    {
        byte[] frame = Frame(length, seed: 1);
        var parts = FrameParts.Of(frame).ToArray();
        Assert.Equal((length + PartBytes - 1) / PartBytes, parts.Length);
        Assert.InRange(parts.Max(part => part.Part.Length) - parts.Min(part => part.Part.Length), 0, 1);
        Assert.All(parts[..^1], part => Assert.Null(_parts.Add(part.Name, part.Part.Span)));
        Assert.Equal(frame, Whole(parts[^1]));
    }

    [Fact]
    public void PartsOfTwoSenders_MayComeInTurns()
    {
        byte[] one = Frame(3 * PartBytes, seed: 1), other = Frame(3 * PartBytes, seed: 2);
        var (ofOne, ofOther) = (FrameParts.Of(one).ToArray(), FrameParts.Of(other).ToArray());
        for (int i = 0; i < 2; i++)
        {
            Assert.Null(_parts.Add(ofOne[i].Name, ofOne[i].Part.Span));
            Assert.Null(_parts.Add(ofOther[i].Name, ofOther[i].Part.Span));
        }
        Assert.Equal(other, Whole(ofOther[2]));
        Assert.Equal(one, Whole(ofOne[2]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void APartThatIsMissing_TakesTheFrameWithIt(int lost)
    {
        var parts = FrameParts.Of(Frame(4 * PartBytes, seed: 1)).ToArray();
        Assert.All(parts.Where((_, i) => i != lost), part => Assert.Null(_parts.Add(part.Name, part.Part.Span)));
        // What was sent again is whole.
        Assert.All(parts[..^1], part => Assert.Null(_parts.Add(part.Name, part.Part.Span)));
        Assert.NotNull(_parts.Add(parts[^1].Name, parts[^1].Part.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/0")]
    [InlineData("a/-1/2")]
    [InlineData("a/2/2")]
    [InlineData("a/0/2147483647")]
    [InlineData("a/one/2")]
    public void NamesThatNobodyGives_AreDropped(string name) => Assert.Null(_parts.Add(name, new byte[8]));

    private byte[] Whole((string Name, ReadOnlyMemory<byte> Part) last)
    {
        var whole = Assert.IsType<ArrivingFrame>(_parts.Add(last.Name, last.Part.Span));
        byte[] frame = whole.Rented[..whole.Length];
        // As the reader does, and somebody else writes into it.
        ArrayPool<byte>.Shared.Return(whole.Rented);
        return frame;
    }

    private static byte[] Frame(int length, int seed)
    {
        byte[] frame = new byte[length];
        new Random(seed).NextBytes(frame);
        return frame;
    }
}
