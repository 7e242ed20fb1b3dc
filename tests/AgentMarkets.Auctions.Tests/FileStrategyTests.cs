using System.Globalization;
using AgentMarkets.Core.Catalog;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: strategy=file plays what stands in the file. Method: lines with known losses, and every mistake in a
/// file named with its place.</summary>
public class FileStrategyTests
{
    private const string Asked = "strategy=file(path=strategy.csv)";

    [Fact]
    public void OneBiddersRows_AreForAllThatAreAlike()
    {
        var play = Play.WithFile("strategy.csv", "bidder,type,bid\n1,0,0\n1,1,0.48\n", Asked);
        Assert.Equal(2.667e-4, play.Of("utility-loss-ex-ante").Mean, 2e-7);
        Assert.Equal(7.69e-4, play.Of("utility-loss-ex-interim").Mean, 1e-6);
    }

    [Fact]
    public void BeyondItsRows_BidsAreLevel()
    {
        // b = 0.1 up to 0.2, 0.4 from 0.8 on: E b = 0.2 0.1 + 0.6 0.25 + 0.2 0.4.
        var play = Play.WithFile("strategy.csv", "bidder,type,bid\n1,0.2,0.1\n1,0.8,0.4\n", Asked);
        var table = play.Tables.Single(t => t.Name == "strategies");
        double[] bids = table.Columns.First(c => c.Name == "bid").Numbers;
        Assert.Equal(0.1, bids[0], 1e-15);
        Assert.Equal(0.25, bids[64], 1e-12);
        Assert.Equal(0.4, bids[128], 1e-15);
    }

    [Fact]
    public void EachBidder_HasItsOwnRows()
    {
        // Truth against silence: bidder 1 wins whenever it bids, and pays what it is worth.
        var play = Play.WithFile("strategy.csv", "type,bidder,bid\n0,1,0\n0,2,0\n1,1,1\n1,2,0\n", Asked);
        Assert.Equal(0, play["utility"][0, 0], 1e-9);
        Assert.Equal(0.5, play.Of("revenue").Mean, 1e-6);
        Assert.Equal(0.5, play["utility-loss-ex-ante"][0, 0], 1e-3);
    }

    [Fact]
    public void RunsOwnFile_PlaysOneOfItsReplicas()
    {
        string text = "replica,bidder,type,bid,utility-loss\n" + string.Concat(Enumerable.Range(1, 2).SelectMany(r =>
            Enumerable.Range(1, 2).Select(i => string.Create(CultureInfo.InvariantCulture,
                $"{r},{i},0,0,0\n{r},{i},1,{0.4 + 0.05 * r},0\n"))));
        // E max = 2/3 of the multiplier; without a choice it is the first replica's.
        Assert.Equal(0.45 * 2 / 3, Play.WithFile("strategy.csv", text, Asked).Of("revenue").Mean, 1e-6);
        var both = Play.WithFile("strategy.csv", text, "strategy=file(path=strategy.csv, replica=[2,1])");
        Assert.Equal(0.5 * 2 / 3, both["revenue"][0, 0], 1e-6);
        Assert.Equal(0.45 * 2 / 3, both["revenue"][1, 0], 1e-6);
        var refused = Assert.Throws<ConfigurationException>(() =>
            Play.Build(new Play.OneFile("strategy.csv", text), "strategy=file(path=strategy.csv, replica=3)"));
        Assert.Contains("strategy.replica = 3: has not all bidders' rows in strategy.csv", refused.Message);
    }

    [Fact]
    public void Mistakes_AreAllNamedAtOnce()
    {
        string message = Refused("bidder,type,bid\n1,0,0\n1,x,0.2\n1,0.5,-1\n1,0.4,0.3\n0,0.1,0.1\n1.5,0.1,0.1\n");
        Assert.Contains("strategy.csv:3:2 = 'x': a type must be a finite number", message);
        Assert.Contains("strategy.csv:4:3 = '-1': a bid must be a finite number of at least 0", message);
        Assert.Contains("strategy.csv:5:2 = '0.4': the types of a bidder must ascend", message);
        Assert.Contains("strategy.csv:6:1 = '0': a bidder must be a whole number from 1", message);
        Assert.Contains("strategy.csv:7:1 = '1.5': a bidder must be a whole number from 1", message);
    }

    [Theory]
    [InlineData("bidder,type,bid\n1,0.5,0.1\n1,0.5,0.2\n", "must ascend, and none may come twice")]
    [InlineData("bidder,type\n1,0.5\n", "the file must have a column bid")]
    [InlineData("bidder,type,bid,price\n1,0.5,0.1,1\n", "there is no other")]
    [InlineData("bidder,type,bid\n", "at least one row")]
    [InlineData("bidder,type,bid\n1,0,0\n3,0,0\n", "has no rows for bidder 2")]
    [InlineData("bidder,type,bid\n1,0,0\n2,0,0\n3,0,0\n", "has rows for bidder 3, but the game has 2 bidders")]
    public void Mistake_IsNamed(string text, string expected) => Assert.Contains(expected, Refused(text));

    private static string Refused(string text) => Assert.Throws<ConfigurationException>(
        () => Play.Build(new Play.OneFile("strategy.csv", text), Asked)).Message;
}
