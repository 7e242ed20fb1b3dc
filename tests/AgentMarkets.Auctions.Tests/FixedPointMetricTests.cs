using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: what learned multipliers are held against is right: where linear bidders rest in the smoothed game,
/// and the rates there. Golden numbers: two independent quadratures, docs/studies.md.</summary>
public class FixedPointMetricTests
{
    // Fixed points of two independent quadratures, given to seven digits.
    private const double Golden = 1e-7;

    private static readonly string[] Still = ["rounds=0", "measure=fixed-points", "seed=1"];

    [Theory]
    [InlineData(2, .4126879, .4632767, .4804666, .4899162, .4948792)]
    [InlineData(3, .5463502, .6258115, .6472587, .6571994, .6619900)]
    [InlineData(5, .6699837, .7595542, .7816026, .7912458, .7957325)]
    [InlineData(10, .7632545, .8591031, .8820566, .8916883, .8960141)]
    public void FixedPoint_IsTheGoldenOne_ForEachReplicasOwnSmoothing(int bidders, params double[] golden)
    {
        var play = Play.FirstPrice([.. Still, $"auction.bidders={bidders}", "smoothing=own-bid",
            "smoothing.beta=10,25,50,100,200"]);
        double equilibrium = (bidders - 1.0) / bidders;
        for (int r = 0; r < golden.Length; r++)
        {
            for (int i = 0; i < bidders; i++)
            {
                Assert.Equal(golden[r], play["fixed-point"][r, i], Golden);
                Assert.Equal(golden[r] - equilibrium, play["smoothing-bias"][r, i], Golden);
            }
            Assert.InRange(play["local-rate-slowest"][r, 0], -10, -0.1);
            Assert.Equal(0, play["local-rotation"][r, 0]);
        }
    }

    [Theory]
    [InlineData(2, -3.17090, -1.28144)]
    [InlineData(3, -2.12466, -1.06156)]
    [InlineData(5, -1.67952, -0.95727)]
    [InlineData(10, -1.41466, -0.87645)]
    public void Rates_AreTheGoldenEigenvalues(int bidders, double fastest, double slowest)
    {
        var play = Play.FirstPrice([.. Still, $"auction.bidders={bidders}", "smoothing=own-bid(beta=50)"]);
        Assert.Equal(fastest, play["local-rate-fastest"][0, 0], 6e-6);
        Assert.Equal(slowest, play["local-rate-slowest"][0, 0], 6e-6);
    }

    [Theory]
    [InlineData(50, 0.498187, 0.331377)]
    [InlineData(200, 0.499984, 0.327065)]
    public void UnlikeBidders_RestAtTheirOwnPoints_AndNobodyKnowsTheirEquilibriumOfLines(
        double beta, double weak, double strong)
    {
        var play = Play.FirstPrice([.. Still, $"smoothing=own-bid(beta={beta})",
            "auction.bidders=[{ \"prior\": \"uniform(low=0, high=0.5)\", \"strategy\": \"linear(theta=0)\" }, "
            + "{ \"prior\": \"uniform(low=0, high=1)\", \"strategy\": \"linear(theta=-0.7)\" }]"]);
        Assert.Equal(weak, play["fixed-point"][0, 0], 6e-7);
        Assert.Equal(strong, play["fixed-point"][0, 1], 6e-7);
        Assert.False(play.Has("smoothing-bias"));
        Assert.Contains(("smoothing-bias", "no equilibrium of multiples of the types is known"), play.Game.Skipped);
    }

    [Fact]
    public void DynamicsBias_IsTheMeanOfTheSecondHalfLessTheFixedPoint_AndSpreadIsItsDeviation()
    {
        string[] run = ["rounds=30", "batch=16", "seed=1..2", "smoothing=own-bid(beta=50)"];
        double[][] path = Watched.Play(30, run);
        var play = Play.FirstPrice([.. run, "measure=[fixed-points, multiplier-spread]"]);
        for (int replica = 0; replica < 2; replica++)
        {
            for (int bidder = 0; bidder < 2; bidder++)
            {
                double[] multipliers = [.. path.Skip(16).Select(at => 1 / (1 + Math.Exp(-at[2 * bidder + replica])))];
                double mean = multipliers.Average();
                Assert.Equal(mean - 0.480466645, play["dynamics-bias"][replica, bidder], 1e-8);
                Assert.Equal(Math.Sqrt(multipliers.Average(m => (m - mean) * (m - mean))),
                    play["multiplier-spread"][replica, bidder], 1e-8);
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void WithoutSampling_LearningEndsAtTheFixedPoint(int bidders)
    {
        var play = Play.FirstPrice("gradients=expected", "rounds=1200", "seed=1", "measure=fixed-points",
            "smoothing=own-bid(beta=25)", "learner=gradient(optimizer=adam, learning-rate=0.01)",
            $"auction.bidders={bidders}");
        for (int i = 0; i < bidders; i++)
        {
            Assert.Equal(play["fixed-point"][0, i], play["multiplier"][0, i], 1e-9);
        }
    }

    [Theory]
    [InlineData("strategy=mlp", "not every bidder is linear")]
    [InlineData("smoothing=softmax", "nobody knows the expected gradients of this game without sampling")]
    public void WhereThereIsNone_TheReasonIsGiven(string change, string why)
    {
        var game = Play.Build(null, [.. Still, change]);
        Assert.Contains(("fixed-point", why), game.Skipped);
        Assert.Contains(("dynamics-bias", why), game.Skipped);
    }

    [Fact]
    public void LearningStep_IsTheRate_OrUnderAdamOverTheRootOfTheSecondMoment()
    {
        string[] run = ["rounds=400", "batch=128", "seed=1..8", "strategy=linear(start=0.480466645)",
            "smoothing=own-bid(beta=50)", "measure=learning-step"];
        var fixedSteps = Play.FirstPrice([.. run, "learner=gradient(optimizer=sgd, learning-rate=[0.5,0.25])"]);
        Assert.Equal(0.5, fixedSteps["learning-step"][0, 0]);
        Assert.Contains(0.25, Enumerable.Range(0, 16).Select(r => fixedSteps["learning-step"][r, 0]));
        var adam = Play.FirstPrice([.. run, "learner=gradient(optimizer=adam, learning-rate=0.01)"]);
        // 0.4909 where second moments have settled: docs/oscillation.md, 4.
        Assert.InRange(adam.Of("learning-step").Mean, 0.4909 * 0.95, 0.4909 * 1.05);
    }
}
