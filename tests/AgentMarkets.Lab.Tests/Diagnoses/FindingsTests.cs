using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Diagnoses;
using Xunit;

namespace AgentMarkets.Lab.Tests.Diagnoses;

public sealed class FindingsTests
{
    private static readonly Finding Noise = new()
    {
        Name = "smoothing.beta=10",
        Settings = new Dictionary<string, double> { ["smoothing.beta"] = 10 },
        Seeds = [1, 18446744073709551615],
        Verdict = Verdict.Noise,
        Sentences = ["Noise."],
        Line = 10,
        Lines = [new LineOutcome(10, "Is nothing else left?", "noise", true)],
        Readings = [new Reading("spread", "1 +- 0.1", "above 0", "it moves", [2])],
        Evidence = new() { ["rounds"] = 40 },
        Figures =
        [
            new Figure("spectrum", "Spectrum", "Caption.", new Axis("f", Logarithmic: true), new Axis("S"),
                [new Series("a", SeriesKind.Reference, [1, 2], [double.NaN, 3], [0, 1])]),
        ],
    };

    [Fact]
    public void WrittenAndReadAgain_NothingIsLost()
    {
        using var folder = new Folder();
        var run = folder.Run();
        Assert.Null(Findings.Read(run));
        new Findings([Noise]).Write(run);
        var read = Assert.Single(Findings.Read(run)!.Groups);
        Assert.Equal(Noise.Seeds, read.Seeds);
        Assert.Equal(Noise.Settings, read.Settings);
        Assert.Equal(Noise.Lines, read.Lines);
        Assert.Equal([2], Assert.Single(read.Readings).Lines);
        var series = Assert.Single(Assert.Single(read.Figures).Series);
        Assert.True(read.Figures[0].X.Logarithmic);
        Assert.Equal(SeriesKind.Reference, series.Kind);
        Assert.Equal([double.NaN, 3], series.Y);
        Assert.Equal([0.0, 1], series.Low!);
        Assert.Null(series.High);
        Assert.Equal(new Findings([Noise]).ToJson().ToJsonString(), Findings.Read(run)!.ToJson().ToJsonString());
    }

    [Fact]
    public void FileCutShort_IsSaidWithAWayOut()
    {
        using var folder = new Folder();
        var run = folder.Run();
        run.Write("oscillation.json", "{\"groups\":[");
        Assert.EndsWith($"make it again: agentmarkets diagnose {run.Path}",
            Assert.Throws<InvalidDataException>(() => Findings.Read(run)).Message);
    }

    [Fact]
    public void OneGroup_IsTheWhole_AndTheNumbersOfPicturesStayBehind()
    {
        var json = new Findings([Noise]).ToJson();
        Assert.Equal(
            [
                "verdict", "kind", "sentences", "missing", "wayOut", "command", "line", "lines", "readings", "evidence",
                "figures",
            ], json.Select(member => member.Key));
        Assert.Equal("""[{"id":"spectrum","title":"Spectrum","caption":"Caption."}]""",
            json["figures"]!.ToJsonString());
    }

    [Theory]
    [InlineData("noise", null, "noise", null, "noise", null, "With all 2 settings: noise.")]
    [InlineData("rotation", "damped", "rotation", "damped", "rotation", "damped",
        "With all 2 settings: rotation, damped.")]
    [InlineData("rotation", "damped", "rotation", "diverging", "rotation", null,
        "With all 2 settings: rotation. In particular, a: rotation, damped; b: rotation, diverging.")]
    [InlineData("noise", null, "drift", null, "inconclusive", null,
        "Inconclusive. The 2 settings differ. a: noise; b: drift.")]
    [InlineData("noise", null, null, null, "inconclusive", null,
        "Inconclusive. The 2 settings differ. a: noise; b: no verdict: no replica is left.")]
    [InlineData(null, null, null, null, null, null, "No verdict: no replica is left.")]
    public void SeveralGroups_AgreeOrNot(string? first, string? firstKind, string? second, string? secondKind,
        string? verdict, string? kind, string sentence)
    {
        var all = new Findings([Of("a", first, firstKind), Of("b", second, secondKind)]);
        Assert.Equal((verdict, kind), (all.Verdict, all.Kind));
        Assert.Equal([sentence], all.Sentences);
        Assert.Equal(verdict is null ? "no replica is left" : null, all.Why);
    }

    [Fact]
    public void GroupsThatDiffer_LackAgreement() =>
        Assert.Equal("agreement", $"{new Findings([Of("a", "noise"), Of("b", "drift")]).ToJson()["missing"]}");

    private static Finding Of(string name, string? verdict, string? kind = null) => new()
    {
        Name = name, Verdict = verdict, Kind = kind, Why = verdict is null ? "no replica is left" : null,
    };
}
