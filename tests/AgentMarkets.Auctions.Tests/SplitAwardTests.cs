using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Two sellers of a whole order or half of it (Anton and Yao 1992; docs/auctions.md, 1).</summary>
public class SplitAwardTests
{
    private static readonly IMechanism Rule = new SplitAward(new());

    [Fact]
    public void Awards_AreAsByHand()
    {
        // 0.5 + 0.6 is at most 1.2: both supply half.
        var split = Rehearsal.Play(Rule, [1.2, 0.5], [1.3, 0.6]);
        Assert.Equal([0, 1, 0, 1], split.Win);
        Assert.Equal([-0.5, -0.6], split.Paid);
        var whole = Rehearsal.Play(Rule, [1.2, 0.7], [1.0, 0.6]);
        Assert.Equal([0, 0, 1, 0], whole.Win);
        Assert.Equal([0, -1.0], whole.Paid);
        Assert.Equal([0.5, 0, 0.5, 0], Rehearsal.Play(Rule, [1, 0.7], [1, 0.6]).Win);
    }

    [Fact]
    public void Opposition_AgreesWithPlayingEveryGame()
    {
        double[] bids = [.. Draws.Grid(5, 500, [10, 4, 10, 4]).Select(b => 0.3 + b)];
        double[][] tried = [.. Draws.Grid(6, 30, [10, 4]).Select(b => 0.3 + b).Chunk(2)];
        Assert.InRange(Rehearsal.Disagreement(Rule, 2, bids, tried), 0, 1e-12);
    }

    [Fact]
    public void PoolingHigh_HasItsUtilityAndNoLoss()
    {
        // b50 = (1-e) lo = q, b100 = q + (q - e hi F)/(1-F). Prices for all have no bound, and a finite sample of them
        // no use; that of all types above F = 0.98 may as well be the same, since nobody gains by going below it.
        double[] Pooling(int bidder, double[] theta)
        {
            double f = Math.Min(0.98, (theta[0] - 1) / 0.4), q = 0.7;
            return [q + (q - 0.3 * 1.4 * f) / (1 - f), q];
        }
        var play = new Rehearsal(Rule, 2, Pooling, low: 1, high: 1.4);
        var found = play.Of(1);
        Assert.Equal(0.34, found.Utility, 1e-9);
        Assert.InRange(found.Loss, 0, 2e-4);
        Assert.True(play.Of(1, 0.95).Loss > 1e-2);
    }

    [Fact]
    public void PoolingLow_HasItsUtilityAndNoLoss()
    {
        var play = new Rehearsal(Rule, 2, (_, _) => [2 * 0.42, 0.42], low: 1, high: 1.4);
        var found = play.Of(2);
        Assert.Equal(0.06, found.Utility, 1e-9);
        Assert.InRange(found.Loss, 0, 3e-5);
        Assert.True(play.Of(2, 0.95).Loss > 1e-2);
    }

    [Fact]
    public void Efficiency_IsTheLeastCostOverTheCost()
    {
        // Two halves at 0.3 each cost least, whatever the types: 0.3 (theta_1 + theta_2) is at most 0.84.
        string[] common = ["auction.mechanism=split-award(efficiency=0.3)", "auction.prior=uniform(low=1, high=1.4)",
            "smoothing=none", "evaluation.samples=4096"];
        var play = Play.FirstPrice([.. common, "strategy=equilibrium"]);
        Assert.Equal(1, play.Game.Rules.Equilibrium!.Efficiency);
        Assert.Equal(1, play.Of("efficiency").Mean, 1e-3);
        // Where halves are too dear the seller of the lower cost makes all: at E min theta = 1 + 0.4/3, not E of 0.3
        // (theta_1 + theta_2) = 0.72.
        var dear = Formula.Measure(((AuctionSettings)play.Experiment.FamilySettings).Auction,
            (_, theta, bid) => (bid[0], bid[1]) = (theta[0], 10), 1 << 12);
        Assert.Equal(0.72 / (1 + 0.4 / 3), dear["efficiency"][0, 0], 5e-3);
    }

    [Fact]
    public void BestWelfare_IsTheLeastCost()
    {
        using var scope = NewDisposeScope();
        Tensor Worth(int seller, double cost) => Rule.Worth(seller, tensor(new[] { cost }, [1, 1]));
        var worth = stack([Worth(1, 1.0), Worth(2, 1.4)], 1);
        // Halves cost 0.3 (1 + 1.4) = 0.72, all 1.
        Assert.Equal(-0.72, Rule.BestWelfare(worth).item<double>(), 1e-12);
    }

    [Fact]
    public void BestPrices_AreAsGoodAsTheySay()
    {
        double[] bids = [.. Draws.Uniform(9, 2000, [0.6, 0.4, 0.6, 0.4]).Select(b => 0.5 + b)];
        var opposition = Rule.Against(2, 2, Rule.Oppose(bids, 2)(2));
        double[] worth = [-1.3, -0.39, -1.0, -0.3];
        var (best, at) = (new double[2], new double[4]);
        opposition.Best(worth, default, new QuasiLinear(), best, at);
        for (int t = 0; t < 2; t++)
        {
            // Just below both prices.
            double[] below = [at[2 * t] - 1e-12, at[2 * t + 1] - 3e-12];
            Assert.Equal(best[t], opposition.Payoff(worth.AsSpan(2 * t, 2), 1, below, new QuasiLinear()), 2e-3);
        }
    }
}
