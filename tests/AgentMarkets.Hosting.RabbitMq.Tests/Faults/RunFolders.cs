using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Faults;

/// <summary>What whole commands leave in the folders of their runs.</summary>
/// <param name="folder">Where the runs lie.</param>
internal sealed class RunFolders(string folder)
{
    /// <summary>Waits until a run has written so many measurements.</summary>
    public void AwaitLines(string run, int count, Child coordinator)
    {
        for (var clock = Stopwatch.StartNew(); Lines(run) < count; Thread.Sleep(5))
        {
            Assert.True(coordinator.IsAlive && clock.Elapsed < Child.Patience,
                $"{Lines(run)} of {count} measurements were written; the program said:\n{coordinator.Said}");
        }
    }

    /// <summary>Every measurement of every replica, the table, the verdict with all its evidence, and the state, bit
    /// for bit.</summary>
    public void ShouldBeSame(string one, string other)
    {
        Assert.Equal(Hash(one), Hash(other));
        foreach (string file in (string[])["metrics.jsonl", "metrics.csv", "strategies.csv", "trajectories.npy"])
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder, one, file)),
                File.ReadAllBytes(Path.Combine(folder, other, file)));
        }
        Assert.Equal(Verdict(one), Verdict(other));
    }

    /// <summary>Measurements that a run has written.</summary>
    public int Lines(string run)
    {
        string file = Path.Combine(folder, run, "metrics.jsonl");
        return File.Exists(file) ? File.ReadLines(file).Count() : 0;
    }

    // One that needs more seeds says the command for it, which names the run.
    private string Verdict(string run) => File.ReadAllText(Path.Combine(folder, run, "oscillation.json"))
        .Replace($"{run}/experiment.json", "experiment.json", StringComparison.Ordinal);

    private string Hash(string run)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, run, "manifest.json")))!;
        Assert.Equal("done", manifest["status"]!.GetValue<string>());
        return manifest["stateHash"]!.GetValue<string>();
    }
}
