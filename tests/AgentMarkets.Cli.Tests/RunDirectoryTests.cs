using System.Runtime.Versioning;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>Where a run goes, what it leaves there, and that nothing is ever written over.</summary>
[Collection(WorkplaceTests.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class RunDirectoryTests
{
    private static readonly string[] Files =
    [
        "command.txt", "experiment.json", "log.txt", "manifest.json", "metrics.csv", "metrics.jsonl", "report.html",
        "strategies.csv", "summary.json", "timeline.csv",
    ];

    [Fact]
    public void WithoutOut_ARunGetsAFolderOfItsOwnAndLatestPointsToIt()
    {
        using var place = new Corner("own");
        string[] settings = ["learner.learning-rate=3e-4", .. Workplace.Small(), "expect={}", "--quiet"];
        Workplace.Run(["run", "first-price", .. settings]).ShouldEnd(ExitCode.Done);
        string first = Assert.Single(Directory.GetDirectories("runs"), run => !run.EndsWith("latest"));
        Assert.Matches(@"^runs/\d{4}-\d\d-\d\d_\d{4}_first-price_learner\.learning-rate=3e-4_rounds=20_", first);
        Assert.Equal(Path.GetFileName(first), new DirectoryInfo("runs/latest").LinkTarget);
        string summary = File.ReadAllText($"{first}/summary.json");

        Workplace.Run(["run", "first-price", .. settings]).ShouldEnd(ExitCode.Done);
        string second = Assert.Single(Directory.GetDirectories("runs"), run => !run.EndsWith("latest") && run != first);
        Assert.Equal(summary, File.ReadAllText($"{first}/summary.json"));
        Assert.Equal(Path.GetFileName(second), new DirectoryInfo("runs/latest").LinkTarget);
        Assert.Equal(["runs/latest", first, second], Directory.GetFileSystemEntries("runs").OrderBy(run => run.Length));
        Assert.Contains("this run is done", Workplace.Run("resume", "runs/latest").ShouldEnd(ExitCode.Usage).Said);
    }

    [Fact]
    public void Out_IsTheRunDirectoryItselfAndMayBeEmptyOrDeep()
    {
        using var place = new Corner("out");
        string[] settings = [.. Workplace.Small(), "expect={}", "--quiet"];
        Directory.CreateDirectory("empty");
        foreach (string folder in (string[])["empty", "a/b/c"])
        {
            Workplace.Run(["run", "first-price", .. settings, "--out", folder]).ShouldEnd(ExitCode.Done);
            Assert.Equal(Files, Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order());
            Assert.Equal([$"{folder}/checkpoints"], Directory.GetDirectories(folder));
        }
        Assert.False(Directory.Exists("runs"));
        Workplace.Run(["run", "first-price", .. settings, "--out", "empty"]).ShouldEnd(ExitCode.Usage);
    }

    [Fact]
    public void ResolvedExperiment_RepeatsTheRun()
    {
        using var place = new Corner("again");
        var once = Workplace.Run(["run", "first-price", .. Workplace.Small(), "expect={}", "--json", "--out", "once"]);
        var again = Workplace.Run("run", "once/experiment.json", "--json", "--out", "again").ShouldEnd(ExitCode.Done);
        Assert.Equal(once.Json["stateHash"]!.GetValue<string>(), again.Json["stateHash"]!.GetValue<string>());
        Assert.Equal("first-price", again.Json["experiment"]!.GetValue<string>());
        Assert.Equal(File.ReadAllText("once/metrics.csv"), File.ReadAllText("again/metrics.csv"));
        Assert.Equal(File.ReadAllText("once/strategies.csv"), File.ReadAllText("again/strategies.csv"));
    }

    [Fact]
    public void CommandAndLog_SayWhatWasTypedAndWhatHappened()
    {
        using var place = new Corner("log");
        var outcome = Launched.Run(Directory.GetCurrentDirectory(), ["run", "first-price", .. Workplace.Small(),
            "expect={\"l2.mean\": \"< 9\"}", "--quiet", "--out", "typed"]).ShouldEnd(ExitCode.Done);
        Assert.Equal("", outcome.Said);
        Assert.Equal("agentmarkets run first-price rounds=20 seed=1..2 batch=16 evaluation.samples=1024 "
            + "evaluation.samples-on-the-way=256 'expect={\"l2.mean\": \"< 9\"}' --quiet --out typed\n",
            File.ReadAllText("typed/command.txt"));
        string[] log = File.ReadAllLines("typed/log.txt");
        Assert.EndsWith("begins on cpu, host local, " + $"{Environment.ProcessorCount} threads", log[0]);
        Assert.EndsWith("done after round 20", log[^1]);
    }

    [Fact]
    public void Report_IsOnePageThatNeedsNothingElse()
    {
        using var place = new Corner("page");
        Workplace.Run(["run", "first-price", .. Workplace.Small(), "--quiet", "--out", "page"]);
        string page = File.ReadAllText("page/report.html");
        Assert.DoesNotMatch(@"<(script|link|img)[^>]+(src|href)=""http", page);
        Assert.Contains("first-price", page);
    }

    /// <summary>A folder to stand in for one test.</summary>
    private sealed class Corner : IDisposable
    {
        private readonly string _before = Directory.GetCurrentDirectory();

        public Corner(string name)
        {
            Directory.CreateDirectory(name);
            Directory.SetCurrentDirectory(name);
        }

        public void Dispose() => Directory.SetCurrentDirectory(_before);
    }
}
