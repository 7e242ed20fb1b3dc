using System.Numerics;
using AgentMarkets.Core.Diagnostics;
using Xunit;

namespace AgentMarkets.Core.Tests.Diagnostics.GroundTruth;

/// <summary>Each diagnostic broken in turn: the suite of cases must notice.</summary>
public sealed class MutationTests
{
    [Fact]
    public void UnbrokenTheSuitePasses() => Assert.Empty(Suite.Faults());

    [Fact]
    public void AFixedPointThatIsNotFoundIsNoticed() =>
        Noticed(["b", "d2", "d4"], evidence => evidence with { NewtonDistance = 0.1 });

    [Fact]
    public void ABiasOfTheWrongSignIsNoticed() => Noticed(["a"], evidence => evidence with
    {
        Bias = evidence.Bias is { } bias ? bias with { Smoothing = -bias.Smoothing } : null,
    });

    [Fact]
    public void EigenvaluesOfTheGameThatAreNeverComplexAreNoticed() => Noticed(["d3", "e1"], Modes(
        mode => mode with { Game = mode.Game.Real - 1e-3 }));

    [Fact]
    public void EigenvaluesOfTheGameThatAreAlwaysComplexAreNoticed() => Noticed(["c1", "c2"], Modes(
        mode => mode with { Game = new Complex(mode.Game.Real, mode.Game.Real) }));

    [Fact]
    public void EigenvaluesOfTheMapOfAnotherOptimiserAreNoticed() => Noticed(["c1", "c2"], Modes(
        mode => mode with { Map = 1 + mode.Game }));

    [Fact]
    public void ABatchSlopeThatIsAlwaysThatOfNoiseIsNoticed() => Noticed(["d1", "e2", "g"], Scan(-0.5));

    [Fact]
    public void ABatchSlopeThatIsNeverThatOfNoiseIsNoticed() =>
        Noticed(["a", "a2", "c1", "c2", "d3", "e1", "h"], Scan(0));

    [Fact]
    public void ABatchScanUnderStepsThatAdaptIsNoticed() => Noticed(["a", "c2", "h"], Scan(-0.25));

    [Fact]
    public void ANoiseThatIsNeverSwitchedOffIsNoticed() => Noticed(["a", "c1", "d3", "e1", "h"], Off(
        (off, evidence) => off with { First = evidence.Spread.Mean, Last = evidence.Spread.Mean, Flow = 1 }));

    [Fact]
    public void AMovementThatAlwaysStopsIsNoticed() => Noticed(["c3", "d1", "e2", "f1"], Off(
        (off, evidence) => off with { Last = 0 }));

    [Fact]
    public void AFlowThatNeverDiesIsNoticed() => Noticed(["c3"], Off((off, _) => off with { Flow = 1 }));

    [Fact]
    public void AFlowThatAlwaysDiesIsNoticed() => Noticed(["d1", "e2", "f1"], Off((off, _) => off with { Flow = 0 }));

    [Fact]
    public void AMeanThatNeverDriftsIsNoticed() => Noticed(["g"],
        evidence => Off((off, _) => off with { Displacement = 0 })(evidence) with { Drift = null });

    [Fact]
    public void ASpectrumThatHasNoPeakIsNoticed() =>
        Noticed(["c1", "c2", "d3", "e1"], evidence => evidence with { Peak = null });

    [Fact]
    public void ASpectrumThatAlwaysPeaksIsNoticed() => Noticed(["a", "a2", "h"], evidence => evidence with
    {
        Peak = evidence.Peak is { } peak ? peak with { Prominence = 100, LogError = 0.1 } : null,
    });

    [Fact]
    public void APeriodThatIsTwiceTooLongIsNoticed() => Noticed(["c1", "c2", "d3", "e1"], evidence => evidence with
    {
        Peak = evidence.Peak is { } peak ? peak with { Period = 2 * peak.Period } : null,
    });

    [Fact]
    public void APredictedSpreadThatIsATenthOffIsNoticed() => Noticed(["a", "a2", "c2", "e1", "h"], evidence =>
        evidence with
        {
            Linear = evidence.Linear is { } linear
                ? linear with { PredictedSpread = 1.1 * linear.PredictedSpread } : null,
        });

    [Fact]
    public void ATurningThatIsNotSeenIsNoticed() => Noticed(["d3", "e1"], evidence => evidence with
    {
        Rotation = evidence.Rotation is { } turning ? turning with { Rate = turning.Rate with { P = 1 } } : null,
    });

    [Fact]
    public void ATurningTheOtherWayIsNoticed() => Noticed(["d1", "d3", "e1"], evidence => evidence with
    {
        Rotation = evidence.Rotation is { } turning
            ? turning with { Rate = turning.Rate with { Mean = -turning.Rate.Mean } } : null,
    });

    [Fact]
    public void AnAverageThatDoesNotAverageIsNoticed() => Noticed(["a"], evidence => evidence with
    {
        Band = evidence.Band is { } band ? band with { Average = band.Last } : null,
    });

    [Fact]
    public void SwitchesThatAreNotCountedAreNoticed() => Noticed(["f2"], evidence => evidence with
    {
        LogWeights = evidence.LogWeights is { } weights ? weights with { Switches = 0 } : null,
    });

    [Fact]
    public void AGapThatIsAlwaysClosedIsNoticed() => Noticed(["f2"], evidence => evidence with
    {
        LogWeights = evidence.LogWeights is { } weights ? weights with { Gap = 0 } : null,
    });

    private static void Noticed(string[] where, Func<Evidence, Evidence> broken) =>
        Assert.All(where, name => Assert.NotEmpty(Suite.Faults(name, broken)));

    private static Func<Evidence, Evidence> Modes(Func<Branch, Branch> broken) => evidence => evidence with
    {
        Linear = evidence.Linear is { } linear
            ? linear with { Modes = [.. linear.Modes.Select(broken)] } : null,
    };

    private static Func<Evidence, Evidence> Scan(double slope) => evidence => evidence with
    {
        Scan = evidence.Scan is { } scan ? scan with { Slope = slope } : null,
    };

    private static Func<Evidence, Evidence> Off(Func<NoiseOffEvidence, Evidence, NoiseOffEvidence> broken) =>
        evidence => evidence with
        {
            NoiseOff = evidence.NoiseOff is { } off ? broken(off, evidence) : null,
        };
}
