using AgentMarkets.Core.Catalog;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: strategy=equilibrium plays the known equilibrium. Method: its loss is nothing and its utility known;
/// a game without one is refused.</summary>
public class EquilibriumStrategyTests
{
    [Theory]
    [InlineData(2, 0, 1)]
    [InlineData(5, 0, 1)]
    [InlineData(3, 1, 3)]
    public void FirstPrice_HasNoLoss(int n, double low, double high)
    {
        var play = Play.FirstPrice("strategy=equilibrium", $"auction.bidders={n}",
            $"auction.prior=uniform(low={low}, high={high})");
        Assert.InRange(play.Of("utility-loss-ex-interim").Mean, 0, 2e-6);
        Assert.Equal((high - low) / (n * (n + 1)), play.Of("utility").Mean, 1e-6);
        Assert.Equal(0, play.Of("l-infinity").Mean, 1e-12);
    }

    [Fact]
    public void GameWithoutOne_IsRefused()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Play.Build(null, "strategy=equilibrium",
            "auction.bidders=[{ \"prior\": \"power(exponent=3)\" }, { \"prior\": \"beta(a=2, b=3)\" }]",
            "auction.mechanism.reserve=0.1"));
        Assert.Contains("no equilibrium is known for first-price with different priors", refused.Message);
    }

    [Fact]
    public void Learning_IsRefused()
    {
        var refused = Assert.Throws<ConfigurationException>(
            () => Play.Build(null, "strategy=equilibrium", "rounds=10"));
        Assert.Contains("Write rounds=0 to evaluate it", refused.Message);
    }
}
