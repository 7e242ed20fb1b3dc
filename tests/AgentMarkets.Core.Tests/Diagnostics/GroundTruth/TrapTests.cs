using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;
using AgentMarkets.TestKit.GroundTruth;
using Xunit;

namespace AgentMarkets.Core.Tests.Diagnostics.GroundTruth;

/// <summary>Traps T2, T3 and T5 of docs/oscillation.md, 6; T1 and T4 stand with the local dynamics.</summary>
public sealed class TrapTests
{
    [Fact]
    public void UnderAdamASpreadFallsAsTheFourthRootOfTheBatchAndWithStepsHeldAsTheSquareRoot()
    {
        using var field = new LinearFirstPrice();
        double[] point = FixedPoint.Find(field, [0, 0]).Point;
        double[] start = [.. Enumerable.Range(0, 16).SelectMany(_ => point)];
        int[] batches = [32, 128, 512];
        double[][] movements = [.. batches.Select(batch => Movement.Of(Learner.Adam(0.01)
            .Play(field, start, 4000, batch, Rules.Seeds(16)).Path.Part(2000, 2000)))];
        var adapting = BatchEvidence.Of([.. batches.Select(batch => (double)batch)], movements);
        Assert.InRange(adapting.Slope, -0.25 - 4 * adapting.Error, -0.25 + 4 * adapting.Error);
        Assert.InRange(adapting.Error, 0, 0.03);

        var held = Suite.Of("a")[0].Evidence.Scan!;
        Assert.InRange(held.Slope, -0.5 - 4 * held.Error, -0.5 + 4 * held.Error);
    }

    [Fact]
    public void ARunBetweenTwoSwitchesStandsStillAndIsNotCalledConverged()
    {
        var truth = Truths.Named("f2") with { Start = [0.3, 0, 0, 0, 0.2, 0], Jitter = 0 };
        var whole = truth.Play(1, 2, 9600);
        Assert.Equal([26, 94, 174, 307, 583, 1180, 2465, 5230], ModalSwitches.Of(whole.Seen, 0, 3).Rounds[0]);
        Assert.Equal(Verdict.Slowing, Diagnosis.Of(whole, new() { Simulations = 1 }).Verdict.Kind);

        var alone = Diagnosis.Of(whole with { Seen = whole.Seen.Part(8600, 1000) }, new() { Simulations = 1 });
        Assert.InRange(alone.Evidence.Spread.Mean, 0, 1e-6);
        Assert.Equal((Verdict.Inconclusive, "rounds"), (alone.Verdict.Name, alone.Verdict.Missing));
        var blind = alone.Evidence with { LogWeights = alone.Evidence.LogWeights! with { Gap = 0 } };
        Assert.Equal(Verdict.Converged, VerdictRule.Decide(blind, new()).Name);
    }

    /// <summary>In these two of the first hundred seeds the run without noise holds one switch, at its
    /// end.</summary>
    [Theory]
    [InlineData(72)]
    [InlineData(86)]
    public void ASwitchThatFallsIntoTheRunWithoutNoiseIsNotCalledDrift(int seed)
    {
        var diagnosis = Truths.Named("f2").Diagnose((ulong)seed, new() { Simulations = 1 });
        Assert.True(diagnosis.Evidence.Persists(new()));
        Assert.InRange(diagnosis.Evidence.NoiseOff!.Straightness, 0.5, 1);
        Assert.Equal((Verdict.Inconclusive, "rounds"), (diagnosis.Verdict.Name, diagnosis.Verdict.Missing));
    }

    [Fact]
    public void ACurrentWithoutAPeakIsNoise()
    {
        var rates = Suite.Of("h").SelectMany(diagnosis => diagnosis.Evidence.Rotation!.PerReplica).ToArray();
        var pooled = OverReplicas.Of(rates);
        Assert.InRange(pooled.P, 0, 1e-4);
        Assert.InRange(pooled.Mean, 0.0035 - 4 * pooled.Error, 0.0035 + 4 * pooled.Error);
        Assert.All(Suite.Of("h"), diagnosis => Assert.Equal(Verdict.Noise, diagnosis.Verdict.Name));
    }

    [Fact]
    public void APeakWithoutACurrentAtARealEigenvalueIsTheOptimisers()
    {
        var pooled = OverReplicas.Of(
            [.. Suite.Of("c2").SelectMany(diagnosis => diagnosis.Evidence.Rotation!.PerReplica)]);
        Assert.InRange(pooled.Mean, -4 * pooled.Error, 4 * pooled.Error);
        Assert.All(Suite.Of("c2"), diagnosis =>
        {
            Assert.Equal(0, diagnosis.Evidence.Linear!.Modes.Max(mode => mode.Swirl));
            Assert.Equal(Verdict.OptimiserOscillation, diagnosis.Verdict.Name);
        });
    }
}
