using Xunit;
using Xunit.Abstractions;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: bids at knots are what they say, and learn by replies and by gradients. Method: the start is
/// truthful, whose loss is known; then runs to known equilibria.</summary>
public class PiecewiseLinearTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    public void Start_IsTruthful(int knots)
    {
        var play = Play.FirstPrice($"strategy=piecewise-linear(knots={knots})");
        // Against b = v the best bid is v/2 and earns v^2/4; truth earns nothing.
        Assert.Equal(1.0 / 12, play.Of("utility-loss-ex-ante").Mean, 1e-6);
        Assert.Equal(0.25, play.Of("utility-loss-ex-interim").Mean, 1e-6);
        // 32-bit bids are truthful to 1e-8.
        Assert.Equal(0, play.Of("utility").Mean, 2e-8);
        Assert.Equal(0.5 / Math.Sqrt(3), play.Of("l2").Mean, 1e-6);
        Assert.Equal(2.0 / 3, play.Of("revenue").Mean, 1e-6);
    }

    [Theory]
    [InlineData("auction.bidders=2")]
    [InlineData("auction.bidders=3", "auction.share=true")]
    [InlineData("auction.bidders=2", "auction.cohort=2")]
    [InlineData("strategy.knots=32")]
    // Their bids become jagged on the way: no step is so short that the loss would not rise.
    [InlineData("learner.step=0.2")]
    [InlineData("learner.step=0.1")]
    [InlineData("auction.prior=uniform(low=1, high=3)")]
    [InlineData("auction.prior=power(exponent=2)", "auction.bidders=3")]
    public void BestReplies_ReachTheEquilibrium(params string[] overrides)
    {
        var play = Play.FirstPrice(["strategy=piecewise-linear", "learner=best-response", "rounds=150", "batch=1",
            .. overrides]);
        output.WriteLine($"loss {play.Of("utility-loss-ex-ante").Mean:G3}, l2 {play.Of("l2").Mean:G3}");
        Assert.InRange(play.Of("utility-loss-ex-ante").Mean, 0, 5e-5);
        Assert.InRange(play.Of("l2").Mean, 0, 0.005);
    }

    [Fact]
    public void Gradients_ReduceTheLoss()
    {
        var play = Play.FirstPrice("strategy=piecewise-linear(knots=9)", "learner=gradient(learning-rate=0.01)",
            "smoothing=own-bid(beta=50)", "batch=1024", "rounds=300");
        // Truthful bids lose 1/12; knots go on wandering, since none holds another.
        Assert.InRange(play.Of("utility-loss-ex-ante").Mean, 0, 1.0 / 24);
    }
}
