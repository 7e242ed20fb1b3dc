using AgentMarkets.Core.Diagnostics;
using Xunit;

namespace AgentMarkets.Core.Tests.Diagnostics.Verdicts;

/// <summary>Every line of the rule at each of its thresholds, from both sides: a threshold that moves or a comparison
/// that flips fails here.</summary>
public sealed class VerdictRuleTests
{
    private const string Away = "inconclusive";

    [Fact]
    public void TheCasesGetTheirVerdicts()
    {
        Says(Cases.Noise, "noise", null, 10);
        Says(Cases.Contest, "rotation", "damped", 8);
        Says(Cases.Cycle, "rotation", "limit-cycle", 3);
        Says(Cases.Still, "converged", null, 2);
        Says(Cases.Switching, "rotation", "slowing", 1);
    }

    [Theory]
    [InlineData(6, 0.0101, 1.201, true)]
    [InlineData(5.5, 0.0101, 1.201, false)]
    [InlineData(6, 0.0099, 1.201, false)]
    [InlineData(6, 0.0101, 1.199, false)]
    public void Line1_SwitchesGapAndDwellRatio(double switches, double gap, double ratio, bool fires)
    {
        Evidence evidence = Cases.Switching with { LogWeights = new LogWeightEvidence(gap, switches, ratio) };

        Assert.Equal(fires, VerdictRule.Decide(evidence, Cases.Limits).Line == 1);
    }

    [Fact]
    public void Line1_WithoutADwellRatioIsSilent() => Assert.NotEqual(1, VerdictRule.Decide(
        Cases.Switching with { LogWeights = new LogWeightEvidence(1, 6, null) }, Cases.Limits).Line);

    [Theory]
    [InlineData(0.99e-6, 0.99e-5, "converged")]
    [InlineData(0.99e-6, 1.01e-5, "drift")]
    public void Line2_ToleranceAndNewtonDistance(double spread, double newton, string name)
    {
        Evidence evidence = Cases.Still with
        {
            Spread = new OverReplicas(spread, 0, 0),
            NewtonDistance = newton,
        };
        Says(evidence, name, null, 2);
        Assert.NotEqual(2, VerdictRule.Decide(
            evidence with { Spread = new OverReplicas(1.01e-6, 0, 0) }, Cases.Limits).Line);
    }

    [Theory]
    [InlineData(0.99e-4, "converged", null)]
    [InlineData(1.01e-4, Away, "rounds")]
    public void Line2_OfLogWeightsTheGapAloneDecides(double gap, string name, string? missing)
    {
        Verdict verdict = Says(
            Cases.Still with { LogWeights = new LogWeightEvidence(gap, 0, null), NewtonDistance = 5e15 },
            name, null, 2);
        Assert.Equal(missing, verdict.Missing);
        Assert.Equal(missing is null ? [] : ["rounds=8000"], verdict.WayOut);
    }

    [Fact]
    public void Line2_WithoutARunWithoutNoiseNothingIsDecidedButSlowing()
    {
        Verdict verdict = Says(Cases.Noise with { NoiseOff = null, WhyNoNoiseOff = "Why." }, Away, null, 2);
        Assert.Equal("noise-off", verdict.Missing);
        Assert.EndsWith("Why.", verdict.Sentences[0]);
        Says(Cases.Switching with { NoiseOff = null }, "rotation", "slowing", 1);
    }

    [Fact]
    public void Line2_WithoutAJacobianStandingStillIsNotConverged() =>
        Assert.Equal("newton", Says(Cases.Still with { NewtonDistance = null }, Away, null, 2).Missing);

    [Fact]
    public void Line2_WhatIsTinyButGrowsIsNotStill()
    {
        // The spread is below the tolerance; without noise the movement grows beyond it.
        Evidence grows = Cases.Still with
        {
            NoiseOff = new NoiseOffEvidence(1e-8, 1e-3, 0.1, 0, 2000, 8, 8, 1, 8),
        };
        Says(grows, "rotation", "diverging", 3);
        Says(grows with { NoiseOff = grows.NoiseOff! with { Last = 0.99e-6 } }, "converged", null, 2);
    }

    [Theory]
    // Share left, decay, straightness, flow.
    [InlineData(0.31, 0.81, 0.49, 0.31, "rotation", "limit-cycle", 3)]
    [InlineData(0.31, 0.81, 0.51, 0.31, "drift", null, 3)]
    [InlineData(0.31, 0.81, 0.49, 0.29, "optimiser-oscillation", "self-sustained", 3)]
    [InlineData(0.31, 1.19, 0.49, 0.31, "rotation", "limit-cycle", 3)]
    [InlineData(0.31, 1.21, 0.49, 0.31, "rotation", "diverging", 3)]
    [InlineData(0.31, 1.21, 0.49, 0.29, "optimiser-oscillation", "self-sustained", 3)]
    [InlineData(0.31, 0.79, 0.49, 0.31, Away, null, 4)]
    [InlineData(0.29, 0.79, 0.49, 0.31, "rotation", "damped", 8)]
    [InlineData(0.29, 0.81, 0.49, 0.31, "rotation", "damped", 8)]
    public void Lines3And4_WhatGoesOnWithoutNoise(
        double left, double decay, double straight, double flow, string name, string? kind, int line)
    {
        double last = left * Cases.Contest.Spread.Mean;
        Evidence evidence = Cases.Contest with
        {
            NoiseOff = new NoiseOffEvidence(last / decay, last, straight, 0, 6000, 8, 8, flow, 8),
        };
        Verdict verdict = Says(evidence, name, kind, line);
        Assert.Equal(line == 4 ? ["rounds=24000"] : [], verdict.WayOut);
    }

    [Fact]
    public void Line3_WithoutTheFlowTestIsNotDecided() => Assert.Equal("flow", Says(
        Cases.Cycle with { NoiseOff = Cases.Cycle.NoiseOff! with { Flow = null } }, Away, null, 3).Missing);

    [Theory]
    [InlineData(2.99, 0.9, 0.5, "noise")]
    [InlineData(3.01, 0.0, 0.9, "drift")]
    [InlineData(0, 0.51, 0.00099, "drift")]
    [InlineData(0, -0.51, 0.00099, "drift")]
    [InlineData(0, 0.49, 0.00099, "noise")]
    [InlineData(0, 0.51, 0.00101, "noise")]
    public void Line5_TheEndAndTheHalves(double displacement, double difference, double p, string name)
    {
        Verdict verdict = VerdictRule.Decide(Cases.Noise with
        {
            NoiseOff = Cases.Noise.NoiseOff! with { Displacement = displacement },
            Drift = Cases.Drift(difference, p),
        }, Cases.Limits);

        Assert.Equal((name, name == "drift" ? 5 : 10), (verdict.Name, verdict.Line));
    }

    [Fact]
    public void Line6_EightReplicasAreEnoughAndSevenAreNot()
    {
        Says(Cases.Noise with { Replicas = 8 }, "noise", null, 10);
        Verdict verdict = Says(Cases.Noise with { Replicas = 7 }, Away, null, 6);
        Assert.Equal(["seed=1..8"], verdict.WayOut);
        // What goes on without noise needs none.
        Says(Cases.Cycle with { Replicas = 4 }, "rotation", "limit-cycle", 3);
    }

    [Theory]
    [InlineData(-0.34, 0.0634, true)]
    [InlineData(-0.34, 0.0632, false)]
    [InlineData(-0.36, 0.2, false)]
    [InlineData(-0.5, 1, false)]
    [InlineData(0, 0.001, true)]
    public void Line7_TheSlopeAndItsLimit(double slope, double error, bool fires) => Assert.Equal(fires ? 7 : 10,
        VerdictRule.Decide(Cases.Noise with { Scan = Cases.Slope(slope, error) }, Cases.Limits).Line);

    [Theory]
    [InlineData(2.01, 3, 0, true)]
    [InlineData(1.99, 3, 0, false)]
    [InlineData(1.99, 3, 2.01, true)]
    [InlineData(1.99, 3, 1.99, false)]
    [InlineData(1.26, 2.01, 2.01, true)]
    [InlineData(1.24, 2.01, 2.01, false)]
    [InlineData(1.26, 1.99, 2.01, false)]
    public void Line8_ThePeakAndItsLimits(double lower, double upper, double predicted, bool fires)
    {
        Verdict verdict = VerdictRule.Decide(Cases.Contest with
        {
            Peak = Cases.Limited(lower, upper),
            Linear = Cases.Contest.Linear! with { PredictedProminence = predicted },
        }, Cases.Limits);

        Assert.Equal(fires, verdict.Line == 8);
    }

    [Theory]
    [InlineData(111, 8, "rotation", null)]
    [InlineData(115, 8, Away, "peak")]
    [InlineData(51, 8, "rotation", null)]
    [InlineData(49.5, 8, Away, "peak")]
    public void Line8_ThePeriodMustBeNear(double period, int line, string name, string? missing)
    {
        // The contest's map has a period of 75.67 rounds.
        Verdict verdict = VerdictRule.Decide(
            Cases.Contest with { Peak = Cases.Peak(15, 0.1, period) }, Cases.Limits);

        Assert.Equal((name, line, missing), (verdict.Name, verdict.Line, verdict.Missing));
    }

    [Theory]
    [InlineData(0.578, "rotation", "damped")]
    [InlineData(0.576, "optimiser-oscillation", "damped")]
    public void Line8_VisibleSwirlIsTheGames(double swirl, string name, string kind) => Says(
        Cases.Contest with { Linear = new LinearEvidence([Cases.Period(swirl, 74)], 0.046, 14, 69) }, name, kind, 8);

    [Fact]
    public void Line8_TheNearestEigenvalueIsTaken()
    {
        Branch game = Cases.Period(2, 80), optimiser = Cases.Period(0, 70);
        Evidence Peaking(double period) => Cases.Contest with
        {
            Peak = Cases.Peak(15, 0.1, period),
            Linear = new LinearEvidence([game, optimiser], 0.046, 14, 69),
        };
        Says(Peaking(78), "rotation", "damped", 8);
        Says(Peaking(72), "optimiser-oscillation", "damped", 8);
    }

    [Theory]
    [InlineData(0.0099, "rotation")]
    [InlineData(0.0101, Away)]
    public void Line8_ARotationMustBeMeasured(double p, string name)
    {
        Evidence evidence = Cases.Contest with
        {
            Rotation = new RotationRate([], new OverReplicas(-0.01, 0.004, p), null, null),
        };
        Verdict verdict = VerdictRule.Decide(evidence, Cases.Limits);

        Assert.Equal((name, 8), (verdict.Name, verdict.Line));
        Assert.Equal(name == Away ? ["seed=1..64"] : [], verdict.WayOut);
        Assert.Equal(Away, VerdictRule.Decide(evidence with { Rotation = null }, Cases.Limits).Name);
    }

    [Theory]
    [InlineData(249, 0.578, 10)]
    [InlineData(251, 0.578, 9)]
    [InlineData(251, 0.576, 10)]
    public void Line9_APeriodTooLongForTheRun(double period, double swirl, int line)
    {
        Verdict verdict = VerdictRule.Decide(
            Cases.Noise with { Linear = new LinearEvidence([Cases.Period(swirl, period)], 0.0466, 1.24, 73) },
            Cases.Limits);

        Assert.Equal(line, verdict.Line);
        Assert.Equal(line == 9 ? ["rounds=4100"] : [], verdict.WayOut);
    }

    [Fact]
    public void Line9_SixteenPeriodsOf603RoundsAreAsked() => Assert.Equal(["rounds=9700"], VerdictRule.Decide(
        Cases.Noise with { Linear = new LinearEvidence([Cases.Period(1, 603)], 0.0466) }, Cases.Limits).WayOut);

    [Theory]
    [InlineData(2.01, 9)]
    [InlineData(1.99, 10)]
    public void Line9_APredictedPeakThatIsNotSeen(double predicted, int line)
    {
        Verdict verdict = VerdictRule.Decide(Cases.Noise with
        {
            Linear = Cases.Noise.Linear! with { PredictedProminence = predicted },
        }, Cases.Limits);

        Assert.Equal(line, verdict.Line);
        Assert.Equal(line == 9 ? "replicas" : null, verdict.Missing);
    }

    [Theory]
    [InlineData(0.69, 9)]
    [InlineData(0.71, 10)]
    [InlineData(1.39, 10)]
    [InlineData(1.41, 9)]
    public void Line9_ASpreadThatNoiseDoesNotExplain(double ratio, int line)
    {
        Verdict verdict = VerdictRule.Decide(Cases.Noise with
        {
            Linear = Cases.Noise.Linear! with { PredictedSpread = Cases.Noise.Spread.Mean / ratio },
        }, Cases.Limits);

        Assert.Equal(line, verdict.Line);
        Assert.Equal(line == 9 ? ["batch=512"] : [], verdict.WayOut);
    }

    [Fact]
    public void Line10_ARunWithoutSamplingNoiseIsNeverNoise() => Assert.Equal("rounds", Says(
        Cases.Noise with { Batch = null, Scan = null, Linear = null }, Away, null, 10).Missing);

    [Fact]
    public void TheFirstLineThatFiresDecidesAndTheOthersAreTold()
    {
        // Drift, too few replicas and a peak at once.
        Verdict verdict = VerdictRule.Decide(Cases.Contest with
        {
            Replicas = 4,
            Drift = Cases.Drift(2, 1e-9),
        }, Cases.Limits);

        Assert.Equal(("drift", 5), (verdict.Name, verdict.Line));
        Assert.Equal(Enumerable.Range(1, 10), verdict.Lines.Select(line => line.Number));
        Assert.Equal([true, true, true, true, true, false, false, false, false, false],
            verdict.Lines.Select(line => line.Reached));
        Assert.Equal([5, 6, 8, 10], verdict.Lines.Where(line => line.Says is not null).Select(line => line.Number));
        Assert.Equal("inconclusive: replicas", verdict.Lines[5].Says);
        Assert.Equal("rotation, damped", verdict.Lines[7].Says);
    }

    [Fact]
    public void OtherConstantsGiveOtherVerdicts()
    {
        // The contest's peak has limits 11.1 and 20.2, and 14 is predicted.
        Assert.Equal(9, VerdictRule.Decide(Cases.Contest, Cases.Limits with { Peak = 13, PredictedPeak = 12 }).Line);
        Assert.Equal(10, VerdictRule.Decide(Cases.Contest, Cases.Limits with { Peak = 15, PredictedPeak = 12 }).Line);
        Assert.Equal(6, VerdictRule.Decide(Cases.Noise, Cases.Limits with { Replicas = 17 }).Line);
    }

    private static Verdict Says(Evidence evidence, string name, string? kind, int line)
    {
        Verdict verdict = VerdictRule.Decide(evidence, Cases.Limits);
        Assert.Equal((name, kind, line), (verdict.Name, verdict.Kind, verdict.Line));
        return verdict;
    }
}
