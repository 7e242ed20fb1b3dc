using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Learning reaches the fixed points of the smoothed games (docs/auctions.md, 3).</summary>
public class LearningTests
{
    [Theory]
    [InlineData(2, .4804666, 64)]
    [InlineData(3, .6472587, 64)]
    [InlineData(5, .7816026, 64)]
    [InlineData(10, .8820566, 32)]
    public void LinearBidders_AverageAtTheFixedPointOfTheSmoothedGame(int bidders, double fixedPoint, int seeds)
    {
        var play = Play.FirstPrice($"auction.bidders={bidders}", "rounds=2000", $"seed=1..{seeds}");
        var (mean, error) = play.Of("multiplier-average");
        Assert.InRange(mean - fixedPoint, -1e-3, 1e-3);
        Assert.True(Math.Abs(mean - fixedPoint) < Math.Max(4 * error, 3e-4),
            $"{mean} +- {error}, expected {fixedPoint}");
    }

    [Fact]
    public void TheNoiseBias_VanishesWithTheBatch()
    {
        // Specification 5.3: N = 3, beta = 200: -.0017 at batch 128, -.0005 at 1,024.
        var play = Play.FirstPrice("auction.bidders=3", "smoothing.beta=200", "batch=128,1024", "rounds=2000",
            "seed=1..64");
        double[] means = AgentMarkets.Core.Experiments.Statistics.ByReplica(play["multiplier-average"]);
        double small = means[..64].Average() - .6619900, large = means[64..].Average() - .6619900;
        Assert.InRange(small, -.0017 - .0013, -.0017 + .0013);
        Assert.InRange(large, -.0005 - .0004, -.0005 + .0004);
    }

    [Fact]
    public void SettingsOnTheReplicaAxis_ReachTheirOwnFixedPoints()
    {
        var play = Play.FirstPrice("smoothing.beta=10,25,50", "learner.learning-rate=0.005,0.01", "rounds=3000",
            "seed=1..16");
        Assert.Equal(96, play.Experiment.Replicas.Count);
        double[] means = AgentMarkets.Core.Experiments.Statistics.ByReplica(play["multiplier-average"]);
        foreach (var group in play.Experiment.Replicas.Zip(means).GroupBy(x =>
            x.First.Settings.First(s => s.Key == "smoothing.beta").Value))
        {
            double golden = group.Key switch { 10 => .4126879, 25 => .4632767, _ => .4804666 };
            Assert.Equal(golden, group.Average(x => x.Second), 1e-3);
        }
    }

    [Theory]
    [InlineData("market-price(beta=50)", .4814752)]
    [InlineData("softmax(temperature=0.02)", .4814752)]
    public void FormsBAndC_AverageAtTheirOwnFixedPoint(string form, double fixedPoint)
    {
        var play = Play.FirstPrice($"smoothing={form}", "rounds=2000", "seed=1..64");
        var (mean, error) = play.Of("multiplier-average");
        Assert.True(Math.Abs(mean - fixedPoint) < Math.Max(4 * error, 3e-4),
            $"{mean} +- {error}, expected {fixedPoint}");
    }

    [Fact]
    public void Networks_LearnToShadeByHalf()
    {
        var play = Play.FirstPrice("strategy=mlp", "smoothing=softmax(temperature=0.01)", "learner.learning-rate=1e-3",
            "batch=8192", "rounds=400", "evaluation.samples=65536");
        Assert.InRange(play.Of("l2").Mean, 0, 0.02);
        Assert.InRange(play.Of("utility-loss-ex-ante").Mean, 0, 2e-3);
    }
}
