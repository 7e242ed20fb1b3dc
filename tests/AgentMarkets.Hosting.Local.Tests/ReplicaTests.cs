using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Local.Schedules;
using AgentMarkets.TestKit;
using Xunit;
using static AgentMarkets.Hosting.Local.Tests.Scenes;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: a replica is a run of its own, whatever stands beside it in the batch.</summary>
public class ReplicaTests
{
    public static TheoryData<string> Plays => [.. Scenes.Plays];

    [Theory]
    [InlineData("strategy=linear", "smoothing=own-bid(beta=50)")]
    [InlineData("strategy=linear", "smoothing=softmax(temperature=0.02)", "learner=gradient(optimizer=momentum)")]
    [InlineData("strategy=mlp(hidden=[4,4])", "smoothing=market-price(beta=50)")]
    [InlineData("strategy=mlp(hidden=[10,10],activation=tanh)", "smoothing=softmax(temperature=0.02)")]
    public void SeedSevenAlone_IsRowSevenOfSixtyFour(params string[] overrides)
    {
        var together = Run([.. overrides, "seed=1..64"]);
        var alone = Run([.. overrides, "seed=7"]);
        Assert.Equal(alone.ReplicaHash(0), together.ReplicaHash(6));
        Assert.Equal(64, Enumerable.Range(0, 64).Select(together.ReplicaHash).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Plays))]
    public void ReplicaOfEveryPlay_IsARunOfItsOwn(string play)
    {
        var together = TestKit.Schedules.Run(() => OfPlay(play), 4, new InOrder()).State;
        for (int r = 0; r < 4; r++)
        {
            string seed = $"seed={r + 1}";
            var alone = TestKit.Schedules.Run(() => OfPlay(play, seed), 4, new InOrder()).State;
            Assert.Equal(alone.ReplicaHash(0), together.ReplicaHash(r));
        }
        // Learning from exact laws is the same for every seed.
        Assert.Equal(play.StartsWith("best", StringComparison.Ordinal) || play.StartsWith("tables",
            StringComparison.Ordinal) ? 1 : 4, Enumerable.Range(0, 4).Select(together.ReplicaHash).Distinct().Count());
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("mlp(hidden=[4])")]
    public void ReplicasWithOtherBatchesAndBetas_AreTheRunsOfTheirOwn(string strategy)
    {
        string[] batches = ["16", "40", "5", "33"], betas = ["10", "100"];
        var together = Run([$"strategy={strategy}", "seed=3,8", $"batch={string.Join(',', batches)}",
            $"smoothing.beta={string.Join(',', betas)}"]);
        var hashes = Enumerable.Range(0, 16).Select(together.ReplicaHash).ToHashSet();
        Assert.Equal(16, hashes.Count);
        foreach (string batch in batches)
        {
            foreach (string beta in betas)
            {
                var alone = Run([$"strategy={strategy}", "seed=8", $"batch={batch}", $"smoothing.beta={beta}"]);
                Assert.Contains(alone.ReplicaHash(0), hashes);
            }
        }
    }

    [Fact]
    public void ReplicaWithANumberThatIsNotFinite_FailsAloneAndIsReported()
    {
        const int Broken = 2;
        var scene = Scene.Of(FirstPrice("seed=11..14"));
        using var sound = new LocalHost(scene.Actors);
        var half = scene.Play(sound, 5).State;
        var reference = scene.Play(sound, Rounds).State;
        using var host = new LocalHost(scene.Actors);
        host.Load(Corruption.NotANumber(half, Bidder(2), Broken));
        var outcome = scene.Play(host, Rounds);
        for (int r = 0; r < 4; r++)
        {
            Assert.Equal(r != Broken, reference.ReplicaHash(r) == outcome.State.ReplicaHash(r));
        }
        var failures = outcome.Observations.OfType<ReplicaFailed>().ToArray();
        Assert.All(failures, failure => Assert.Equal(Broken, failure.Replica));
        Assert.Contains(failures, failure => failure.Actor == Bidder(2) && failure.Round == 6);
        Assert.Equal(3, failures.Select(failure => failure.Actor).Distinct().Count());
        Assert.Equal(3, failures.Length);
    }

    [Fact]
    public void ReplicaThatFailed_LeavesTheOthersMeasurements()
    {
        var scene = Scene.Of(FirstPrice());
        using var sound = new LocalHost(scene.Actors);
        var half = scene.Play(sound, 5).State;
        using var host = new LocalHost(scene.Actors);
        host.Load(Corruption.NotANumber(half, Bidder(1), 1));
        var expected = scene.Play(sound, 8, measure: true).Measurements.ToArray();
        var found = scene.Play(host, 8, measure: true).Measurements.ToArray();
        Assert.NotEmpty(expected);
        foreach (var (sane, broken) in expected.Zip(found))
        {
            Assert.Equal(sane.Metric, broken.Metric);
            for (int column = 0; column < sane.Values.GetLength(1); column++)
            {
                foreach (int r in (int[])[0, 2, 3])
                {
                    Assert.Equal(sane.Values[r, column], broken.Values[r, column]);
                }
            }
        }
        Assert.Contains(found, m => m.Metric == "multiplier" && double.IsNaN(m.Values[1, 0]));
    }

    private static SystemState Run(string[] overrides) =>
        TestKit.Schedules.Run(() => (IGame)FirstPrice(overrides), Rounds, new InOrder()).State;
}
