using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Lab.Recording;
using AgentMarkets.Lab.Reports;
using Xunit;

namespace AgentMarkets.Lab.Tests;

/// <summary>A run of a game that ends by itself, and everything that such a game may tell.</summary>
public sealed class EndingGameTests : IDisposable
{
    private const string Allocations = "buyer,amount\nb0,0\n\"b,\",\nb1,1\n\"b,\",\nb2,2\n\"b,\",\n";

    private readonly Folder _folder = new();
    private readonly StringWriter _said = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Finished_EndsTheLoopWhateverTheRoundsOfTheFile()
    {
        foreach (int rounds in (int[])[0, 3, 57])
        {
            var game = new EndingGame(rounds);
            var manifest = Play($"of-{rounds}", game, stop: false, "rounds=40", "measure-every=10");
            Assert.Equal((Manifest.Done, rounds, rounds), (manifest.Status, manifest.Round, manifest.Rounds));
            Assert.Equal(Enumerable.Range(1, 5).Select(k => 10L * k).Where(k => k < rounds), game.MeasuredOnTheWay);
        }
    }

    [Fact]
    public void RunStoppedBeforeFinished_GoesOnToTheSameEnd()
    {
        var whole = Play("whole", new EndingGame(20), stop: false);
        Manifest manifest;
        int stops = 0;
        do
        {
            manifest = Play("pieces", new EndingGame(20), stop: stops < 8);
            Assert.Equal(manifest.Status == Manifest.Done ? 20 : null, manifest.Rounds);
            // As if killed while it listed: what is left of that must not be in the way.
            File.WriteAllText(_folder["pieces/allocations.csv.new"], "half of it");
            stops++;
        }
        while (manifest.Status == Manifest.Interrupted);
        Assert.Equal(whole.StateHash, manifest.StateHash);
        Assert.Equal(whole.Remarks, manifest.Remarks);
        Assert.Equal(Allocations, File.ReadAllText(_folder["pieces/allocations.csv"]));
        Assert.Equal(Residuals("whole"), Residuals("pieces"));
    }

    [Fact]
    public void SecondsOfRounds_AreAMetricThatAddsUpOverStops()
    {
        Play("parts", new EndingGame(2000), stop: true);
        double first = Manifest.Read(RunDirectory.Open(_folder["parts"])).RoundSeconds;
        var manifest = Play("parts", new EndingGame(2000), stop: false);
        var seconds = Assert.Single(MetricLog.Read(RunDirectory.Open(_folder["parts"])),
            m => m.Metric == "solve-seconds");
        Assert.True(seconds.Final);
        Assert.Equal(new[,] { { manifest.RoundSeconds }, { manifest.RoundSeconds } }, seconds.Values);
        Assert.True(manifest.RoundSeconds > first && first > 0);
        Assert.True(manifest.PlayedSeconds >= manifest.RoundSeconds);
    }

    [Fact]
    public void LongTable_IsWrittenAsItComesAndIsNoTableOfTheReport()
    {
        var manifest = Play("long", new EndingGame(3), stop: false);
        Assert.Equal(Allocations, File.ReadAllText(_folder["long/allocations.csv"]));
        Assert.False(File.Exists(_folder["long/allocations.csv.new"]));
        Assert.Equal(["prices"], manifest.Tables);
        Assert.Equal(["good"], manifest.TextColumns["prices"]);
        var run = RunDirectory.Open(_folder["long"]);
        var read = TableFile.Read(run, "prices", Manifest.Read(run).TextColumns["prices"])!;
        Assert.Equal(["2", "fig, dried"], read.Columns[0].Texts!);
    }

    [Fact]
    public void RemarksAndNotes_AreSaidAndKeptEverywhere()
    {
        var manifest = Play("remarks", new EndingGame(3), stop: false);
        Assert.Equal([new ReplicaRemark(2, 2, 3, "Two goods are alike.")], manifest.Remarks);
        Assert.Contains("note: replica 2 (seed 2): Two goods are alike.\n", _said.ToString());
        Assert.Contains("Two goods are alike.", File.ReadAllText(_folder["remarks/log.txt"]));
        var (experiment, _) = Samples.Game();
        var results = new Core.Experiments.Results([], [], experiment.Replicas);
        var summary = Summary.Of(experiment, new EndingGame(3), results, manifest, []);
        Assert.Equal("""[{"seed":2,"replica":2,"round":3,"sentence":"Two goods are alike."}]""",
            summary["remarks"]!.ToJsonString());
        Assert.Equal("""["Every budget is 1."]""", summary["notes"]!.ToJsonString());
        Assert.Equal(3, summary["rounds"]!.GetValue<long>());
        var section = RunReport.Section(experiment, new EndingGame(3), results, manifest, [], "", Catalog.Of([]));
        Assert.Equal([new ReportWarning("Replica 2 (seed 2):", "Two goods are alike."),
            new ReportWarning("Every budget is 1.", "")], section.Warnings);
    }

    [Fact]
    public void Progress_TellsTheRoundAndTheMetric()
    {
        Play("progress", new EndingGame(1), stop: false);
        Assert.EndsWith("round 1  residual 0.5000\n", _said.ToString());
    }

    [Fact]
    public void GameThatRestsTooEarly_IsAFault()
    {
        var (experiment, game) = Samples.Game();
        var run = _folder.Run("rests");
        using var host = new LocalHost([new(game.Coordinator, () => new Resting(game.Coordinator))]);
        var progress = new Progress(TextWriter.Null, false, true, 40, []);
        var loop = new RunLoop(experiment, game, host, run, MetricLog.Start(run), progress, Samples.Manifest, 0);
        Assert.Equal("Round 1 was asked for, and the game rests after 0.",
            Assert.Throws<InvalidOperationException>(() => loop.Play(default)).Message);
    }

    private string[] Residuals(string run) =>
        [.. File.ReadAllLines(_folder[$"{run}/metrics.jsonl"]).Where(line => line.Contains("residual"))];

    private Manifest Play(string name, EndingGame game, bool stop, params string[] overrides)
    {
        var (experiment, _) = Samples.Game(overrides);
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
        var progress = new Progress(_said, false, false, RunLoop.RoundsOf(experiment, game), game.ProgressMetrics);
        var manifest = resumes ? Manifest.Read(run) : Samples.Manifest;
        return new RunLoop(experiment, game, host, run, log, progress, manifest, from?.Round ?? 0).Play(source.Token);
    }

    /// <summary>It plays nothing and does not say so.</summary>
    private sealed class Resting(ActorId id) : IBehavior
    {
        public ActorId Id => id;

        public void Receive(ActorId from, IMessage message, Outbox outbox)
        {
        }

        public IEnumerable<ActorId> WaitsFor() => [];

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }

        public void Dispose()
        {
        }
    }
}
