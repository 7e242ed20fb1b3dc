using AgentMarkets.Auctions;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using TorchSharp;

namespace AgentMarkets.Lab.Tests;

/// <summary>A folder for one test.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("agentmarkets-lab-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public RunDirectory Run(string name = "run") => RunDirectory.Create(this[name], "e", [], DateTimeOffset.UnixEpoch);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>Small things that runs are made of.</summary>
internal static class Samples
{
    private static readonly Catalog All = Catalog.Scan([typeof(IFamily).Assembly, typeof(AuctionFamily).Assembly]);

    public static ExperimentReader Reader { get; } = new([new AuctionFamily()], All);

    public static Manifest Manifest => new()
    {
        Experiment = "e",
        Started = "2026-03-01 14:05:00Z",
        Versions = new Dictionary<string, string> { ["agentmarkets"] = "0.1.0" },
        Device = "cpu",
        Host = "local",
        Threads = 2,
        Seeds = [3, 18446744073709551615],
    };

    public static Measurement Measured(long round, string metric, bool final, double[,] values) =>
        new(round, metric, values, final);

    public static SystemState State(byte mark) => new([new BehaviorState(new ActorId("bidder", 1),
        [new StateEntry("parameters", 2, [mark, 2, 3, 4, 5, 6, 7, 8]), new StateEntry("round", 0, [mark])])]);

    public static (Experiment Experiment, IGame Game) Game(params string[] overrides)
    {
        var experiment = Reader.Read("e",
            "{ \"auction\": {}, \"rounds\": 40, \"batch\": 16, \"seed\": \"1..2\", \"evaluation\": "
            + "{ \"samples\": 256, \"samples-on-the-way\": 64 } }", "e.jsonc", overrides);
        var problems = new Problems("e.jsonc");
        var game = experiment.Family.Build(experiment.FamilySettings, experiment.Setup(torch.CPU), problems);
        problems.ThrowIfAny();
        return (experiment, game!);
    }
}
