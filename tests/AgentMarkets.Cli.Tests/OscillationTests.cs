using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>Oscillation or noise: what a run that measures it leaves, and the verb that makes it later.</summary>
[Collection(WorkplaceTests.Name)]
public sealed class OscillationTests
{
    private static readonly string[] Game =
        ["first-price", "rounds=1000", "seed=1..8", "expect={}", "evaluation.samples=256", "measure=[]"];

    private static readonly Lazy<Outcome> Measured = new(() => Workplace.Run(["run", .. Game, "measure+=oscillation",
        "expect.oscillation.verdict== noise", "--json", "--out", "measured"]));

    private static JsonNode Oscillation => Measured.Value.Json["oscillation"]!;

    [Fact]
    public void Measured_SaysNoise_AndTheRuleOnItIsMet()
    {
        Measured.Value.ShouldEnd(ExitCode.Done);
        Assert.Equal("noise", Oscillation["verdict"]!.GetValue<string>());
        Assert.Null(Oscillation["kind"]);
        Assert.StartsWith("Noise. ", Oscillation["sentences"]![0]!.GetValue<string>());
        var rule = Measured.Value.Json["expect"]![0]!;
        Assert.Equal("oscillation.verdict = noise", rule["rule"]!.GetValue<string>());
        Assert.Equal("noise", rule["value"]!.GetValue<string>());
    }

    [Fact]
    public void Lines_AreAllTen_WithWhatEachSays()
    {
        var lines = Oscillation["lines"]!.AsArray();
        Assert.Equal(Enumerable.Range(1, 10), lines.Select(line => line!["number"]!.GetValue<int>()));
        Assert.Equal(10, Oscillation["line"]!.GetValue<int>());
        Assert.All(lines, line => Assert.Equal(["number", "asks", "says", "reached"],
            line!.AsObject().Select(member => member.Key)));
        Assert.Equal("noise", lines[9]!["says"]!.GetValue<string>());
        Assert.All(Oscillation["readings"]!.AsArray(), reading => Assert.Equal(
            ["name", "measured", "expected", "readsAs", "lines"], reading!.AsObject().Select(member => member.Key)));
    }

    [Fact]
    public void Evidence_HasTheNumbersBehindTheVerdict()
    {
        var evidence = Oscillation["evidence"]!;
        Assert.Equal([1000, 8, 128],
            ((string[])["rounds", "replicas", "batch"]).Select(name => evidence[name]!.GetValue<int>()));
        double spread = Number(evidence["spread"]!["mean"]), predicted = Number(evidence["predictedSpread"]);
        Assert.Equal(spread / predicted, Number(evidence["ratio"]!["value"]), 1e-12);
        Assert.InRange(Number(evidence["ratio"]!["error"]), 1e-3, 0.3);
        Assert.InRange(Number(evidence["scan"]!["slope"]!["value"]), -0.7, -0.35);
        Assert.False(evidence["noiseOff"]!["persists"]!.GetValue<bool>());
        var modes = evidence["linear"]!["modes"]!.AsArray();
        Assert.NotEmpty(modes);
        // Of two symmetric bidders J is symmetric, so DJ has real eigenvalues, and both are stable.
        Assert.All(modes, mode => Assert.Equal(0, Number(mode!["game"]![1])));
        Assert.All(modes, mode => Assert.InRange(Number(mode!["game"]![0]), -1, 0));
        Assert.Equal(8, evidence["rotation"]!["byReplica"]!.AsArray().Count);
        Assert.Null(evidence["logWeights"]);
    }

    [Fact]
    public void Report_HasTheQuestion_AndItsFourPictures()
    {
        string[] titles = [.. Oscillation["figures"]!.AsArray().Select(f => f!["title"]!.GetValue<string>())];
        Assert.Equal(4, titles.Length);
        string page = File.ReadAllText("measured/report.html");
        Assert.Contains("<h3>Oscillation or noise?</h3>", page);
        Assert.All(titles, title => Assert.Contains($"<h4>{title}</h4>", page));
        File.Delete("measured/report.html");
        Workplace.Run("report", "measured").ShouldEnd(ExitCode.Done);
        Assert.Equal(page, File.ReadAllText("measured/report.html"));
    }

    [Fact]
    public void Trajectories_AreReadByNumPy()
    {
        Measured.Value.ShouldEnd(ExitCode.Done);
        byte[] file = File.ReadAllBytes("measured/trajectories.npy");
        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0], file[..10]);
        string header = Encoding.ASCII.GetString(file[10..128]);
        Assert.StartsWith("{'descr': '<f8', 'fortran_order': False, 'shape': (1000, 8, 2), }", header);
        Assert.EndsWith(" \n", header);
        Assert.Equal(128 + 1000 * 8 * 2 * sizeof(double), file.Length);
        // The last row is where the bidders of the last replica stand: sigmoid of it is their multiplier.
        var multiplier = Measured.Value.Json["metrics"]!["multiplier"]!;
        double last = (BitConverter.ToDouble(file, file.Length - 16) is var x ? 1 / (1 + Math.Exp(-x)) : 0)
            + 1 / (1 + Math.Exp(-BitConverter.ToDouble(file, file.Length - 8)));
        Assert.Equal(Number(multiplier["byReplica"]![7]), last / 2, 1e-6);
    }

    [Fact]
    public void Diagnosed_IsAsMeasured_AndTheStateIsAsOfNeither()
    {
        var recorded = Workplace.Run(["run", .. Game, "record=trajectories", "--json", "--out", "recorded"]);
        Assert.Null(recorded.ShouldEnd(ExitCode.Done).Json["oscillation"]);
        var plain = Workplace.Run(["run", .. Game, "--json", "--out", "plain"]).ShouldEnd(ExitCode.Done);
        var diagnosed = Workplace.Run("diagnose", "recorded", "--json").ShouldEnd(ExitCode.Done);
        Assert.Equal(Oscillation.ToJsonString(), diagnosed.Json["oscillation"]!.ToJsonString());
        Assert.Equal(File.ReadAllText("recorded/summary.json"), diagnosed.Output);
        Assert.Equal(File.ReadAllText("measured/oscillation.json"), File.ReadAllText("recorded/oscillation.json"));
        Assert.Contains("<h3>Oscillation or noise?</h3>", File.ReadAllText("recorded/report.html"));
        Assert.All((Outcome[])[recorded, Measured.Value], run =>
            Assert.Equal($"{plain.Json["stateHash"]}", $"{run.Json["stateHash"]}"));
        Assert.Equal("plain: cannot be diagnosed: the run kept no trajectories. Run it again with them: agentmarkets "
            + "run plain/experiment.json measure+=oscillation (or record+=trajectories, and diagnose it later)\n",
            Workplace.Run("diagnose", "plain").ShouldEnd(ExitCode.Usage).Said);
        Assert.False(File.Exists("plain/oscillation.json"));
    }

    [Fact]
    public void Terminal_ShowsSentencesAndEvidence()
    {
        Measured.Value.ShouldEnd(ExitCode.Done);
        string printed = Workplace.Run("diagnose", "measured").ShouldEnd(ExitCode.Done).Output;
        Assert.Contains("\nOscillation or noise?\n  Noise. ", printed);
        Assert.Matches(@"\ndiagnostic +measured +expected under noise +reads as +lines\n", printed);
        Assert.Matches(@"\nslope against batch +-0\.\d+ \+- [\d.]+ with +-0\.5, below -0\.35 +sampling noise +7\n",
            printed);
    }

    [Fact]
    public void UnfinishedDiagnosis_IsMadeByResume()
    {
        Workplace.Run(["run", "first-price", .. Workplace.Small(40), "expect={}", "measure=oscillation", "--out",
            "lacks"]).ShouldEnd(ExitCode.Done);
        string summary = File.ReadAllText("lacks/summary.json");
        string manifest = File.ReadAllText("lacks/manifest.json");
        Assert.Contains("\"lacksDiagnosis\": false", manifest);
        File.WriteAllText("lacks/manifest.json",
            manifest.Replace("\"lacksDiagnosis\": false", "\"lacksDiagnosis\": true"));
        File.Delete("lacks/oscillation.json");
        Assert.Equal(summary, Workplace.Run("resume", "lacks", "--json").ShouldEnd(ExitCode.Done).Output);
        Assert.Equal(manifest, File.ReadAllText("lacks/manifest.json"));
        Assert.Contains("this run is done", Workplace.Run("resume", "lacks").ShouldEnd(ExitCode.Usage).Said);

        File.WriteAllText("lacks/manifest.json",
            manifest.Replace("\"status\": \"done\"", "\"status\": \"interrupted\""));
        Assert.Equal("lacks: this run is interrupted, and only one that is done can be diagnosed. Go on with: "
            + "agentmarkets resume lacks\n", Workplace.Run("diagnose", "lacks").ShouldEnd(ExitCode.Usage).Said);
    }

    [Fact]
    public void ReplicasOfDifferentSettings_AreDiagnosedByThemselves()
    {
        var run = Workplace.Run(["run", "first-price", .. Workplace.Small(), "smoothing.beta=10,50", "expect={}",
            "measure=oscillation", "--json", "--out", "groups"]).ShouldEnd(ExitCode.Done);
        var found = run.Json["oscillation"]!;
        Assert.Equal("inconclusive", found["verdict"]!.GetValue<string>());
        Assert.Equal("rounds", found["missing"]!.GetValue<string>());
        var groups = found["groups"]!.AsArray();
        Assert.Equal(["smoothing.beta=10", "smoothing.beta=50"],
            groups.Select(group => group!["name"]!.GetValue<string>()));
        Assert.Equal("""{"smoothing.beta":50}""", groups[1]!["settings"]!.ToJsonString());
        Assert.Equal("[1,2]", groups[1]!["seeds"]!.ToJsonString());
        Assert.Equal("agentmarkets run groups/experiment.json smoothing.beta=50 rounds=2000",
            groups[1]!["command"]!.GetValue<string>());
        Assert.Contains("<h3>Oscillation or noise? smoothing.beta=50</h3>", File.ReadAllText("groups/report.html"));
    }

    [Theory]
    [InlineData("bids-network fisher.buyers=64 rounds=5 seed=1", "this family has none")]
    [InlineData("first-price strategy=equilibrium rounds=0 seed=1", "nothing is learned in 0 rounds")]
    [InlineData("first-price learner=evolution rounds=20 seed=1..2 batch=16", "follows no gradient")]
    public void WhereItMakesNoSense_ItIsSkippedWithTheReason(string game, string why)
    {
        string folder = $"skipped-{why.Replace(' ', '-')}";
        var run = Workplace.Run(["run", .. game.Split(' '), "measure=oscillation", "evaluation.samples=256",
            "expect={\"oscillation.verdict\": \"= noise\"}", "--json", "--out", folder])
            .ShouldEnd(ExitCode.ExpectNotMet);
        Assert.Null(run.Json["oscillation"]);
        var skipped = Assert.Single(run.Json["skipped"]!.AsArray())!;
        Assert.Equal("oscillation", skipped["metric"]!.GetValue<string>());
        Assert.Contains(why, skipped["why"]!.GetValue<string>());
        Workplace.Run("report", folder).ShouldEnd(ExitCode.Done);
        Assert.Contains("oscillation was not measured:", File.ReadAllText(Path.Combine(folder, "report.html")));
    }

    [Theory]
    [InlineData("record=trajectories rounds=0", "record = trajectories: there is nothing to keep of 0 rounds.")]
    [InlineData("expect.oscillation.mean=<1", "expect.oscillation.mean: 'oscillation' has no such number.")]
    public void WhatMakesNoSense_IsSaidBeforeItStarts(string settings, string sentence) =>
        Assert.Contains(sentence, Workplace.Run(["check", "first-price", .. settings.Split(' ')])
            .ShouldEnd(ExitCode.Usage) is var outcome ? outcome.Output + outcome.Said : "");

    private static double Number(JsonNode? node) => node!.GetValue<double>();
}
