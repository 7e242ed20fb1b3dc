using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>
/// Goal: who stands for whom changes no number. A cohort of bidders in one actor plays, learns and measures bit for bit
/// as one actor each; bidders that share their bid function learn one.
/// </summary>
public class CohortTests
{
    private static readonly string[] Metrics =
        ["utility", "revenue", "efficiency", "utility-loss-ex-ante", "utility-loss-ex-interim", "l2", "l-infinity"];

    public static TheoryData<string[]> Games() => new()
    {
        { ["strategy=linear"] },
        { ["strategy=mlp(hidden=[5])", "smoothing=softmax"] },
        { ["strategy=mlp(hidden=[4])", "auction.mechanism=all-pay"] },
        { ["strategy=linear", "auction.mechanism=second-price", "smoothing=market-price"] },
        { ["strategy=mlp(hidden=[4])", "learner=evolution(population=4)"] },
        { ["strategy=linear", "learner=reinforce"] },
        { ["strategy=linear", "learner=particle-swarm(particles=4)"] },
        // Settings that differ from replica to replica go to all members of a replica.
        { ["strategy=linear", "learner.learning-rate=0.01,0.05"] },
        { ["strategy=linear", "learner=reinforce", "learner.deviation=0.05,0.2"] },
        { ["strategy=table(types=9, bids=9)", "learner=multiplicative-weights", "learner.rate=1,4"] },
    };

    [Theory]
    [MemberData(nameof(Games))]
    public void ACohort_IsOneActorABidder(string[] settings)
    {
        string[] common =
            ["auction.bidders=6", "rounds=20", "batch=40,64", "seed=1,2", "evaluation.samples=4096", .. settings];
        var alone = Play.FirstPrice(common);
        foreach (int size in (int[])[4, 6])
        {
            var together = Play.FirstPrice([.. common, $"auction.cohort={size}"]);
            Assert.Equal((6 + size - 1) / size, together.Game.Seats.Count);
            foreach (string metric in Metrics.Where(alone.Has))
            {
                Assert.Equal(alone[metric], together[metric]);
            }
        }
    }

    [Fact]
    public void AnotherSeed_IsNoticed() => Assert.NotEqual(
        Play.FirstPrice("rounds=20", "seed=1")["utility"], Play.FirstPrice("rounds=20", "seed=2")["utility"]);

    [Theory]
    [InlineData("strategy=linear", "smoothing=own-bid")]
    [InlineData("strategy=mlp(hidden=[5])", "smoothing=softmax")]
    [InlineData("strategy=linear", "learner=evolution(population=8)")]
    [InlineData("strategy=linear", "learner=reinforce")]
    public void SharedBidders_BidAlike_AndComeAsFar(params string[] settings)
    {
        string[] common = ["auction.bidders=3", "rounds=400", "batch=200", "seed=1..4", "evaluation.samples=65536"];
        var own = Play.FirstPrice([.. common, .. settings]);
        var shared = Play.FirstPrice([.. common, .. settings, "auction.share=true"]);
        Assert.Single(shared.Game.Seats);
        var columns = shared.Tables.Last(t => t.Name == "strategies").Columns.ToDictionary(c => c.Name, c => c.Numbers);
        int types = columns["bid"].Length / 12;
        for (int replica = 0; replica < 4; replica++)
        {
            double[] Of(int bidder) => columns["bid"][((replica * 3 + bidder) * types)..][..types];
            Assert.Equal(Of(0), Of(1));
            Assert.Equal(Of(0), Of(2));
        }
        Assert.InRange(shared.Of("l2").Mean, 0, own.Of("l2").Mean + 0.02);
    }

    [Fact]
    public void SharedBidders_DoNotLearnFromPadding()
    {
        // A batch of 40 stands in 48 rows; alone in its run it has the same rows, padding and all.
        string[] common = ["auction.share=true", "auction.bidders=3", "rounds=30", "strategy=mlp(hidden=[5])"];
        var both = Play.FirstPrice([.. common, "batch=40,200", "seed=1"]);
        var large = Play.FirstPrice([.. common, "batch=200", "seed=1"]);
        var small = Play.FirstPrice([.. common, "batch=40", "seed=1"]);
        Assert.Equal(large["l2"][0, 0], both["l2"][1, 0], 1e-5);
        Assert.Equal(small["l2"][0, 0], both["l2"][0, 0], 1e-5);
    }
}
