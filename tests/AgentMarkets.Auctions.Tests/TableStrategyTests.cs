using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Catalog;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: tables have the cells, the start and the draws that they say. Method: small tables by hand; laws are
/// checked over the catalogue elsewhere.</summary>
public class TableStrategyTests
{
    [Fact]
    public void Cells_WeighAsThePriorSays()
    {
        using var table = Start("table(types=4, bids=5)", "power(exponent=2)");
        var (types, mass) = table.TypesOf(Game("table(types=4, bids=5)", "power(exponent=2)").Rules.Bidders[0]);
        Assert.Equal([0.125, 0.375, 0.625, 0.875], types);
        Assert.Equal([1 / 16.0, 3 / 16.0, 5 / 16.0, 7 / 16.0], mass);
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], table.Bids);
        Assert.All(table.Strategy(0).ToArray(), p => Assert.Equal(0.2, p));
    }

    [Fact]
    public void TruthfulStart_BidsTheNearest()
    {
        using var table = Start("table(types=2, bids=3, low=0.1, high=0.9, start=truthful)", "uniform");
        // Types 0.25 and 0.75, bids 0.1, 0.5, 0.9.
        Assert.Equal([1.0, 0, 0, 0, 0, 1], table.Strategy(0).ToArray());
        var bids = new float[3];
        table.Draw(0, [0.1f, 0.49f, 0.51f], [0, 0.999f, 0.5f], bids);
        Assert.Equal([0.1f, 0.1f, 0.9f], bids);
    }

    [Fact]
    public void RandomStart_IsTheBiddersOwn()
    {
        using var table = Start("table(types=2, bids=3, start=random)", "uniform");
        Assert.NotEqual(table.Strategy(0).ToArray(), table.Strategy(1).ToArray());
    }

    [Fact]
    public void UniformTable_EarnsAndLosesAsTheIntegralsSay()
    {
        // Bids 0, 1/2 and 1 with a third each; a bid of 0 wins nothing. 1/2 wins 1/3 + 1/6; 1 wins 2/3 + 1/6.
        var play = Play.FirstPrice("strategy=table(bids=3)", "auction.mechanism.ties=split");
        // E[(v - 1/2)/2 + 5/6 (v - 1)]/3 = -5/36.
        Assert.Equal(-5.0 / 36, play.Of("utility").Mean, 1e-6);
        // The mean bid is 1/2 for all; 0 should bid 0.
        Assert.Equal(0.5, play.Of("l-infinity").Mean, 1e-12);
    }

    [Theory]
    [InlineData("strategy=table(low=1)", "has its lowest bid at 1, but the highest type is 1")]
    [InlineData("strategy=table(low=0.5, high=0.4)", "must be above low (0.5)")]
    [InlineData("learner=frank-wolfe", "Write strategy=table.", "rounds=10")]
    [InlineData("strategy=table", "Write a learner of tables", "rounds=10")]
    public void Mistakes_AreSaid(string text, string expected, params string[] overrides) => Assert.Contains(expected,
        Assert.Throws<ConfigurationException>(() => Play.Build(null, [text, .. overrides])).Message);

    [Fact]
    public void SampledPayoffs_LearnToo()
    {
        var play = Play.FirstPrice("strategy=table(types=16, bids=17, payoffs=sampled)", "learner=fictitious-play",
            "batch=256", "rounds=100", "auction.mechanism.ties=nobody");
        Assert.InRange(play.Of("l2").Mean, 0, 0.08);
        Assert.InRange(play.Of("utility").Mean, 0.13, 0.19);
    }

    [Fact]
    public void MixedGame_OfTableAndGradientLearners_Plays()
    {
        var play = Play.FirstPrice("auction.bidders=[{ \"strategy\": \"table(types=16, bids=17)\", "
            + "\"learner\": \"frank-wolfe\" }, {}]", "batch=256", "rounds=50");
        Assert.True(double.IsFinite(play.Of("utility").Mean));
        Assert.InRange(play["l2"][0, 0], 0, 0.2);
    }

    private static AuctionGame Game(string strategy, string prior) =>
        Play.Build(null, $"strategy={strategy}", $"auction.prior={prior}", "seed=1..2");

    private static ITableBids Start(string strategy, string prior)
    {
        var game = Game(strategy, prior);
        return ((ITableStrategy)game.Bidders[0].Strategy).StartTable(
            new Opening(game.Rules, game.Seats[0], game.Setup.Seeds, CPU));
    }
}
