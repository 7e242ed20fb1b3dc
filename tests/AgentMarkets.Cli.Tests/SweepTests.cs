using System.Text.Json.Nodes;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>Many runs in one folder: each is the run that it would be alone, and none is played twice.</summary>
[Collection(WorkplaceTests.Name)]
public sealed class SweepTests
{
    [Fact]
    public void StructureMakesRuns_NumbersMakeReplicas()
    {
        var outcome = Sweep("axes", "auction.bidders=2,3", "smoothing.beta=10,50", "--json").ShouldEnd(ExitCode.Done);
        var runs = outcome.Json["runs"]!.AsArray();
        Assert.Equal(["auction.bidders=2", "auction.bidders=3"], runs.Select(run => run!["name"]!.GetValue<string>()));
        Assert.All(runs, run => Assert.Equal(4, run!["replicas"]!.AsArray().Count));
        Assert.All(runs, run => Assert.True(File.Exists(run!["summary"]!.GetValue<string>())));
        Assert.Contains("run 2 of 2  auction.bidders=3  ETA of all ", outcome.Said);

        string[][] lines = [.. File.ReadAllLines("axes/results.csv").Select(line => line.Split(','))];
        Assert.Equal(["run", "auction.bidders", "smoothing.beta", "seed"], lines[0][..4]);
        Assert.Equal(["auction.bidders=3", "3", "10", "2"], lines[6][..4]);
        Assert.Equal(9, lines.Length);
        int column = Array.IndexOf(lines[0], "l2");
        Assert.Equal(runs[1]!["metrics"]!["l2"]!["byReplica"]![1]!.GetValue<double>(), double.Parse(lines[6][column]));
    }

    [Fact]
    public void EachRun_IsAsItWouldBeAlone()
    {
        var runs = Sweep("together", "strategy=mlp,linear", "auction.bidders=3,2", "--json")
            .ShouldEnd(ExitCode.Done).Json["runs"]!.AsArray();
        Assert.Equal(4, runs.Count);
        foreach (var run in runs)
        {
            string[] own = [.. run!["differences"]!.AsObject().Select(d => $"{d.Key}={d.Value}")];
            var alone = Workplace.Run(["run", "first-price", .. Workplace.Small(), "expect={}", .. own, "--json",
                "--out", $"alone-{run["name"]}"]).ShouldEnd(ExitCode.Done).Json;
            Assert.Equal(alone["stateHash"]!.GetValue<string>(), run["stateHash"]!.GetValue<string>());
            // Among them the number of tensors alive: no run leaves any to the next.
            Assert.Equal(alone["metrics"]!.ToJsonString(), run["metrics"]!.ToJsonString());
        }
    }

    [Fact]
    public void SecondTime_OnlyWhatIsMissingIsPlayed()
    {
        Sweep("twice", "auction.bidders=2,3,4").ShouldEnd(ExitCode.Done);
        string log = File.ReadAllText("twice/auction.bidders=2/log.txt");
        string results = File.ReadAllText("twice/results.csv");
        Directory.Delete("twice/auction.bidders=3", recursive: true);
        // Killed after its last round, before its report: not done.
        File.Delete("twice/auction.bidders=4/report.html");

        var outcome = Sweep("twice", "auction.bidders=2,3,4").ShouldEnd(ExitCode.Done);
        Assert.Contains("run 1 of 3  auction.bidders=2  done before, skipped\n", outcome.Said);
        Assert.Contains("run 2 of 3  auction.bidders=3\n", outcome.Said);
        Assert.Contains("run 3 of 3  auction.bidders=4  ETA of all ", outcome.Said);
        Assert.Equal(log, File.ReadAllText("twice/auction.bidders=2/log.txt"));
        Assert.Contains("goes on after round 20", File.ReadAllText("twice/auction.bidders=4/log.txt"));
        Assert.Equal(results, File.ReadAllText("twice/results.csv"));
        Assert.Equal("done", Record("twice")["status"]!.GetValue<string>());
    }

    [Fact]
    public void FolderOfAnotherSweep_IsRefused()
    {
        Sweep("taken", "auction.bidders=2,3").ShouldEnd(ExitCode.Done);
        string record = File.ReadAllText("taken/sweep.json");
        var outcome = Sweep("taken", "auction.bidders=2,4").ShouldEnd(ExitCode.Usage);
        Assert.StartsWith("--out taken: belongs to another sweep, first-price auction.bidders=2,3 rounds=20 ",
            outcome.Said);
        Assert.EndsWith("Name another folder, or remove this one.\n", outcome.Said);
        Assert.Equal(record, File.ReadAllText("taken/sweep.json"));
    }

    [Fact]
    public void ExperimentThatChangedMeanwhile_IsRefused()
    {
        File.WriteAllText("mine.jsonc", """{ "auction": {}, "rounds": 3, "evaluation": { "samples": 64 } }""");
        string[] words = ["sweep", "mine.jsonc", "auction.bidders=2,3", "--quiet", "--out", "mine"];
        Workplace.Run(words).ShouldEnd(ExitCode.Done);
        File.WriteAllText("mine.jsonc", """{ "auction": {}, "rounds": 4, "evaluation": { "samples": 64 } }""");
        Assert.Equal("mine/auction.bidders=2: holds a run with other settings; the experiment file has changed since. "
            + "Put the file back, or name another folder.\n", Workplace.Run(words).ShouldEnd(ExitCode.Usage).Said);
    }

    [Fact]
    public void RunThatFailed_IsPlayedAgainOnlyWhereAskedFor()
    {
        string[] settings = ["strategy=mlp,linear", "learner.learning-rate=1e30"];
        var first = Sweep("failing", [.. settings, "--json"]).ShouldEnd(ExitCode.Failed);
        Assert.Equal(["failed", "done"], first.Json["runs"]!.AsArray().Select(run => run!["status"]!.ToString()));
        var second = Sweep("failing", settings).ShouldEnd(ExitCode.Failed);
        Assert.Contains("run 1 of 2  strategy=mlp  failed before; --retry plays it again\n", second.Said);
        Assert.Contains("failed: failing/strategy=mlp\n", second.Output);
        var third = Sweep("failing", [.. settings, "--retry"]).ShouldEnd(ExitCode.Failed);
        Assert.Contains("run 1 of 2  strategy=mlp\n", third.Said);
        Assert.Contains("run 2 of 2  strategy=linear  done before, skipped\n", third.Said);
    }

    [Fact]
    public void RuleThatIsNotMet_IsNamedWithItsRun()
    {
        string[] words = ["sweep", "first-price", "auction.bidders=2,3", .. Workplace.Small(),
            "expect={\"multiplier.mean\": \"> 0.7\", \"l2.mean\": \"< 1\"}", "--out", "rules-of-many"];
        // As well where all is skipped.
        foreach (var outcome in (Outcome[])[Workplace.Run(words), Workplace.Run(words)])
        {
            outcome.ShouldEnd(ExitCode.ExpectNotMet);
            Assert.Matches(@"(?m)^auction\.bidders=2  multiplier\.mean > 0\.7  0\.6\d{1,5}  NOT MET$", outcome.Output);
            Assert.DoesNotContain("l2.mean <", outcome.Output);
        }
        Assert.False(Record("rules-of-many")["runs"]![0]!["expectMet"]!.GetValue<bool>());
    }

    [Fact]
    public void All_IsARunOfEveryShippedExperiment_AndOneTableOfBothFamilies()
    {
        string[] names = [.. Directory.GetFiles(Path.Combine(Golden.Root, "experiments"), "*.jsonc")
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];
        string[] words = ["sweep", "--all", "rounds=2", "seed=1", "evaluation.samples=64",
            "evaluation.samples-on-the-way=64", "--out", "all"];
        // After two rounds few rules are met.
        string table = Workplace.Run(words).ShouldEnd(ExitCode.ExpectNotMet).Output;
        string head = table.Split('\n').Single(line => line.StartsWith("experiment "));
        Assert.Equal(["experiment", "replicas", "l2", "utility-loss-ex-ante", "utility-loss-certified", "nash-gap",
            "violation-of-allocation", "residual", "expect", "seconds"],
            head.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"(?m)^fisher-linear  +1  +-  +-  +-  +\S+  +\S+  +\S+  +(met|NOT MET)  +\d+\.\d$", table);
        Assert.Matches(@"(?m)^first-price-smooth  +1  +0\.\d+  +\S+  +\S+  +-  +-  +-  +NOT MET  +\d+\.\d$", table);

        var runs = Workplace.Run([.. words, "--json", "--quiet"]).ShouldEnd(ExitCode.ExpectNotMet)
            .Json["runs"]!.AsArray();
        Assert.Equal(names, runs.Select(run => run!["name"]!.GetValue<string>()));
        Assert.Equal(names, runs.Select(run => run!["differences"]!["experiment"]!.GetValue<string>()));
        Assert.StartsWith("run,experiment,seed,", File.ReadAllText("all/results.csv"));
    }

    [Fact]
    public void RunsWithALineEach_HaveTheirSeconds()
    {
        string several = Sweep("of-one-run", "smoothing.beta=10,50").ShouldEnd(ExitCode.Done).Output;
        Assert.DoesNotContain("seconds", several);
        string one = Sweep("of-their-own", "auction.bidders=2,3").ShouldEnd(ExitCode.Done).Output;
        Assert.Matches(@"(?m)^auction\.bidders  replicas .* seconds$", one);
        Assert.DoesNotContain("expect", one);
    }

    [Fact]
    public void DataFiles_AreNotedWithTheRunThatReadsThem()
    {
        File.WriteAllText("low.csv", "value\n0.1\n0.4\n");
        File.WriteAllText("high.csv", "value\n0.5\n0.9\n");
        Sweep("data", "auction.prior=empirical(file=low.csv),empirical(file=high.csv)").ShouldEnd(ExitCode.Done);
        Assert.Equal(["high.csv"], JsonNode.Parse(File.ReadAllText(
            "data/auction.prior=empirical(file=high.csv)/manifest.json"))!["dataFiles"]!.AsObject().Select(d => d.Key));
        File.WriteAllText("high.csv", "value\n0.5\n0.8\n");
        Assert.StartsWith("high.csv: has changed since the run began",
            Sweep("data", "auction.prior=empirical(file=low.csv),empirical(file=high.csv)")
                .ShouldEnd(ExitCode.Usage).Said);
    }

    [Fact]
    public void Quiet_SaysNothing() =>
        Assert.Equal(new Outcome(0, "", ""), Sweep("quiet-sweep", "auction.bidders=2,3", "--quiet"));

    [Fact]
    public void WithoutOut_TheFolderIsNamedByWhatIsSwept()
    {
        var outcome = Workplace.Run("sweep", "first-price", "auction.bidders=2,3", "rounds=2", "seed=1", "expect={}",
            "--json").ShouldEnd(ExitCode.Done);
        Assert.Matches(@"^runs/\d{4}-\d\d-\d\d_\d{4}_sweep-first-price_auction\.bidders=2,3_rounds=2_seed=1_",
            outcome.Json["folder"]!.GetValue<string>());
    }

    private static Outcome Sweep(string folder, params string[] words) =>
        Workplace.Run(["sweep", "first-price", .. words, .. Workplace.Small(), "expect={}", "--out", folder]);

    private static JsonNode Record(string folder) => JsonNode.Parse(File.ReadAllText($"{folder}/sweep.json"))!;
}
