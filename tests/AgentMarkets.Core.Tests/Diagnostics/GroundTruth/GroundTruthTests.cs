using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.GroundTruth;
using Xunit;

namespace AgentMarkets.Core.Tests.Diagnostics.GroundTruth;

/// <summary>Twenty seeds of every case: verdicts and mean numbers (docs/oscillation.md, 4 and 5). A hundred seeds each
/// are one command: <c>AgentMarkets.Bench verdicts</c>.</summary>
public sealed class GroundTruthTests
{
    public static TheoryData<string> Cases => [.. Truths.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheVerdictIsRightAndTheNumbersAreThoseOfTheCase(string name) => Assert.Empty(Suite.Faults(name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void NoVerdictIsWrong(string name)
    {
        var truth = Truths.Named(name);
        Assert.All(Suite.Of(name), diagnosis => Assert.True(
            truth.Accepts(diagnosis.Verdict) || diagnosis.Verdict.Name == Verdict.Inconclusive,
            diagnosis.Verdict.Sentences[0]));
    }

    /// <summary>Five seeds each; a hundred in the longer command.</summary>
    [Theory]
    [InlineData("contest 3:1")]
    [InlineData("contest 4:1")]
    [InlineData("contest 6:1")]
    [InlineData("contest 9:1")]
    [InlineData("a, rate 0.02")]
    [InlineData("a, rate 0.03")]
    [InlineData("a, rate 0.04")]
    [InlineData("contest, momentum 0.5")]
    [InlineData("contest, step 0.25")]
    [InlineData("ring, k = 4")]
    [InlineData("ring, k = 5.2")]
    [InlineData("ring, batch 1")]
    [InlineData("bilinear, batch 1")]
    [InlineData("beta 25, momentum 0.9")]
    [InlineData("step 0.02")]
    public void BetweenTheCasesNothingIsWrong(string name)
    {
        var truth = Truths.Named(name);
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var verdict = truth.Diagnose(seed, new() { Simulations = 1 }).Verdict;
            Assert.True(truth.Accepts(verdict), $"seed {seed}: {verdict.Sentences[0]}");
        }
    }

    [Fact]
    public void WithFourReplicasNothingThatNoiseDrivesIsDecided()
    {
        foreach (string name in (string[])["a", "c2", "e1"])
        {
            var verdict = Truths.Named(name).Diagnose(1, new() { Simulations = 1 }, replicas: 4).Verdict;
            Assert.Equal((Verdict.Inconclusive, "replicas"), (verdict.Name, verdict.Missing));
        }
        Assert.Equal(Verdict.LimitCycle,
            Truths.Named("e2").Diagnose(1, new() { Simulations = 1 }, replicas: 4).Verdict.Kind);
    }

    [Fact]
    public void TheCycleOfRockPaperScissorsIsOneByAnyWindow() => Assert.All(Suite.Of("f1"), diagnosis =>
        Assert.Contains(diagnosis.Verdict.Kind, (string[])[Verdict.LimitCycle, Verdict.Diverging]));
}
