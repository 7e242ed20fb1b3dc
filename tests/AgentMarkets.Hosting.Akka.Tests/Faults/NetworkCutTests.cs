using AgentMarkets.Hosting.Akka.Tests.Tls;
using AgentMarkets.Hosting.RabbitMq.Tests.Faults;
using Xunit;

namespace AgentMarkets.Hosting.Akka.Tests.Faults;

/// <summary>Goal: whoever's wire is pulled, the larger part goes on, and the state at the end is that of one process.
/// Over TLS, each on a machine of its own.</summary>
[Collection(SecuredCluster.Collection)]
public sealed class NetworkCutTests : IDisposable
{
    private const int Workers = 3, Driver = Workers, Long = 4;

    // Longer than the cluster waits before it takes a member out.
    private static readonly TimeSpan s_cut = TimeSpan.FromSeconds(15);

    private readonly string _folder = Directory.CreateTempSubdirectory("akka-cut-").FullName;
    private readonly Machines _machines = new(Workers + 1);
    private readonly List<Child> _workers = [];

    public NetworkCutTests()
    {
        Authority.Make(_folder, "ours");
        File.WriteAllText(Path.Combine(_folder, "experiment.jsonc"), """
            { "auction": { "mechanism": "first-price", "bidders": 3, "prior": "uniform(low=0, high=1)" },
              "smoothing": "softmax(temperature=0.05)", "strategy": "linear", "learner": "gradient", "batch": 64,
              "rounds": 20000, "seed": "1..8", "measure-every": 100, "measure": ["utility-loss", "oscillation"],
              "evaluation": { "samples": 256, "samples-on-the-way": 64 } }
            """);
        using var alone = Child.Start(_folder, "run", "experiment.jsonc", "--out", "alone");
        Assert.True(alone.End() == 0, alone.Said);
        for (int i = 0; i < Workers; i++)
        {
            _workers.Add(Start(i, "node", "--name", $"w{i}", "--slots", "1", "--tied"));
        }
        _workers.ForEach(worker => worker.Await(": joined "));
    }

    public void Dispose()
    {
        _workers.ForEach(worker => worker.Dispose());
        _machines.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [MachinesFact]
    public void AWorkerThatIsCutOffIsDoneWithoutAndComesBack()
    {
        using var run = Start(Driver, "run", "experiment.jsonc", "--out", "far", "--nodes", $"{Workers}");
        Runs.AwaitLines("far", 3, run);
        _machines.Cut(1);
        Thread.Sleep(s_cut);
        Assert.True(run.IsAlive, "too short: the test shows too little");
        _machines.Mend(1);
        _workers[1].Await("was taken for dead, joins the cluster anew");
        Assert.True(run.End(Long) == 0, run.Said);
        Assert.Contains("node w1 ", run.Said, StringComparison.Ordinal);
        Runs.ShouldBeSame("alone", "far");
    }

    [MachinesFact]
    public void ADriverThatIsCutOffEndsAndItsRunIsGoneOnWith()
    {
        using (var run = Start(Driver, "run", "experiment.jsonc", "--out", "far", "--nodes", $"{Workers}"))
        {
            Runs.AwaitLines("far", 3, run);
            _machines.Cut(Driver);
            Assert.True(run.End() == 2, run.Said);
            Assert.Contains("The cluster has taken this driver for dead", run.Said, StringComparison.Ordinal);
        }
        _machines.Mend(Driver);
        using var resumed = Start(Driver, "resume", "far", "--nodes", $"{Workers}");
        Assert.True(resumed.End(Long) == 0, resumed.Said);
        Runs.ShouldBeSame("alone", "far");
    }

    private RunFolders Runs => new(_folder);

    private Child Start(int machine, params string[] words) => _machines.Start(machine,
        Path.Combine(_folder, "ours", "ca.pem"), _folder,
        [
            .. words, "--engine", "akka", "--seed-node", $"{_machines.Address(0)}:4053", "--seed-node",
            $"{_machines.Address(1)}:4053", "--ca", "ours/ca.pem", "--certificate", "ours/server.pem", "--key",
            "ours/server.key",
        ]);
}
