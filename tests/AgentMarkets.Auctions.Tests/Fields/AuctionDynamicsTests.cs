using AgentMarkets.Core.Diagnostics;
using Xunit;

namespace AgentMarkets.Auctions.Tests.Fields;

/// <summary>What a run that ended tells the diagnostics: where it stands, and how it would go on.</summary>
public sealed class AuctionDynamicsTests
{
    [Theory]
    [InlineData("gradient(optimizer=sgd, learning-rate=0.5)")]
    [InlineData("gradient(optimizer=momentum, learning-rate=0.1, momentum=0.9)")]
    [InlineData("optimistic(learning-rate=0.3)")]
    [InlineData("extra-gradient(learning-rate=0.3)")]
    public void GoingOnFromTheEndIsWhatALongerRunDoes(string learner)
    {
        string[] game = ["gradients=expected", $"learner={learner}", "seed=1,2", "strategy=linear(jitter=0.2)"];
        var half = Play.FirstPrice([.. game, "rounds=20"]);
        var whole = Play.FirstPrice([.. game, "rounds=40"]);

        using var learning = half.Game.Dynamics(half.State).Dynamics!;
        using var there = whole.Game.Dynamics(whole.State).Dynamics!;
        Assert.Null(learning.Batch);
        int steps = learner.StartsWith("extra") ? 10 : 20;
        var (path, end) = FrozenRun.Play(learning.Field, learning.Rule, learning.End, steps);

        Assert.Equal(there.End.Points, end.Points, Near);
        // A plain step remembers nothing; the frozen one notes its gradient all the same.
        if (learning.Rule.Motions[0] == Motion.Optimistic || learning.Rule.Memory[0] > 0)
        {
            Assert.Equal(there.End.Remembered, end.Remembered, Near);
        }
        Assert.Equal(end.Points, path.Round(steps - 1).ToArray());
    }

    [Fact]
    public void AdamIsFrozenAtItsMeanSecondMoment()
    {
        var play = Play.FirstPrice("rounds=300", "seed=1..8");
        using var learning = play.Game.Dynamics(play.State).Dynamics!;
        Assert.True(learning.StepsAdapt);
        Assert.Equal(128, learning.Batch);
        // D = 0.49 where Adam rests at batches of 128 (docs/oscillation.md, 4, a); gradients are larger on the way.
        Assert.All(learning.Rule.Steps, step => Assert.InRange(step, 0.05, 0.55));
        Assert.All(learning.Rule.Memory, memory => Assert.Equal(0.9, memory));
        Assert.Equal(0.0, Assert.Single(learning.Equilibrium!.Distinct()), 12);
    }

    [Theory]
    [InlineData("auction.bidders=2", 0.5, 0.5)]
    [InlineData("auction.bidders=3", 2.0 / 3, 2.0 / 3)]
    // 1/2 against the root of 48 w^3 + w = 2: docs/oscillation.md, 4, h.
    [InlineData("auction.bidders=[{\"prior\":\"uniform(high=0.5)\"},{\"prior\":\"uniform(high=1)\"}]", 0.5, 0.326673)]
    public void TheBestOfTheClassIsWhereTheExactMarketRests(string bidders, double first, double second)
    {
        var play = Play.FirstPrice("rounds=1", bidders);
        using var learning = play.Game.Dynamics(play.State).Dynamics!;
        double[] best = [.. learning.BestOfClass!.Select((w, p) => learning.Quantity!.Of[p](w))];
        Assert.Equal(first, best[0], 6);
        Assert.Equal(second, best[1], 6);
    }

    [Fact]
    public void TablesGoOnByTheirLogWeights()
    {
        string[] game =
        [
            "auction.mechanism=matrix-game(game=rock-paper-scissors)", "auction.prior=fixed(value=1)",
            "learner=multiplicative-weights(rate=0.1)", "smoothing=none", "batch=1", "measure=[]",
            "auction.bidders=[{\"strategy\":\"table(log-weights=[0.3,0,0])\"},"
                + "{\"strategy\":\"table(log-weights=[0,0.2,0])\"}]",
        ];
        var half = Play.FirstPrice([.. game, "rounds=500"]);
        var whole = Play.FirstPrice([.. game, "rounds=1000"]);
        using var learning = half.Game.Dynamics(half.State).Dynamics!;
        using var there = whole.Game.Dynamics(whole.State).Dynamics!;
        Assert.True(learning.AreLogWeights);
        var (_, end) = FrozenRun.Play(learning.Field, learning.Rule, learning.End, 500);
        Assert.Equal(there.End.Points, end.Points, (a, b) => Math.Abs(a - b) < 1e-9);

        // The Nash gap of the last iterate after 1,000 rounds: docs/oscillation.md, 4, f1.
        var gap = new double[1];
        Assert.True(there.Field.NashGap(there.End.Points, gap));
        Assert.Equal(0.794157, gap[0], 6);
    }

    [Fact]
    public void LossesAreThoseOfTheTrueGame()
    {
        var play = Play.FirstPrice("rounds=1");
        using var learning = play.Game.Dynamics(play.State).Dynamics!;
        // At the fixed point of form A, beta = 50: docs/oscillation.md, 4, a. And at an equilibrium none.
        double w = Math.Log(0.480466645 / (1 - 0.480466645));
        var losses = new double[2];
        Assert.True(learning.Field.Losses([w, w, 0, 0], losses));
        Assert.Equal(2.544e-4, losses[0], 5e-8);
        Assert.Equal(0, losses[1], 1e-7);
    }

    [Fact]
    public void ADiagnosisOfNetworksReachesAVerdict()
    {
        string[] game = ["strategy=mlp(hidden=[4])", "batch=64", "rounds=200", "seed=1..8",
            "learner=gradient(optimizer=adam, learning-rate=1e-3)"];
        var play = Play.FirstPrice(game);
        using var learning = play.Game.Dynamics(play.State).Dynamics!;
        ulong[] seeds = [.. Enumerable.Range(1, 8).Select(seed => (ulong)seed)];
        // On with noise and frozen steps, each network's own.
        Assert.NotNull(learning.End.Steps);
        var (path, end) = FrozenRun.Play(learning.Field, learning.Rule, learning.End, 128,
            new GradientDraws(64, seeds, 1 << 20));
        var subject = new Subject(learning with { End = end }, path, learning.Field.Observables, seeds);

        Assert.InRange(Diagnosis.Games(subject, new DiagnosisSettings()), 0, 1e9);
        var made = Diagnosis.Of(subject, new DiagnosisSettings());

        Assert.NotNull(made.Evidence.NoiseOff);
        Assert.NotNull(made.Evidence.Scan);
        Assert.NotNull(made.Evidence.Linear);
        Assert.DoesNotContain(made.Verdict.Sentences, sentence => sentence.StartsWith("Left out"));
        Assert.Contains(made.Figures.Single(figure => figure.Id == "oscillation-phase").Series,
            series => series.Name == "expected update");
        // Sampling noise is all there is that moves them; whether they have arrived after so few rounds is open.
        Assert.Contains(made.Verdict.Name, new[] { Verdict.Noise, Verdict.Drift, Verdict.Inconclusive });
        Assert.NotEqual("noise-off", made.Verdict.Missing);
    }

    /// <summary>At networks that bid their values: the even games of two bidders are closer to a long sample's mean
    /// than that itself can be.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void EvenGamesStandForExpectations(int bidders)
    {
        var play = Play.FirstPrice("strategy=mlp(hidden=[4])", "rounds=1", $"auction.bidders={bidders}");
        using var learning = play.Game.Dynamics(play.State).Dynamics!;
        Assert.Equal(ExpectationKind.FixedSample, learning.Field.Expectation.Kind);
        Assert.Equal(bidders == 2 ? 1 << 14 : 1 << 16, learning.Field.Expectation.Samples);
        int p = learning.Rule.Parameters;
        double[] point = learning.End.Points[..p], expected = new double[p], drawn = new double[p];
        learning.Field.Expected(point, expected);
        const int Rounds = 64;
        double[] sum = new double[p], squares = new double[p];
        for (int round = 0; round < Rounds; round++)
        {
            learning.Field.Sampled(point, [9], round, 1 << 12, drawn);
            for (int i = 0; i < p; i++)
            {
                sum[i] += drawn[i] / Rounds;
                squares[i] += drawn[i] * drawn[i] / Rounds;
            }
        }
        for (int i = 0; i < p; i++)
        {
            double error = Math.Sqrt(Math.Max(0, squares[i] - sum[i] * sum[i]) / (Rounds - 1));
            Assert.InRange(expected[i] - sum[i], -5 * error - 1e-6, 5 * error + 1e-6);
        }
    }

    [Fact]
    public void WhoFollowsNoGradientHasNone()
    {
        var play = Play.FirstPrice("rounds=3", "learner=evolution(population=4)");
        var (none, why) = play.Game.Dynamics(play.State);
        Assert.Null(none);
        Assert.Contains("follows no gradient", why);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;
}
