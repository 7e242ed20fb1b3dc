using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>What the best-response check says of strategies whose loss is known (docs/auctions.md, 1, 3 and
/// 4).</summary>
public class EvaluationTests
{
    [Fact]
    public void TheWorkedExample_HasItsTrueLoss()
    {
        var play = Play.FirstPrice("strategy=linear(start=0.48)");
        Assert.Equal(2.667e-4, play.Of("utility-loss-ex-ante").Mean, 2e-7);
        Assert.Equal(7.69e-4, play.Of("utility-loss-ex-interim").Mean, 1e-6);
    }

    [Theory]
    [InlineData(2, .4126879, 5.0823e-3)]
    [InlineData(3, .5463502, 8.1428e-3)]
    [InlineData(5, .6699837, 8.8043e-3)]
    [InlineData(10, .7632545, 9.4441e-3)]
    [InlineData(2, .4804666, 2.5437e-4)]
    [InlineData(3, .6472587, 2.1188e-4)]
    [InlineData(5, .7816026, 1.7628e-4)]
    [InlineData(10, .8820566, 1.6261e-4)]
    [InlineData(2, .4899162, 6.7788e-5)]
    [InlineData(10, .8916883, 3.4891e-5)]
    public void SmoothedFixedPoints_HaveTheirTrueLoss(int bidders, double multiplier, double loss)
    {
        var play = Play.FirstPrice($"strategy=linear(start={multiplier})", $"auction.bidders={bidders}");
        Assert.Equal(loss, play.Of("utility-loss-ex-ante").Mean, 2e-3 * loss);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(10)]
    public void TheEquilibrium_HasNoLossAndTheKnownUtilityAndRevenue(int n)
    {
        var play = Play.FirstPrice($"strategy=linear(start={(n - 1.0) / n:R})", $"auction.bidders={n}");
        Assert.InRange(play.Of("utility-loss-ex-interim").Mean, 0, 1e-6);
        Assert.Equal(1.0 / (n * (n + 1)), play.Of("utility").Mean, 1e-6);
        Assert.Equal((n - 1.0) / (n + 1), play.Of("revenue").Mean, 1e-6);
        Assert.Equal(1, play.Of("efficiency").Mean, 1e-6);
        Assert.InRange(play.Of("l-infinity").Mean, 0, 1e-7);
        // The control: the same strategy shaded by another 5 % has a loss, and it is seen.
        var control = Play.FirstPrice($"strategy=linear(start={0.95 * (n - 1.0) / n:R})", $"auction.bidders={n}");
        Assert.True(control.Of("utility-loss-ex-ante").Mean > 1e-5);
    }

    [Fact]
    public void SortedOpponents_AgreeWithTheExactLawWithinSampling()
    {
        // A network fitted to truthful bids has to be sampled; the linear strategy close to 1 is exact.
        var sampled = Play.FirstPrice("strategy=mlp", "evaluation.samples=262144");
        var exact = Play.FirstPrice("strategy=linear(start=0.99999)");
        Assert.Equal(exact.Of("utility-loss-ex-ante").Mean, sampled.Of("utility-loss-ex-ante").Mean, 2e-3);
        Assert.Equal(exact.Of("revenue").Mean, sampled.Of("revenue").Mean, 5e-3);
    }

    [Fact]
    public void Distance_IsThatOfTheMultipliers()
    {
        // For b = w v: l2 = |w - 1/2| / sqrt 3, l-infinity = |w - 1/2|.
        var play = Play.FirstPrice("strategy=linear(start=0.44)");
        Assert.Equal(0.06 / Math.Sqrt(3), play.Of("l2").Mean, 1e-7);
        Assert.Equal(0.06, play.Of("l-infinity").Mean, 1e-7);
    }

    [Fact]
    public void SupportOffTheOrigin_HasItsEquilibriumToo()
    {
        // Values on [1,3], two bidders: utility 2/6, revenue 1 + 2/3; linear bids cannot reach b = 1 + (v-1)/2.
        var play = Play.FirstPrice("auction.prior=uniform(low=1, high=3)", "strategy=linear(start=0.7)");
        Assert.Equal(1 + 2.0 / 3, play.Game.Equilibrium!.Revenue, 1e-12);
        Assert.Equal(2.0 / 6, play.Game.Equilibrium.Utility(1), 1e-12);
        Assert.True(play.Of("utility-loss-ex-ante").Mean > 1e-3);
    }

    [Fact]
    public void AsymmetricPriors_AreMeasuredWithoutAnEquilibrium()
    {
        var play = Play.FirstPrice("auction.bidders=[{ \"prior\": \"uniform(high=0.5)\" }, { \"count\": 1 }]",
            "auction.bidders.1.prior.high=0.25", "auction.mechanism.reserve=0.1");
        Assert.Null(play.Game.Equilibrium);
        Assert.False(play.Has("l2"));
        Assert.Contains(play.Game.Skipped, s => s.Metric == "l2" && s.Why.Contains("different priors"));
        Assert.True(play.Has("utility-loss-ex-ante"));
    }

    // U[0,1] twice: who takes part has a value of at least 1/2, and E max(v_2, 1/2) over those games is 5/12 (Myerson
    // 1981); an all-pay auction reaches it at 1/4, since v F(v) = 1/4 there.
    [Theory]
    [InlineData("second-price(reserve=0.5)", 5.0 / 12)]
    [InlineData("first-price(reserve=0.5)", 5.0 / 12)]
    [InlineData("all-pay(reserve=0.25)", 5.0 / 12)]
    // rho = 0.3: 2 rho^2 (1 - rho) + rho (1 - rho)^2 + (1 - rho)^3/3.
    [InlineData("second-price(reserve=0.3)", 0.126 + 0.147 + 0.343 / 3)]
    public void Revenue_SeesTheJumpWhereTypesBeginToTakePart(string mechanism, double revenue)
    {
        var play = Play.FirstPrice($"auction.mechanism={mechanism}", "strategy=equilibrium", "smoothing=none");
        Assert.Equal(revenue, play.Game.Rules.Equilibrium!.Revenue, 1e-9);
        Assert.Equal(revenue, play.Of("revenue").Mean, 2e-6);
    }

    [Fact]
    public void Revenue_SeesTheJumpOfABidThatIsNoEquilibrium()
    {
        // b = 0.8 v reaches 0.5 at v = 5/8: each pays max(0.5, 0.8 w) for w of the other.
        var play = Play.FirstPrice("auction.mechanism=second-price(reserve=0.5)", "strategy=linear(start=0.8)",
            "smoothing=market-price(beta=50)");
        const double F = 0.625;
        // int_F^1 (0.8 w) 2 (1 - w) dw for the lower of two that take part.
        double both = 1.6 * (1.0 / 2 - 1.0 / 3 - F * F / 2 + F * F * F / 3);
        Assert.Equal(0.5 * 2 * F * (1 - F) + both, play.Of("revenue").Mean, 2e-6);
    }
}
