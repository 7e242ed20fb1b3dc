using System.Text.Json.Nodes;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>What each verb prints and how it ends.</summary>
[Collection(WorkplaceTests.Name)]
public sealed class VerbTests
{
    [Fact]
    public void Run_PrintsTheTableAndEndsWell()
    {
        var outcome = Workplace.Run(["run", "first-price", .. Workplace.Small(), "expect={}", "--out", "table"])
            .ShouldEnd(ExitCode.Done);
        Assert.Matches(@"^first-price, 2 replicas: 20 rounds in [\d.]+ s", outcome.Output);
        Assert.Matches(@"(?m)^multiplier +0\.\d{5} +0\.\d{5} +0\.50000 +0\.\d{5}  equilibrium: Krishna",
            outcome.Output);
        Assert.EndsWith("report      table/report.html\n", outcome.Output);
        Assert.Contains("round 20/20  100 %", outcome.Said);
    }

    [Fact]
    public void RunWithARuleThatFails_SaysWhichAndEndsWith3()
    {
        var outcome = Workplace.Run(["run", "first-price", .. Workplace.Small(),
            "expect={\"l2.mean\": [\"< 1\", \"> 1\"]}", "--out", "rules"]).ShouldEnd(ExitCode.ExpectNotMet);
        Assert.Matches(@"l2\.mean < 1 +0\.1\d+  met\n", outcome.Output);
        Assert.Matches(@"l2\.mean > 1 +0\.1\d+  NOT MET\n", outcome.Output);
    }

    [Fact]
    public void RunWhoseReplicasAllFail_EndsWith2()
    {
        var outcome = Workplace.Run(["run", "first-price", .. Workplace.Small(), "strategy=mlp",
            "learner.learning-rate=1e30", "--json", "--out", "failed"]).ShouldEnd(ExitCode.Failed);
        Assert.Equal("failed", outcome.Json["status"]!.GetValue<string>());
        Assert.Contains("replica 2 (seed 2) failed in round", outcome.Said);
        Assert.Contains("a parameter is no longer finite", outcome.Said);
        Assert.Contains("a parameter is no longer finite", File.ReadAllText("failed/log.txt"));
    }

    [Fact]
    public void RunWhoseFirstReplicaFails_KeepsTheOther()
    {
        var outcome = Workplace.Run(["run", "first-price", .. Workplace.Small(), "seed=1", "strategy=mlp",
            "learner.learning-rate=1e30,0.01", "expect={}", "--json", "--out", "half"]).ShouldEnd(ExitCode.Done);
        var utility = outcome.Json["metrics"]!["utility-loss-ex-ante"]!;
        Assert.True(utility["mean"]!.GetValue<double>() > 0);
        Assert.All(outcome.Json["failed"]!.AsArray(), f => Assert.Equal(1, f!["replica"]!.GetValue<int>()));
    }

    [Fact]
    public void Quiet_SaysNothing()
    {
        var outcome = Workplace.Run(["run", "first-price", .. Workplace.Small(), "expect={}", "--quiet", "--out",
            "quiet"]);
        Assert.Equal(new Outcome(0, "", ""), outcome);
    }

    [Fact]
    public void Parallel_HasTheHashOfLocal()
    {
        string[] settings = [.. Workplace.Small(), "auction.bidders=3", "expect={}", "--json"];
        var local = Workplace.Run(["run", "first-price-mlp", .. settings, "--out", "by-one"]).ShouldEnd(ExitCode.Done);
        var parallel = Workplace.Run(["run", "first-price-mlp", .. settings, "--out", "by-two", "--host", "parallel",
            "--threads", "2"]).ShouldEnd(ExitCode.Done);
        Assert.Equal(local.Json["stateHash"]!.GetValue<string>(), parallel.Json["stateHash"]!.GetValue<string>());
        Assert.Equal(local.Json["metrics"]!.ToJsonString(), parallel.Json["metrics"]!.ToJsonString());
        Assert.Equal(File.ReadAllText("by-one/metrics.jsonl"), File.ReadAllText("by-two/metrics.jsonl"));
    }

    [Fact]
    public void Check_PrintsTheResolvedFileAndWritesNothing()
    {
        string[] before = Directory.GetFileSystemEntries(".");
        var checkedOnce = Workplace.Run("check", "first-price", "learner.learning-rate=3e-4").ShouldEnd(ExitCode.Done);
        Assert.Equal("gradient(optimizer=adam, learning-rate=0.0003, momentum=0.9)",
            checkedOnce.Json["learner"]!.GetValue<string>());
        Assert.Equal(before, Directory.GetFileSystemEntries("."));
        File.WriteAllText("resolved.json", checkedOnce.Output);
        Assert.Equal(checkedOnce.Output, Workplace.Run("check", "resolved.json").Output);
        File.Delete("resolved.json");
    }

    [Fact]
    public void CheckOfAMeasureWithoutMeaning_SaysSoAndEndsWell()
    {
        File.WriteAllText("seen.csv", "value\n0.1\n0.4\n0.9\n");
        var outcome = Workplace.Run("check", "first-price", "auction.prior=empirical(file=seen.csv)")
            .ShouldEnd(ExitCode.Done);
        Assert.Contains("note: l2 will not be measured: ", outcome.Said);
    }

    [Fact]
    public void Report_WritesThePageAgainAndOnePageForSeveral()
    {
        Workplace.Run(["run", "first-price", .. Workplace.Small(), "--quiet", "--out", "one"]);
        Workplace.Run(["run", "first-price", .. Workplace.Small(), "--quiet", "--out", "two"]);
        string page = File.ReadAllText("one/report.html");
        File.Delete("one/report.html");
        Assert.Equal("one/report.html\n", Workplace.Run("report", "one").ShouldEnd(ExitCode.Done).Output);
        Assert.Equal(page, File.ReadAllText("one/report.html"));
        Assert.Equal("both.html\n",
            Workplace.Run("report", "one", "two", "--out", "both.html").ShouldEnd(ExitCode.Done).Output);
        Assert.Contains("2 runs", File.ReadAllText("both.html"));
    }

    [Fact]
    public void ReportIntoAFolderThatIsNotThere_SaysSo()
    {
        Workplace.Run(["run", "first-price", .. Workplace.Small(), "--quiet", "--out", "three"]);
        var outcome = Workplace.Run("report", "three", "--out", "no/such/page.html").ShouldEnd(ExitCode.Usage);
        Assert.Equal("--out no/such/page.html: there is no folder no/such. Make it first, or name another page.\n",
            outcome.Said);
    }

    [Fact]
    public void ResumeOfADoneRun_IsRefused()
    {
        Workplace.Run(["run", "first-price", .. Workplace.Small(), "--quiet", "--out", "done"]);
        var outcome = Workplace.Run("resume", "done").ShouldEnd(ExitCode.Usage);
        Assert.Equal("done: this run is done; there is nothing to go on with. See done/report.html.\n", outcome.Said);
    }

    [Fact]
    public void ResumeWithAChangedDataFile_IsRefused()
    {
        File.WriteAllText("data.csv", "value\n0.1\n0.4\n0.9\n");
        Workplace.Run(["run", "first-price", .. Workplace.Small(), "auction.prior=empirical(file=data.csv)",
            "expect={}", "--quiet", "--out", "changed"]).ShouldEnd(ExitCode.Done);
        string manifest = File.ReadAllText("changed/manifest.json");
        File.WriteAllText("changed/manifest.json", manifest.Replace("\"done\"", "\"interrupted\""));
        File.WriteAllText("data.csv", "value\n0.1\n0.4\n0.8\n");
        var outcome = Workplace.Run("resume", "changed").ShouldEnd(ExitCode.Usage);
        Assert.Equal("data.csv: has changed since the run began, so the run cannot go on as it was. "
            + "Put the file back, or start a new run.\n", outcome.Said);
    }

    [Fact]
    public void Show_OfAMechanism_NamesItsEquilibriaAndExperiments()
    {
        string shown = Workplace.Run("show", "llg").ShouldEnd(ExitCode.Done).Output;
        Assert.Matches(@"(?m)^llg \(mechanism\)$", shown);
        Assert.Contains("one of nearest-vcg, first-price, vcg", shown, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^  Equilibria:\n    llg-bernoulli     LLG, .*\[Ausubel and Baranov \(2020\), section 3\]$",
            shown);
        Assert.Matches(@"(?m)^  Experiments: llg, .*llg-nearest-bid, ", shown);
    }

    [Fact]
    public void Show_OfEveryMechanismWithATheorem_NamesIt()
    {
        var cards = Workplace.Run("list", "equilibria", "--json").Json["equilibria"]!.AsArray();
        Assert.All(cards, card => Assert.NotEmpty(card!["about"]!.AsArray()));
        Assert.Equal("vickrey", Assert.Single(cards, card => (string)card!["name"]! == "multi-unit-truthful")!["about"]!
            .AsArray().Select(name => (string)name!).Last());
    }

    [Fact]
    public void Version_NamesWhatItStandsOn()
    {
        string[] lines = Workplace.Run("version").ShouldEnd(ExitCode.Done).Output.TrimEnd().Split('\n');
        Assert.Equal(["agentmarkets", ".NET", "libtorch", "system"], lines.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void Doctor_SaysWhatThereIs()
    {
        var outcome = Workplace.Run("doctor");
        Assert.Matches(@"(?m)^libtorch +\d+\.\d+", outcome.Output);
        Assert.Matches(@"(?m)^libtorch path +/", outcome.Output);
        Assert.Matches(@"(?m)^devices +cpu", outcome.Output);
        Assert.Matches(@"(?m)^threads +\d+", outcome.Output);
        Assert.Matches(@"(?m)^CLP +(\d+\.\d+|none)", outcome.Output);
        var facts = Workplace.Run("doctor", "--json").Json;
        Assert.Equal(outcome.Code, facts["missing"]!.AsArray().Count == 0 ? 0 : 1);
    }

    [Fact]
    public void Help_IsAnswered()
    {
        Assert.Contains("check <experiment>", Workplace.Run("--help").ShouldEnd(ExitCode.Done).Output);
        Assert.Contains("--threads", Workplace.Run("run", "--help").ShouldEnd(ExitCode.Done).Output);
    }

    [Theory]
    [InlineData("list", "--json")]
    [InlineData("list", "metrics", "--json")]
    [InlineData("show", "first-price", "--json")]
    [InlineData("doctor", "--json")]
    [InlineData("schema")]
    public void Json_IsOneObject(params string[] words) =>
        Assert.IsType<JsonObject>(JsonNode.Parse(Workplace.Run(words).Output));
}
