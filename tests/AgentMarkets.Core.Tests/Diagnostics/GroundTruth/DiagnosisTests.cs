using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;
using AgentMarkets.TestKit.GroundTruth;
using Xunit;

namespace AgentMarkets.Core.Tests.Diagnostics.GroundTruth;

/// <summary>What a diagnosis holds beside its verdict, what it costs, and what it does where something is
/// missing.</summary>
public sealed class DiagnosisTests
{
    private static readonly DiagnosisSettings Quick = new() { Simulations = 2 };

    [Fact]
    public void ItHasFourPicturesWithCaptionsAndNumbersInThem()
    {
        var figures = Suite.Of("a")[0].Figures;
        Assert.Equal(
            ["oscillation-trajectory", "oscillation-spectrum", "oscillation-batch", "oscillation-phase"],
            figures.Select(figure => figure.Id));
        Assert.All(figures, figure => Assert.Matches("[0-9]", figure.Caption));
        Assert.All(figures.SelectMany(figure => figure.Series),
            series => Assert.Equal(series.X.Length, series.Y.Length));
        string[] names = [.. figures[0].Series.Select(series => series.Name)];
        Assert.Contains("bidder-1.theta, predicted +-2 sd", names);
        Assert.Contains("bidder-1.theta, fixed point", names);
        Assert.Contains("bidder-1.theta, equilibrium", names);
        Assert.Contains("bidder-1.theta, noise off, replica 1", names);
    }

    [Fact]
    public void TheBandHoldsWhatItShould()
    {
        // Two standard deviations of a normal number hold 95 % of it; neighbouring rounds are alike.
        var series = Suite.Of("a2")[0].Figures[0].Series;
        var band = series.Single(one => one.Name == "bidder-1.theta, predicted +-2 sd");
        var path = series.Single(one => one.Name == "bidder-1.theta, replica 1");
        double[] late = [.. path.Y.Where((_, i) => path.X[i] > 1000)];
        double inside = late.Count(y => y > band.Low![0] && y < band.High![0]) / (double)late.Length;
        Assert.InRange(inside, 0.75, 1);
    }

    [Fact]
    public void ARunWithoutNoiseHasNoBatchPicture()
    {
        string[] ids = [.. Suite.Of("c3")[0].Figures.Select(figure => figure.Id)];
        Assert.DoesNotContain("oscillation-batch", ids);
        Assert.Contains("oscillation-trajectory", ids);
    }

    [Fact]
    public void TheSameRunIsDiagnosedAlikeToTheLastBit()
    {
        var truth = Truths.Named("e1");
        var (first, second) = (truth.Diagnose(3, Quick, rounds: 200), truth.Diagnose(3, Quick, rounds: 200));
        Assert.Equal(first.Readings.Select(row => row.Measured), second.Readings.Select(row => row.Measured));
        Assert.Equal(first.Figures[0].Series[^1].Y, second.Figures[0].Series[^1].Y);
    }

    [Fact]
    public void TheCostIsThatOfTheSpecifiedRuns()
    {
        var subject = Truths.Named("a").Play(1, 16, 200);
        // 200 rounds of 8 replicas without noise; 100 rounds of 8 at 5.25 times the batch; Jacobians; 4,096 batches.
        double least = 200 * 8 + 100 * 8 * 5.25 * 128 + 4096 * 128;
        Assert.InRange(Diagnosis.Games(subject, Quick), least, least + 200);
    }

    [Fact]
    public void WithoutGamesNothingIsDecidedAndTheSettingIsNamed()
    {
        var verdict = Truths.Named("a").Diagnose(1, Quick with { GamesAtMost = 0 }, rounds: 200).Verdict;
        Assert.Equal((Verdict.Inconclusive, "noise-off"), (verdict.Name, verdict.Missing));
        Assert.Contains("oscillation.games-at-most", Assert.Single(verdict.WayOut));
    }

    [Fact]
    public void ABatchScanThatIsTooDearIsLeftOutAndNamed()
    {
        var diagnosis = Truths.Named("a").Diagnose(1, Quick with { GamesAtMost = 550_000 }, rounds: 400);
        Assert.NotNull(diagnosis.Evidence.NoiseOff);
        Assert.Null(diagnosis.Evidence.Scan);
        Assert.Contains(diagnosis.Verdict.Sentences, sentence => sentence.Contains("the batch scan"));
    }

    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 32)]
    [InlineData(9, 33)]
    public void FewReplicasAndRoundsAreEnoughToAnswer(int replicas, int rounds)
    {
        foreach (string name in (string[])["a", "b", "d3", "e2", "f1"])
        {
            Assert.NotEmpty(Truths.Named(name).Diagnose(1, Quick, replicas, rounds).Verdict.Sentences);
        }
    }

    [Fact]
    public void TooFewRoundsAreSaidToBeTooFew()
    {
        var verdict = Truths.Named("a").Diagnose(1, Quick, rounds: 31).Verdict;
        Assert.Equal((Verdict.Inconclusive, "rounds"), (verdict.Name, verdict.Missing));
        Assert.Equal(["rounds=32"], verdict.WayOut);
    }

    [Fact]
    public void ReplicasThatRanOffAreLeftOut()
    {
        var subject = Truths.Named("e1").Play(1, 10, 400);
        subject.Seen.Round(399)[3] = double.NaN;
        var some = Diagnosis.Of(subject, Quick);
        Assert.Equal(9, some.Evidence.Replicas);
        Assert.Contains("Left out: 1 ", some.Verdict.Sentences[^1]);

        subject.Seen.Values.AsSpan().Fill(double.PositiveInfinity);
        var none = Diagnosis.Of(subject, Quick).Verdict;
        Assert.Equal(Verdict.Inconclusive, none.Name);
        Assert.Contains("infinity", none.Sentences[0]);
    }

    [Fact]
    public void ARunWithoutNoiseThatRepeatsItselfIsPlayedAsIfItDidNot()
    {
        // Case c3: two bidders who leap past each other, in a cycle of two rounds once rounding has settled.
        using var field = new LinearFirstPrice();
        var rule = Learner.Gradient(10.6).Frozen(2, []);
        var (path, end) = FrozenRun.Play(field, rule, Rules.At(1, 0.1, -0.1), 3001);
        double[] point = [0.1, -0.1], gradient = new double[2];
        for (int round = 0; round < 3001; round++)
        {
            field.Expected(point, gradient);
            for (int i = 0; i < 2; i++)
            {
                point[i] += 10.6 * gradient[i];
            }
            Assert.Equal(point, path.Round(round).ToArray());
        }
        Assert.Equal(point, end.Points);
    }

    [Fact]
    public void ReplicasThatStopAtSeveralPlacesAreCounted()
    {
        Assert.All(Suite.Of("a"), diagnosis => Assert.Equal(1, diagnosis.Evidence.Places));
        Assert.Null(Suite.Of("e2")[0].Evidence.Places);
    }

    [Fact]
    public void AParameterThatTwoBiddersShareIsKnownByWhatTheyShow()
    {
        var shared = new Case("shared", () => new OneShare(), Learner.Adam(0.01), 128, [0.9], 0.1, Verdict.Noise)
        { Equilibrium = [0] };
        var diagnosis = shared.Diagnose(1, Quick);
        Assert.Equal(Verdict.Noise, diagnosis.Verdict.Name);
        Rules.Close(-0.0781736, diagnosis.Evidence.Bias!.Smoothing!.Value, 1e-5);
        Assert.InRange(diagnosis.Evidence.Ratio!.Value, 0.85, 1.15);
        Assert.Null(diagnosis.Evidence.Rotation);
        Assert.Contains(diagnosis.Figures[0].Series, series => series.Name == "bidder-2.theta, fixed point");
    }

    [Fact]
    public void WhereTheMeanSitsIsSaidForTheReportsGame()
    {
        var diagnosis = Suite.Of("a")[0];
        Assert.Contains("below equilibrium", diagnosis.Verdict.Sentences[1]);
        Assert.Contains(diagnosis.Readings, row => row.Name == "bias" && row.Measured.Contains("-0.0782"));
        Assert.Contains(diagnosis.Readings, row => row.Name == "average of the last 1000 rounds");
    }
}
