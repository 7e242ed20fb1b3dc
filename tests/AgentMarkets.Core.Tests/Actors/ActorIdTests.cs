using AgentMarkets.Core.Actors;
using Xunit;

namespace AgentMarkets.Core.Tests.Actors;

public class ActorIdTests
{
    [Theory]
    [InlineData("bidder", 3, "bidder-3")]
    [InlineData("buyer-shard", 12, "buyer-shard-12")]
    [InlineData("driver", 0, "driver-0")]
    public void Text_ReadsBackAsTheSameActor(string role, int number, string text)
    {
        var id = new ActorId(role, number);
        Assert.Equal(text, id.ToString());
        Assert.Equal(id, ActorId.Parse(text));
        Assert.True(id == ActorId.Parse(text));
        Assert.Equal(id.GetHashCode(), ActorId.Parse(text).GetHashCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("bidder")]
    [InlineData("bidder-")]
    [InlineData("bidder-x")]
    [InlineData("-3")]
    public void TextWithoutANumber_IsRefusedWithAnExample(string text)
    {
        var error = Assert.Throws<FormatException>(() => ActorId.Parse(text));
        Assert.Equal($"'{text}' is not an actor: write role-number, such as bidder-3.", error.Message);
    }

    [Fact]
    public void Order_IsByRoleThenByNumber_NotByText()
    {
        ActorId[] ids =
            [new("bidder", 10), new("coordinator", 1), new("bidder", 2), new("auctioneer", 1), new("Bidder", 1)];
        Assert.Equal("Bidder-1 auctioneer-1 bidder-2 bidder-10 coordinator-1", string.Join(' ', ids.Order()));
    }

    // A text's own hash code differs from process to process; this one is pinned, so it cannot.
    [Fact]
    public void HashCode_IsTheSameInEveryProcess() => Assert.Equal(112751, new ActorId("bidder", 3).GetHashCode());
}
