using AgentMarkets.Hosting.Local;
using AgentMarkets.Lab.Recording;
using Xunit;

namespace AgentMarkets.Lab.Tests;

public sealed class RunLoopTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void StopThatIsAskedForBeforeTheStart_IsHeardAfterOneRound()
    {
        var stopped = Play("stopped", stop: true);
        Assert.Equal((Manifest.Interrupted, 1, 40), (stopped.Status, stopped.Round, stopped.Rounds));
        Assert.Null(stopped.StateHash);
    }

    [Fact]
    public void ManyStops_EndInTheSameState()
    {
        var whole = Play("whole", stop: false);
        Manifest manifest;
        int stops = 0;
        do
        {
            manifest = Play("pieces", stop: stops < 40);
            stops++;
        }
        while (manifest.Status == Manifest.Interrupted);
        Assert.True(stops > 2, $"{stops} stops");
        Assert.Equal(whole.StateHash, manifest.StateHash);
        Assert.Equal(whole.ReplicaHashes, manifest.ReplicaHashes);
        Assert.Equal(Measured("whole"), Measured("pieces"));
        Assert.Equal(File.ReadAllText(_folder["whole/strategies.csv"]),
            File.ReadAllText(_folder["pieces/strategies.csv"]));
    }

    [Fact]
    public void SecondsOfAllParts_AddUp()
    {
        double first = Play("parts", stop: true).PlayedSeconds;
        var second = Play("parts", stop: true);
        Assert.True(second.PlayedSeconds > first && first > 0);
        Assert.True(second.Seconds >= second.PlayedSeconds);
    }

    [Fact]
    public void Seed_DecidesTheHashOfAReplicaAlone()
    {
        var both = Play("both", stop: false);
        var second = Play("second", stop: false, "seed=2");
        Assert.Equal(both.ReplicaHashes![1], Assert.Single(second.ReplicaHashes!));
        Assert.NotEqual(both.ReplicaHashes[0], both.ReplicaHashes[1]);
    }

    // Live tensors are those of the whole process, and so of the tests that run beside this one.
    private string[] Measured(string run) => [.. File.ReadAllLines(_folder[$"{run}/metrics.jsonl"])
        .Where(line => !line.Contains($"\"{RunLoop.LiveTensors}\""))];

    private Manifest Play(string name, bool stop, params string[] overrides)
    {
        var (experiment, game) = Samples.Game(overrides);
        bool resumes = Directory.Exists(_folder[name]);
        var run = resumes ? RunDirectory.Open(_folder[name]) : _folder.Run(name);
        var from = resumes ? run.LatestCheckpoint() : null;
        var log = resumes ? MetricLog.Resume(run, from!.Value.Round) : MetricLog.Start(run);
        using var host = new LocalHost(game.Actors);
        if (from is { } checkpoint)
        {
            host.Load(checkpoint.State);
        }
        using var source = new CancellationTokenSource();
        if (stop)
        {
            source.Cancel();
        }
        var progress = new Progress(TextWriter.Null, false, true, 40, []);
        var manifest = resumes ? Manifest.Read(run) : Samples.Manifest;
        return new RunLoop(experiment, game, host, run, log, progress, manifest, from?.Round ?? 0).Play(source.Token);
    }
}
