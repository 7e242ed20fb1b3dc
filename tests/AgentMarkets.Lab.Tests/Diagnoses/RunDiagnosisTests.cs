using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Lab.Diagnoses;
using AgentMarkets.Lab.Recording;
using Xunit;

namespace AgentMarkets.Lab.Tests.Diagnoses;

public sealed class RunDiagnosisTests : IDisposable
{
    private static readonly Progress Silent = new(TextWriter.Null, false, true, null, []);

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void GroupOfTwoSettings_IsAsARunOfThatSettingAlone()
    {
        var both = Play("both", out var ofBoth, "smoothing.beta=10,50", "seed=1..3");
        var alone = Play("alone", out var ofAlone, "smoothing.beta=50", "seed=1..3");
        var found = Diagnose(both, ofBoth, Manifest.Read(both)).Groups;
        Assert.Equal(["smoothing.beta=10", "smoothing.beta=50"], found.Select(group => group.Name));
        var expected = Assert.Single(Diagnose(alone, ofAlone, Manifest.Read(alone)).Groups);
        Assert.Equal($"{expected.Evidence}", $"{found[1].Evidence}");
        Assert.NotEqual($"{expected.Evidence}", $"{found[0].Evidence}");
    }

    [Fact]
    public void ReplicasThatFailed_AreLeftOut()
    {
        var all = Play("all", out var ofAll, "seed=1..3");
        var two = Play("two", out var ofTwo, "seed=1,3");
        var manifest = Manifest.Read(all) with { FailedReplicas = [new FailedReplica(2, 2, 5, "bidder-1", "it did")] };
        var found = Assert.Single(Diagnose(all, ofAll, manifest).Groups);
        Assert.Equal([1ul, 3], found.Seeds);
        Assert.Equal($"{Diagnose(two, ofTwo, Manifest.Read(two)).Groups[0].Evidence}", $"{found.Evidence}");
        Assert.Equal("no replica is left", Diagnose(all, ofAll, manifest with
        {
            FailedReplicas =
            [
                .. Enumerable.Range(1, 3).Select(r => new FailedReplica((ulong)r, r, 5, "bidder-1", "it did")),
            ],
        }).Why);
    }

    [Fact]
    public void StopAskedFor_IsHeard()
    {
        var run = Play("stopped", out var experiment, "seed=1..2");
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => new RunDiagnosis(Samples.Reader, experiment, run,
            Manifest.Read(run), Silent).Make(stop.Token));
    }

    [Fact]
    public void WithoutTheLastState_ItIsRefused()
    {
        var run = Play("headless", out var experiment, "seed=1..2");
        var manifest = Manifest.Read(run);
        Directory.Delete(run["checkpoints"], recursive: true);
        Assert.Contains("its last state is missing",
            Assert.Throws<InvalidDataException>(() => Diagnose(run, experiment, manifest)).Message);
    }

    private static Findings Diagnose(RunDirectory run, Experiment experiment, Manifest manifest) =>
        new RunDiagnosis(Samples.Reader, experiment, run, manifest, Silent).Make(CancellationToken.None);

    private RunDirectory Play(string name, out Experiment experiment, params string[] overrides)
    {
        (experiment, var game) = Samples.Game(["record=trajectories", .. overrides]);
        var run = _folder.Run(name);
        using var host = new LocalHost(game.Actors);
        var manifest = Samples.Manifest with { Seeds = experiment.Seeds };
        new RunLoop(experiment, game, host, run, MetricLog.Start(run), Silent, manifest, 0)
            .Play(CancellationToken.None);
        return run;
    }
}
