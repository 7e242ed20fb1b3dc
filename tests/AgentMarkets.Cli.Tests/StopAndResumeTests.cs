using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>A run that was stopped and resumed, once or often, gently or not, is the run that was never
/// stopped.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StopAndResumeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agentmarkets-resume-").FullName;

    public static TheoryData<string, string> Games => new()
    {
        { "linear", "rounds=12000 batch=512 strategy=linear record=trajectories" },
        { "mlp", "rounds=2500 batch=256 strategy=mlp smoothing=softmax learner.learning-rate=1e-3" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Games))]
    public void InterruptedTwiceAndKilledOnce_IsAsNeverStopped(string name, string settings)
    {
        string[] run = Run($"{name}-stopped", settings);
        var never = Launched.Run(_folder, [.. Run($"{name}-never", settings), "--json"]).ShouldEnd(ExitCode.Done);

        var first = Stopped(run, round: 1, launched => launched.Interrupt()).ShouldEnd(ExitCode.Interrupted);
        Assert.Matches($@"stopped after round [\d,]+ of [\d,]+; go on with: agentmarkets resume {name}-stopped\n$",
            first.Said);
        Assert.Equal("interrupted", Manifest($"{name}-stopped")["status"]!.GetValue<string>());
        long stoppedAfter = Manifest($"{name}-stopped")["round"]!.GetValue<long>();

        var second = Stopped(["resume", $"{name}-stopped", "--json"], stoppedAfter + 1,
            launched => launched.Interrupt()).ShouldEnd(ExitCode.Interrupted);
        Assert.Equal("interrupted", second.Json["status"]!.GetValue<string>());
        stoppedAfter = Manifest($"{name}-stopped")["round"]!.GetValue<long>();

        // Killed: what is on disk must do, also a last line of the log that was cut short.
        Stopped(["resume", $"{name}-stopped"], stoppedAfter + 1, launched => launched.Kill());
        File.AppendAllText(Path.Combine(_folder, $"{name}-stopped", "metrics.jsonl"), "{\"round\":99999,\"met");
        var resumed = Launched.Run(_folder, "resume", $"{name}-stopped", "--json").ShouldEnd(ExitCode.Done);

        SameOutcome(never.Json, resumed.Json);
        foreach (string file in (string[])["metrics.jsonl", "metrics.csv", "strategies.csv", "experiment.json"])
        {
            string expected = File.ReadAllText(Path.Combine(_folder, $"{name}-never", file));
            Assert.True(expected == File.ReadAllText(Path.Combine(_folder, $"{name}-stopped", file)),
                $"{file} differs");
        }
        Assert.Equal(Trajectories($"{name}-never"), Trajectories($"{name}-stopped"));
        Assert.Equal(name == "linear", Trajectories($"{name}-never").Length > 0);
    }

    [Fact]
    public void InterruptedInTheDiagnosis_TheRunIsDoneAndResumeMakesTheRest()
    {
        const string Settings = "rounds=2000 measure=oscillation";
        using (var launched = Launched.Start(_folder, [.. Run("stopped", Settings), "seed=1..8"]))
        {
            launched.WaitForRound(2000);
            while (!Manifest("stopped")["lacksDiagnosis"]!.GetValue<bool>())
            {
                Thread.Sleep(5);
            }
            launched.Interrupt();
            Assert.EndsWith("the run is done, its diagnosis was stopped; make it with: agentmarkets diagnose stopped\n",
                launched.End().ShouldEnd(ExitCode.Interrupted).Said);
        }
        Assert.Equal("done", Manifest("stopped")["status"]!.GetValue<string>());
        Assert.False(File.Exists(Path.Combine(_folder, "stopped", "oscillation.json")));
        Assert.True(File.Exists(Path.Combine(_folder, "stopped", "report.html")));
        var never = Launched.Run(_folder, [.. Run("never", Settings), "seed=1..8", "--json"]).ShouldEnd(ExitCode.Done);
        var resumed = Launched.Run(_folder, "resume", "stopped", "--json").ShouldEnd(ExitCode.Done);
        SameOutcome(never.Json, resumed.Json);
        Assert.NotNull(resumed.Json["oscillation"]!["verdict"]);
    }

    [Theory]
    [InlineData("evolution", "rounds=2500 batch=512 strategy=mlp learner=evolution(population=16)")]
    [InlineData("table", "rounds=40000 strategy=table learner=dual-averaging")]
    public void InterruptedOnce_OtherLearnersGoOnWhereTheyWere(string name, string settings)
    {
        var never = Launched.Run(_folder, [.. Run($"{name}-never", settings), "--json"]).ShouldEnd(ExitCode.Done);
        Stopped(Run($"{name}-stopped", settings), round: 1, launched => launched.Interrupt())
            .ShouldEnd(ExitCode.Interrupted);
        Assert.NotEqual(0, Manifest($"{name}-stopped")["round"]!.GetValue<long>());
        var resumed = Launched.Run(_folder, "resume", $"{name}-stopped", "--json").ShouldEnd(ExitCode.Done);
        SameOutcome(never.Json, resumed.Json);
        Assert.Equal(File.ReadAllText(Path.Combine(_folder, $"{name}-never", "strategies.csv")),
            File.ReadAllText(Path.Combine(_folder, $"{name}-stopped", "strategies.csv")));
    }

    [Fact]
    public void KilledBeforeAnyCheckpoint_BeginsAgain()
    {
        const string Settings = "rounds=6000 batch=512 strategy=linear";
        Stopped(Run("killed", Settings), round: 1, launched => launched.Kill());
        Assert.False(Directory.Exists(Path.Combine(_folder, "killed", "checkpoints")));
        Assert.Equal("running", Manifest("killed")["status"]!.GetValue<string>());
        var resumed = Launched.Run(_folder, "resume", "killed", "--json").ShouldEnd(ExitCode.Done);
        var never = Launched.Run(_folder, [.. Run("never", Settings), "--json"]).ShouldEnd(ExitCode.Done);
        SameOutcome(never.Json, resumed.Json);
    }

    [Fact]
    public void TwoInterrupts_EndAtOnce()
    {
        using var launched = Launched.Start(_folder, Run("impatient", "rounds=1000000 batch=512"));
        launched.WaitForRound(1);
        launched.Interrupt();
        launched.Interrupt();
        Assert.NotEqual(0, launched.End().Code);
    }

    [Fact]
    public void RunThatIsStillRunning_IsNotResumed()
    {
        using var launched = Launched.Start(_folder, Run("busy", "rounds=1000000 batch=512"));
        launched.WaitForRound(1);
        var second = Launched.Run(_folder, "resume", "busy").ShouldEnd(ExitCode.Usage);
        Assert.Equal("busy: another process is running it. Wait for that one to end, or stop it.\n", second.Said);
        launched.Interrupt();
        launched.End().ShouldEnd(ExitCode.Interrupted);
        Assert.False(File.Exists(Path.Combine(_folder, "busy", "running.lock")));
        Assert.Equal("busy/report.html\n", Launched.Run(_folder, "report", "busy").ShouldEnd(ExitCode.Done).Output);
    }

    [Fact]
    public void FolderRemovedMeanwhile_FailsWithASentence()
    {
        var failed = Stopped(Run("gone", "rounds=20000 batch=512"), round: 1,
            _ => Directory.Move(Path.Combine(_folder, "gone"), Path.Combine(_folder, "elsewhere")))
            .ShouldEnd(ExitCode.Failed);
        Assert.Matches(@"the run failed: .+ go on with: agentmarkets resume gone\n$", failed.Said);
        Assert.DoesNotContain("   at ", failed.Said);
    }

    private static string[] Run(string folder, string settings) =>
    [
        "run", "first-price", .. settings.Split(' '), "seed=1..2", "evaluation.samples=4096",
        "evaluation.samples-on-the-way=256", "expect={}", "--out", folder,
    ];

    private byte[] Trajectories(string run)
    {
        string file = Path.Combine(_folder, run, "trajectories.npy");
        return File.Exists(file) ? File.ReadAllBytes(file) : [];
    }

    private Outcome Stopped(string[] words, long round, Action<Launched> stop)
    {
        using var launched = Launched.Start(_folder, words);
        launched.WaitForRound(round);
        stop(launched);
        return launched.End();
    }

    private JsonObject Manifest(string run) =>
        (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, run, "manifest.json")))!;

    private static void SameOutcome(JsonObject expected, JsonObject actual)
    {
        foreach (var summary in (JsonObject[])[expected, actual])
        {
            summary.Remove("seconds");
            summary.Remove("roundsPerSecond");
        }
        Assert.Equal(expected.ToJsonString(), actual.ToJsonString());
    }
}
