using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: averages of parameters are what they are called, are measured as if everybody bid by them, and never
/// disturb learning.</summary>
public class AveragesTests
{
    private const string Averaged = "learner=averaged(learner=gradient(optimizer=adam, learning-rate=0.01), decay=0.9)";

    private static readonly string[] Short = ["batch=16", "seed=1..3", "measure=loss-of-averages"];

    [Fact]
    public void Exponential_IsTheWeightedMeanOfAllRounds()
    {
        double[][] path = Watched.Play(30, [.. Short, Averaged]);
        var play = Play.FirstPrice([.. Short, Averaged, "rounds=30"]);
        for (int replica = 0; replica < 3; replica++)
        {
            for (int bidder = 0; bidder < 2; bidder++)
            {
                double sum = 0, weights = 0;
                for (int round = 1; round <= 30; round++)
                {
                    double weight = Math.Pow(0.9, 30 - round);
                    (sum, weights) = (sum + weight * path[round][3 * bidder + replica], weights + weight);
                }
                Assert.Equal(1 / (1 + Math.Exp(-sum / weights)), play["multiplier-ema"][replica, bidder], 1e-7);
            }
        }
    }

    [Fact]
    public void Losses_AreThoseOfARunThatStandsAtTheAverage()
    {
        double[][] path = Watched.Play(30, [.. Short, Averaged]);
        var play = Play.FirstPrice([.. Short, Averaged, "rounds=30"]);
        for (int replica = 0; replica < 3; replica++)
        {
            double[] mean = [.. Enumerable.Range(0, 2).Select(bidder =>
                path.Skip(16).Average(parameters => parameters[3 * bidder + replica]))];
            string[] blocks = [.. mean.Select(w => $"{{ \"strategy\": \"linear(theta={w:R})\" }}")];
            var there = Play.FirstPrice("rounds=0", "seed=1", $"auction.bidders=[{string.Join(", ", blocks)}]");
            for (int bidder = 0; bidder < 2; bidder++)
            {
                Assert.Equal(there["utility-loss-ex-ante"][0, bidder], play["utility-loss-polyak"][replica, bidder],
                    1e-9);
            }
        }
    }

    [Fact]
    public void Learning_DoesNotHearOfThem()
    {
        string[] plain = [.. Short, "learner=gradient(optimizer=adam, learning-rate=0.01)"];
        Assert.Equal(Watched.Play(20, plain)[20], Watched.Play(20, [.. Short, Averaged])[20]);
        // Nor where a check comes between.
        var one = Play.FirstPrice([.. plain, "rounds=20"]);
        var other = Play.FirstPrice([.. Short, Averaged, "rounds=20"]);
        Assert.Equal(one["multiplier"], other["multiplier"]);
        Assert.Equal(one["utility"], other["utility"]);
        Assert.False(one.Has("utility-loss-ema"));
    }

    [Fact]
    public void AveragesOfLinearBidders_LoseAsMuchAsIsKnown()
    {
        // 256 replicas of another program: last 3.40e-4 (0.15e-4), mean of the second half 2.69e-4 (0.03e-4),
        // exponential 2.85e-4 (0.07e-4); the larger loss of the two bidders. Here 16: four times the error.
        var play = Play.FirstPrice("learner=averaged(decay=0.99)", "batch=128", "seed=1..16", "rounds=2000",
            "measure=[loss-of-averages, utility-loss]");
        double Larger(string metric) =>
            Enumerable.Range(0, 16).Average(r => Math.Max(play[metric][r, 0], play[metric][r, 1]));
        Assert.Equal(2.69e-4, Larger("utility-loss-polyak"), 0.4e-4);
        Assert.Equal(2.85e-4, Larger("utility-loss-ema"), 0.9e-4);
        Assert.True(Larger("utility-loss-polyak") < Larger("utility-loss-ex-ante"));
    }

    [Theory]
    [InlineData("learner=averaged(learner=evolution)")]
    [InlineData("learner=averaged(learner=averaged)")]
    public void LearnersWithoutGradient_AreRefused(string learner) => Assert.Contains("learner.learner",
        Assert.Throws<Core.Catalog.ConfigurationException>(() => Play.Build(null, learner, "rounds=1")).Message);
}
