using AgentMarkets.Core.Diagnostics;
using Xunit;

namespace AgentMarkets.Core.Tests.Diagnostics.Verdicts;

public sealed class WordingTests
{
    [Fact]
    public void NoiseReadsAsAUserNeedsIt()
    {
        Verdict verdict = VerdictRule.Decide(Cases.Noise with
        {
            Bias = new BiasEvidence(null, -0.01953, -0.00023, 0.00012),
            Band = new BandEvidence(0.0085, 1000, 0.0019),
        }, Cases.Limits);

        Assert.Equal(
        [
            "Noise. Without sampling noise the movement stops; the spread is 0.987 +- 0.0322 of what batches of 128 "
                + "predict; no cycle shows in 16 replicas.",
            "The mean sits 0.0198 below equilibrium: -0.0195 from smoothing, -0.00023 +- 0.00012 from the dynamics, 0 "
                + "within its error.",
            "To narrow the band: quadruple the batch with frozen steps, which halves it, or report the average of the "
                + "last 1000 rounds (0.0019 instead of 0.0085).",
        ], verdict.Sentences);
    }

    [Fact]
    public void ABiasOfTwoErrorsIsSaid()
    {
        Assert.True(new BiasEvidence(null, null, 0.0199, 0.01).IsUnbiased);
        Assert.False(new BiasEvidence(null, null, 0.0201, 0.01).IsUnbiased);
        Assert.Null(new BiasEvidence(null, null, 0.0201, 0.01).Total);
    }

    [Fact]
    public void ALimitCycleTellsItsPeriodAndWhatDoesNotHelp()
    {
        IReadOnlyList<string> read = VerdictRule.Decide(Cases.Cycle, Cases.Limits).Sentences;

        Assert.Equal("Rotation, limit cycle. It circles with a period of 167 rounds.", read[0]);
        Assert.Contains("the game does this, not the optimiser", read[1]);
        Assert.Equal("More samples and smaller steps will not help.", read[2]);
    }

    [Fact]
    public void EveryRowHasAnIntervalOrSaysThatItIsExact()
    {
        Evidence[] all = [Cases.Noise, Cases.Contest, Cases.Cycle, Cases.Still, Cases.Switching];
        foreach (Reading row in all.SelectMany(evidence => Reading.Of(evidence, Cases.Limits)))
        {
            Assert.True(new[] { "+-", "exact", "replicas", "between", "simulations", "not applicable" }
                .Any(row.Measured.Contains), $"{row.Name}: {row.Measured}");
            Assert.NotEmpty(row.ReadsAs);
            Assert.NotEmpty(row.Expected);
        }
    }

    [Fact]
    public void EveryLineHasARow()
    {
        int[] lines = [.. Reading.Of(Cases.Noise, Cases.Limits).SelectMany(row => row.Lines).Distinct().Order()];

        Assert.Equal(Enumerable.Range(1, 9), lines);
        Assert.Equal(lines, Reading.Of(Cases.Noise with
        {
            NoiseOff = null, Drift = null, Scan = null, Peak = null, Linear = null, Rotation = null,
        }, Cases.Limits).SelectMany(row => row.Lines).Distinct().Order());
    }

    [Fact]
    public void RowsReadAsTheirLinesDecide()
    {
        string Reads(Evidence evidence, string name) =>
            Reading.Of(evidence, Cases.Limits).Single(row => row.Name == name).ReadsAs;

        Assert.Equal("it stops", Reads(Cases.Noise, "noise off"));
        Assert.Equal("it goes on", Reads(Cases.Cycle, "noise off"));
        Assert.Equal("the game does it", Reads(Cases.Cycle, "small steps"));
        Assert.Equal("the batch does not act", Reads(Cases.Cycle, "slope against batch"));
        Assert.Equal("a cycle", Reads(Cases.Contest, "spectral peak"));
        Assert.Equal("no visible cycle", Reads(Cases.Noise, "spectral peak"));
        Assert.Equal("it turns", Reads(Cases.Contest, "rotation rate"));
        Assert.Equal("switching that slows down", Reads(Cases.Switching, "modal switches"));
        Assert.Equal("sampling noise explains it", Reads(Cases.Noise, "measured over predicted spread"));
    }

    [Fact]
    public void TheSlopeIsThatOfLogSpreadOnLogBatch()
    {
        // Spread 3 B^-1/2 with replicas 10 % apart: the same at every batch, so the slope is exact.
        double[] batches = [32, 128, 512];
        BatchEvidence scan = BatchEvidence.Of(batches, [.. batches.Select(b =>
            new[] { 3 / Math.Sqrt(b), 3.3 / Math.Sqrt(b), 2.7 / Math.Sqrt(b) })]);
        double variance = OverReplicas.Of([Math.Log(1), Math.Log(1.1), Math.Log(0.9)]).Error;

        Assert.Equal(-0.5, scan.Slope, 1e-12);
        Assert.Equal(variance / (Math.Sqrt(2) * Math.Log(4)), scan.Error, 1e-12);
    }

    [Fact]
    public void AModeKnowsItsPeriodMemoryAndSwirl()
    {
        Branch mode = Cases.Turning(-0.0425, 0.0796875);

        Assert.Equal(1.875, mode.Swirl, 1e-9);
        Assert.Equal(75.67, mode.Period, 0.005);
        Assert.Equal(-1 / Math.Log(0.96081), mode.Memory, 0.01);
        Assert.Equal(double.PositiveInfinity, new Branch(-1, 0.5).Period);
        Assert.Equal(2, new Branch(-2.1, -1.1).Period);
        Assert.Equal(double.PositiveInfinity, new Branch(-2.1, -1.1).Memory);
    }
}
