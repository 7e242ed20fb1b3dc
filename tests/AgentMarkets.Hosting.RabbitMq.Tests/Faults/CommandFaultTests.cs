using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Tests.Broker;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Faults;

/// <summary>Goal: the same for whole commands, with everything that they leave: <c>run</c> in one process beside
/// <c>run --broker</c> whose coordinator dies, and beside one that finds workers of another kind.</summary>
[Collection(BrokerFixture.Collection)]
public sealed class CommandFaultTests : IDisposable
{
    private readonly BrokerFixture _broker;
    private readonly string _folder = Directory.CreateTempSubdirectory("faults-").FullName;
    private readonly Workers _workers;

    public CommandFaultTests(BrokerFixture broker)
    {
        _broker = broker;
        _workers = new Workers(_folder, At(BrokerUser.Worker));
        // The values of the bidders come from a file, which all machines must have.
        Values(_folder, count: 50);
        File.WriteAllText(Path.Combine(_folder, "experiment.jsonc"), """
            { "auction": { "mechanism": "first-price", "bidders": 2, "prior": "empirical(file=values.csv)" },
              "smoothing": "softmax(temperature=0.05)", "strategy": "linear", "learner": "gradient", "batch": 64,
              "rounds": 300, "seed": "1..8", "measure-every": 5,
              "measure": ["utility-loss", "certificate", "oscillation"],
              "certificate": { "types": 32, "bids": 64 },
              "evaluation": { "samples": 256, "samples-on-the-way": 64 } }
            """);
    }

    public void Dispose()
    {
        _workers.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Stopped, gone on with by a second coordinator that is killed, and ended by a third that stood by: with
    /// utility loss, certificate and oscillation measured on the workers.</summary>
    [Theory]
    [InlineData(31)]
    public void AKilledCoordinatorIsFollowedByTheOneThatStandsBy(int seed)
    {
        var random = new Random(seed);
        _workers.Start();
        _workers.Start();
        RunAlone();
        _workers.Fill(2);
        using (var first = Coordinator("run", "experiment.jsonc", "--out", "far", "--nodes", "2"))
        {
            Runs.AwaitLines("far", random.Next(20, 60), first);
            first.Interrupt();
            Assert.True(first.End() == 4, first.Said);
        }
        int lines = Runs.Lines("far");
        using var second = Coordinator("resume", "far", "--nodes", "2");
        Runs.AwaitLines("far", lines + 1, second);
        using var standsBy = Coordinator("resume", "far", "--stand-by", "--nodes", "2");
        standsBy.Await("has a driver; waits for its end");
        Runs.AwaitLines("far", lines + random.Next(20, 60), second);
        Thread.Sleep(random.Next(30));
        second.Kill();
        Assert.True(standsBy.End() == 0, standsBy.Said);
        Runs.ShouldBeSame("alone", "far");
    }

    [Fact]
    public void WorkersOfAnotherBuildOrWithOtherDataAreRefusedWithASentence()
    {
        string elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName;
        Values(elsewhere, count: 51);
        using var others = new Workers(elsewhere, At(BrokerUser.Worker));
        _workers.Start();
        string stranger = _workers.Start("--plugins", typeof(RabbitMQ.Client.IChannel).Assembly.Location);
        string other = others.Start();
        RunAlone();
        _workers.Fill(2);
        others.Fill(1);
        using var run = Coordinator("run", "experiment.jsonc", "--out", "far", "--nodes", "3");
        Assert.True(run.End() == 0, run.Said);
        Runs.ShouldBeSame("alone", "far");
        string log = File.ReadAllText(Path.Combine(_folder, "far", "log.txt"));
        Assert.Contains($"node {stranger} refuses: this node runs another build: here RabbitMQ.Client ", log);
        Assert.Contains($"node {other} refuses: values.csv is another file than the driver's (", log);
    }

    private static void Values(string folder, int count) => File.WriteAllLines(Path.Combine(folder, "values.csv"),
        ["value", .. Enumerable.Range(1, count).Select(k => $"{k / (double)count:0.000}")]);

    private string[] At(string user) => Child.At(_broker.Url(user), _broker.PasswordFile(user));

    private Child Coordinator(params string[] words) => Child.Start(_folder, [.. words, .. At(BrokerUser.Coordinator)]);

    private RunFolders Runs => new(_folder);

    private void RunAlone()
    {
        using var alone = Child.Start(_folder, "run", "experiment.jsonc", "--out", "alone");
        Assert.True(alone.End() == 0, alone.Said);
    }
}
