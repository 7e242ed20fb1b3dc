using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Catalog;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

public class EmpiricalTests
{
    [Fact]
    public void LongFile_IsDrawnByItsWeights()
    {
        var prior = Prior("value,weight\n0.2,1\n0.8,3\n");
        double[] u = [0, .2499, .25, .9999];
        prior.Quantile(1, u.AsSpan());
        Assert.Equal([.2, .2, .8, .8], u);
        Assert.Equal(.25, prior.Cdf(1, .2), 1e-12);
        Assert.Equal(.25, prior.Cdf(1, .79), 1e-12);
        Assert.Equal(1, prior.Cdf(1, .8), 1e-12);
    }

    [Fact]
    public void Interpolated_QuantilesArePiecewiseLinear()
    {
        var prior = Prior("value\n0\n1\n3\n", interpolate: true);
        double[] u = [0, .25, .5, .75];
        prior.Quantile(1, u.AsSpan());
        Assert.Equal([0, .5, 1, 2], u);
        Assert.Equal(.75, prior.Cdf(1, 2), 1e-12);
    }

    [Fact]
    public void InterpolatedUniformSample_GivesTheUniformGame()
    {
        string text = "value\n" + string.Join('\n', Enumerable.Range(0, 101).Select(k => $"{k / 100.0:R}"));
        var play = Play.WithFile("v.csv", text, "auction.prior=empirical(file=v.csv, interpolate=true)",
            "strategy=linear(start=0.48)");
        Assert.Equal(2.667e-4, play.Of("utility-loss-ex-ante").Mean, 1e-6);
        // The equilibrium for any prior is v/2 here: sqrt(E (0.02 v)^2).
        Assert.Equal(.02 / Math.Sqrt(3), play.Of("l2").Mean, 1e-6);
    }

    [Fact]
    public void ReservePrice_HasItsRevenue_WhereQuantilesAreInterpolated()
    {
        // F = v/2 up to 1, then 1/2 + (v-1)/4. With rho = 0.6: 2 rho F (1-F) + rho (1-F)^2 + int_rho (1-F)^2
        // = 0.252 + 0.294 + 2 (0.7^3 - 0.5^3)/3 + 1/6.
        var play = Play.WithFile("v.csv", "value\n0\n1\n3\n", "auction.prior=empirical(file=v.csv, interpolate=true)",
            "auction.mechanism=second-price(reserve=0.6)", "strategy=equilibrium", "smoothing=none");
        Assert.Equal(0.858, play.Game.Rules.Equilibrium!.Revenue, 1e-9);
        Assert.Equal(0.858, play.Of("revenue").Mean, 1e-5);
    }

    [Fact]
    public void TwoValues_HaveTheLossThatIsWorkedOutByHand()
    {
        // Both bid half of 0.4 or 0.8, each with probability 1/2, ties split. The type 0.8 bids 0.4: it wins surely
        // against 0.2 and shares the tie: U = 0.4 * 0.75 = 0.3; just above 0.4 it wins all: 0.4; just above 0.2: 0.6 *
        // 0.5 = 0.3. The type 0.4 bids 0.2 and gets 0.2 * 0.25 = 0.05; just above 0.2: 0.2 * 0.5 = 0.1. Losses 0.1 and
        // 0.05.
        var play = Play.WithFile("v.csv", "value\n0.4\n0.8\n", "auction.prior=empirical(file=v.csv)",
            "strategy=linear(start=0.5)", "evaluation.samples=262144");
        Assert.Equal(.1, play.Of("utility-loss-ex-interim").Mean, 3e-3);
        Assert.Equal(.075, play.Of("utility-loss-ex-ante").Mean, 3e-3);
        Assert.Equal(.175, play.Of("utility").Mean, 3e-3);
    }

    [Fact]
    public void WideFile_KeepsItsRowsTogether()
    {
        // Perfectly correlated values: everybody knows the other's bid, so the best reply is just above it.
        var play = Play.WithFile("v.csv", "anna,bert\n0.4,0.4\n0.8,0.8\n", "auction.prior=empirical(file=v.csv)",
            "strategy=linear(start=0.5)");
        // Bidding half ties always: half of v/2 each; just above wins it all. Losses v/4: 0.1 and 0.2.
        Assert.Equal(.15, play.Of("utility-loss-ex-ante").Mean, 1e-9);
        Assert.Equal(.2, play.Of("utility-loss-ex-interim").Mean, 1e-9);
        Assert.Equal(1, play.Of("efficiency").Mean, 1e-9);
    }

    [Fact]
    public void ByBidder_GivesEveryNameItsOwnDistribution()
    {
        var play = Play.WithFile("v.csv", "bidder,value\nweak,0.1\nweak,0.2\nstrong,0.8\nstrong,0.9\n",
            "auction.prior=empirical(file=v.csv, by-bidder=true)", "strategy=linear(start=0.5)");
        // Names in the order of the alphabet: bidder 1 is strong and always wins.
        Assert.Equal(.85 / 2, play["utility"][0, 0], 1e-9);
        Assert.Equal(0, play["utility"][0, 1], 1e-9);
    }

    [Fact]
    public void RecoveredValues_AreReadWithTheirGapsCounted()
    {
        var prior = Prior("auction,bidder,bid,value\n1,a,0.2,0.4\n1,b,0.1,\n2,a,0.3,0.6\n");
        Assert.Equal(1, prior.Skipped);
        Assert.Equal((.4, .6), prior.Support(1));
    }

    [Theory]
    [InlineData("value\n0.5\nx\n-1\n", "v.csv:3:1", "v.csv:4:1")]
    [InlineData("value,weight\n0.5,0\n0.6,nan\n", "v.csv:2:2", "v.csv:3:2")]
    [InlineData("value\n0.5\n0.5\n", "at least two different values", "v.csv")]
    [InlineData("value,colour\n0.5,red\n0.6,blue\n", "v.csv:1:2", "colour")]
    [InlineData("a,b\n1,2\n3\n", "v.csv:3:2", "2 cells")]
    public void BadRows_AreNamedWithTheirPlace(string text, string first, string second)
    {
        var error = Assert.Throws<ConfigurationException>(
            () => Play.WithFile("v.csv", text, "auction.prior=empirical(file=v.csv)"));
        Assert.Contains(first, error.Message);
        Assert.Contains(second, error.Message);
    }

    private static Empirical Prior(string text, bool interpolate = false) =>
        new(new Empirical.Settings { File = new DataFile("v.csv", text), Interpolate = interpolate });
}
