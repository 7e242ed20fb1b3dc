using AgentMarkets.Hosting.RabbitMq.Tests.Faults;
using Xunit;

namespace AgentMarkets.Hosting.Akka.Tests.Faults;

/// <summary>Goal: the same for whole commands, with everything that they leave: <c>run</c> in one process beside runs
/// over a cluster, of which one loses its coordinator.</summary>
public sealed class CommandFaultTests : IDisposable
{
    // So many patiences: long enough for a stand-by to join before they end.
    private const int Long = 4;

    private readonly string _folder = Directory.CreateTempSubdirectory("akka-").FullName;
    private readonly Crew _crew = new();

    public void Dispose()
    {
        _crew.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Stopped, gone on with by a second coordinator that is killed, and ended by a third that stood by: with
    /// utility loss and oscillation measured on the workers.</summary>
    [Theory]
    [InlineData(31)]
    public void AKilledCoordinatorIsFollowedByTheOneThatStandsBy(int seed)
    {
        var random = new Random(seed);
        Write(rounds: 2000, measure: "");
        _crew.Workers.Start();
        _crew.Workers.Start();
        RunAlone();
        _crew.Workers.Fill(2);
        using (var first = Coordinator("run", "experiment.jsonc", "--out", "far", "--nodes", "2"))
        {
            Runs.AwaitLines("far", random.Next(20, 60), first);
            first.Interrupt();
            Assert.True(first.End() == 4, first.Said);
        }
        int lines = Runs.Lines("far");
        using var second = Coordinator("resume", "far", "--nodes", "2");
        Runs.AwaitLines("far", lines + 1, second);
        using (var refused = Coordinator("resume", "far", "--nodes", "2"))
        {
            Assert.Equal(1, refused.End());
            Assert.Contains("has a driver already", refused.Said, StringComparison.Ordinal);
        }
        using var standsBy = Coordinator("resume", "far", "--stand-by", "--nodes", "2");
        standsBy.Await("has a driver; waits for its end");
        Runs.AwaitLines("far", lines + random.Next(20, 60), second);
        second.Kill();
        Assert.True(standsBy.End(Long) == 0, standsBy.Said);
        Runs.ShouldBeSame("alone", "far");
    }

    /// <summary>One command that brings its own nodes, and the status that operators see meanwhile.</summary>
    [Fact]
    public void OneCommandWithNodesOfItsOwnEndsAsOneProcess()
    {
        Write(rounds: 200, measure: "\"certificate\", ");
        RunAlone();
        using var run = Child.Start(_folder, "run", "experiment.jsonc", "--out", "far", "--nodes", "3", "--engine",
            "akka");
        Assert.True(run.End() == 0, run.Said);
        Runs.ShouldBeSame("alone", "far");
        Assert.Contains("akka.cluster.seed-nodes", File.ReadAllText(Path.Combine(_folder, "far", "akka.conf")),
            StringComparison.Ordinal);
    }

    private void Write(int rounds, string measure) =>
        File.WriteAllText(Path.Combine(_folder, "experiment.jsonc"), $$"""
        { "auction": { "mechanism": "first-price", "bidders": 2, "prior": "uniform(low=0, high=1)" },
          "smoothing": "softmax(temperature=0.05)", "strategy": "linear", "learner": "gradient", "batch": 64,
          "rounds": {{rounds}}, "seed": "1..8", "measure-every": 5,
          "measure": ["utility-loss", {{measure}}"oscillation"],
          "certificate": { "types": 32, "bids": 64 },
          "evaluation": { "samples": 256, "samples-on-the-way": 64 } }
        """);

    private Child Coordinator(params string[] words) => Child.Start(_folder, [.. words, .. _crew.Words]);

    private RunFolders Runs => new(_folder);

    private void RunAlone()
    {
        using var alone = Child.Start(_folder, "run", "experiment.jsonc", "--out", "alone");
        Assert.True(alone.End(Long) == 0, alone.Said);
    }
}
