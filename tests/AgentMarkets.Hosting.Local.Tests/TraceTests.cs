using AgentMarkets.Hosting.Local.Schedules;
using AgentMarkets.TestKit;
using Xunit;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: a run can be looked at again, delivery by delivery.</summary>
public class TraceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ReplayOfAShuffledRun_DeliversInTheVeryOrder(ulong seed)
    {
        var first = Record(new Shuffled(seed));
        var text = new StringWriter();
        first.Write(text);
        var read = Trace.Read(new StringReader(text.ToString()));
        Assert.Equal(first.Lines, read.Lines);
        Assert.Equal(first.Lines, Record(new Replay(read)).Lines);
    }

    [Fact]
    public void TraceOfAnotherRun_IsRefused()
    {
        var trace = Record(new InOrder());
        var error = Assert.Throws<InvalidOperationException>(() => TestKit.Schedules.Replay(
            () => Scenes.FirstPrice("auction.bidders=2"), Scenes.Rounds, trace));
        Assert.Contains("the trace belongs to another run", error.Message);
    }

    [Fact]
    public void LineThatIsNoDelivery_IsRefused()
    {
        using var text = new StringReader("bidder-1 auctioneer-1 SubmitBids");
        var error = Assert.Throws<FormatException>(() => Trace.Read(text));
        Assert.Equal("'bidder-1 auctioneer-1 SubmitBids' is not a line of a trace: write from, to, message, round.",
            error.Message);
    }

    private static Trace Record(ISchedule schedule)
    {
        var trace = new Trace();
        var scene = Scene.Of(Scenes.FirstPrice());
        using var host = new LocalHost(scene.Actors, schedule, trace: trace);
        scene.Play(host, 5);
        return trace;
    }
}
