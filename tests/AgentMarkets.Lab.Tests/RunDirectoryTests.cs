using AgentMarkets.Core.Actors;
using Xunit;

namespace AgentMarkets.Lab.Tests;

/// <summary>The one place where folders are claimed and checkpoints survive a crash.</summary>
public sealed class RunDirectoryTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FolderThatHoldsSomething_IsRefusedAndLeftAlone()
    {
        Directory.CreateDirectory(_folder["full"]);
        File.WriteAllText(_folder["full/thesis.txt"], "years of work");
        var thrown = Assert.Throws<IOException>(() => _folder.Run("full"));
        Assert.Equal($"--out {_folder["full"]}: must be absent or empty, so that no run is written over. "
            + "Name another folder, or remove this one.", thrown.Message);
        Assert.Equal(["thesis.txt"], Directory.GetFileSystemEntries(_folder["full"]).Select(Path.GetFileName));
    }

    [Fact]
    public void Write_LeavesNothingBesideTheFile()
    {
        var run = _folder.Run();
        run.Write("manifest.json", "old");
        run.Write("manifest.json", "new");
        Assert.Equal("new", run.Read("manifest.json"));
        Assert.Equal([run["manifest.json"]], Directory.GetFiles(run.Path));
    }

    [Fact]
    public void FileThatIsNotThere_IsNamed() => Assert.Equal(
        $"{_folder["run/experiment.json"]}: no such file, so this run is not whole. Start the run again.",
        Assert.Throws<IOException>(() => _folder.Run().Read("experiment.json")).Message);

    [Fact]
    public void Checkpoints_TheLastTwoAreKept()
    {
        var run = _folder.Run();
        foreach (byte round in (byte[])[1, 9, 10, 100])
        {
            run.SaveCheckpoint(round, Samples.State(round));
        }
        Assert.Equal(["round-000000010", "round-000000100"],
            Directory.GetFiles(run["checkpoints"]).Select(Path.GetFileName).Order());
        Assert.Equal(100, run.LatestCheckpoint()!.Value.Round);
        Assert.Equal(Samples.State(100).Hash(), run.LatestCheckpoint()!.Value.State.Hash());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(-1)]
    public void TornCheckpoint_ThePreviousOneIsUsed(int bytesLeft)
    {
        var run = _folder.Run();
        run.SaveCheckpoint(10, Samples.State(1));
        run.SaveCheckpoint(20, Samples.State(2));
        string newest = _folder["run/checkpoints/round-000000020"];
        byte[] whole = File.ReadAllBytes(newest);
        File.WriteAllBytes(newest, bytesLeft < 0 ? whole[..^1] : whole[..bytesLeft]);
        Assert.Equal(10, run.LatestCheckpoint()!.Value.Round);
        Assert.Equal(Samples.State(1).Hash(), run.LatestCheckpoint()!.Value.State.Hash());
    }

    [Fact]
    public void CheckpointWithAChangedByte_IsNotUsed()
    {
        var run = _folder.Run();
        run.SaveCheckpoint(10, Samples.State(1));
        run.SaveCheckpoint(20, Samples.State(2));
        byte[] bytes = File.ReadAllBytes(_folder["run/checkpoints/round-000000020"]);
        bytes[^70] ^= 1;
        File.WriteAllBytes(_folder["run/checkpoints/round-000000020"], bytes);
        Assert.Equal(10, run.LatestCheckpoint()!.Value.Round);
    }

    [Fact]
    public void CheckpointThatWasBeingWritten_DoesNotCount()
    {
        var run = _folder.Run();
        run.SaveCheckpoint(10, Samples.State(1));
        File.WriteAllBytes(_folder["run/checkpoints/round-000000020.new"], [1, 2, 3]);
        Assert.Equal(10, run.LatestCheckpoint()!.Value.Round);
        run.SaveCheckpoint(20, Samples.State(2));
        Assert.Equal(20, run.LatestCheckpoint()!.Value.Round);
    }

    [Fact]
    public void WithoutCheckpoints_ThereIsNone() => Assert.Null(_folder.Run().LatestCheckpoint());

    [Fact]
    public void WhatIsNoRun_IsNotOpened()
    {
        Directory.CreateDirectory(_folder["other"]);
        Assert.StartsWith($"{_folder["other"]}: is not a run (it has no manifest.json). ",
            Assert.Throws<IOException>(() => RunDirectory.Open(_folder["other"])).Message);
        Assert.StartsWith($"{_folder["gone"]}: no such run. ",
            Assert.Throws<IOException>(() => RunDirectory.Open(_folder["gone"])).Message);
    }
}

/// <summary>Folders under <c>runs/</c>, which is relative to where the user stands.</summary>
[Collection(nameof(NewRunTests))]
public sealed class NewRunTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 14, 5, 59, TimeSpan.FromHours(2));

    private readonly Folder _folder = new();
    private readonly string _before = Directory.GetCurrentDirectory();

    public NewRunTests() => Directory.SetCurrentDirectory(_folder.Path);

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_before);
        _folder.Dispose();
    }

    [Fact]
    public void Name_IsDateExperimentAndDifferences() => Assert.Equal(
        "runs/2026-03-01_1205_first-price_learner.learning-rate=3e-4_seed=1..2",
        RunDirectory.Create(null, "first-price", ["learner.learning-rate=3e-4", "seed=1..2"], Noon).Path);

    [Theory]
    [InlineData("../../etc", "..-..-etc")]
    [InlineData("a b/c\\d:e*f\n", "a-b-c-d-e-f-")]
    [InlineData("größe", "gr--e")]
    public void Name_HoldsNothingThatAFileSystemMinds(string experiment, string part) =>
        Assert.Equal($"runs/2026-03-01_1205_{part}", RunDirectory.Create(null, experiment, [], Noon).Path);

    [Fact]
    public void LongName_IsCut() =>
        Assert.True(RunDirectory.Create(null, new string('x', 999), ["y=1"], Noon).Name.Length <= 120);

    [Fact]
    public void SameMinute_GivesFoldersOfTheirOwn()
    {
        string[] names = new string[150];
        Parallel.For(0, names.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            names[i] = RunDirectory.Create(null, "e", [], Noon).Name);
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.True(Directory.Exists($"runs/{name}")));
        Assert.Empty(Directory.GetFiles("runs", "*.claim"));
    }

    [Fact]
    public void FolderThatIsThere_IsNotUsed()
    {
        Directory.CreateDirectory("runs/2026-03-01_1205_e");
        Assert.Equal("runs/2026-03-01_1205_e-2", RunDirectory.Create(null, "e", [], Noon).Path);
    }

    [Fact]
    public void Latest_PointsToTheNewestAndIsOpenedByItsTarget()
    {
        RunDirectory.Create(null, "first", [], Noon).Write("manifest.json", "{}");
        Assert.Equal("runs/2026-03-01_1205_first", RunDirectory.Open("runs/latest").Path);
        RunDirectory.Create(null, "second", [], Noon).Write("manifest.json", "{}");
        Assert.Equal("runs/2026-03-01_1205_second", RunDirectory.Open("runs/latest").Path);
        Directory.Delete("runs/2026-03-01_1205_second", recursive: true);
        RunDirectory.Create(null, "third", [], Noon).Write("manifest.json", "{}");
        Assert.Equal("2026-03-01_1205_third", RunDirectory.Open("runs/latest").Name);
    }

    [Fact]
    public void RunsThatIsAFile_IsAnErrorAndNoEndlessSearch()
    {
        File.WriteAllText("runs", "");
        Assert.ThrowsAny<IOException>(() => RunDirectory.Create(null, "e", [], Noon));
    }
}
