using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>A sweep that was stopped, and started again, is the sweep that was never stopped.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SweepStopTests : IDisposable
{
    private const string Settings = "sweep first-price auction.bidders=2,3 smoothing.beta=10,50 rounds=6000 batch=512 "
        + "seed=1 evaluation.samples=4096 evaluation.samples-on-the-way=256 expect={}";

    private readonly string _folder = Directory.CreateTempSubdirectory("agentmarkets-sweep-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void InterruptedAndKilled_IsAsNeverStopped()
    {
        var never = Launched.Run(_folder, [.. Settings.Split(' '), "--json", "--out", "never"])
            .ShouldEnd(ExitCode.Done);

        string[] words = [.. Settings.Split(' '), "--out", "stopped"];
        var first = Stopped(words, launched => launched.Interrupt()).ShouldEnd(ExitCode.Interrupted);
        Assert.Matches(@"stopped after round [\d,]+ of 6,000\.\n", first.Said);
        Assert.EndsWith("stopped in run 1 of 2; go on with: agentmarkets "
            + $"{Settings.Replace("expect={}", "'expect={}'")} --out stopped\n", first.Said);
        Assert.Equal(["interrupted", "waiting"], Statuses());

        Stopped(words, launched => launched.Kill());
        Assert.Equal(["running", "waiting"], Statuses());

        var last = Launched.Run(_folder, [.. words, "--json"]).ShouldEnd(ExitCode.Done);
        Assert.Equal(["done", "done"], Statuses());
        Assert.Equal(Hashes(never), Hashes(last));
        Assert.Equal(File.ReadAllText(Path.Combine(_folder, "never", "results.csv")),
            File.ReadAllText(Path.Combine(_folder, "stopped", "results.csv")));
        Assert.Contains("goes on after round",
            File.ReadAllText(Path.Combine(_folder, "stopped", "auction.bidders=2", "log.txt")));
    }

    private Outcome Stopped(string[] words, Action<Launched> stop)
    {
        using var launched = Launched.Start(_folder, words);
        launched.WaitForRound(1);
        stop(launched);
        return launched.End();
    }

    private string[] Statuses() =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "stopped", "sweep.json")))!["runs"]!.AsArray()
            .Select(run => run!["status"]!.GetValue<string>())];

    private static string[] Hashes(Outcome outcome) =>
        [.. outcome.Json["runs"]!.AsArray().Select(run => run!["stateHash"]!.GetValue<string>())];
}
