using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Core.Learning;
using AgentMarkets.Hosting.Local;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Plays an experiment in memory: file text and overrides in, measurements out.</summary>
internal sealed class Play
{
    private static readonly Catalog All = Catalog.Scan([typeof(ILearner).Assembly, typeof(AuctionFamily).Assembly]);

    private readonly List<Measurement> _measurements = [];
    private readonly List<Table> _tables = [];

    private Play(Experiment experiment, AuctionGame game)
    {
        Experiment = experiment;
        Game = game;
        using var host = new LocalHost(game.Actors);
        host.Observed = Note;
        if (experiment.Common.Rounds > 0)
        {
            host.Post(game.Coordinator, new RunTo(experiment.Common.Rounds));
            host.Run();
        }
        host.Post(game.Coordinator, new Measure(experiment.Common.Rounds, Final: true));
        host.Run();
        State = host.Save();
    }

    public Experiment Experiment { get; }

    public AuctionGame Game { get; }

    public SystemState State { get; }

    public IReadOnlyList<Table> Tables => _tables;

    /// <summary>The last value of a metric, [R, W].</summary>
    public double[,] this[string metric] => _measurements.Last(m => m.Metric == metric).Values;

    public bool Has(string metric) => _measurements.Any(m => m.Metric == metric);

    public (double Mean, double StandardError) Of(string metric) => Statistics.OverReplicas(this[metric]);

    /// <summary>A first-price game with linear bidders unless the overrides say otherwise.</summary>
    public static Play FirstPrice(params string[] overrides) => Read(overrides, null);

    public static Play WithFile(string file, string text, params string[] overrides) =>
        Read(overrides, new OneFile(file, text));

    public static AuctionGame Build(IDataSource? data, params string[] overrides) => Prepare(overrides, data).Game;

    private static Play Read(string[] overrides, IDataSource? data)
    {
        var (experiment, game) = Prepare(overrides, data);
        return new Play(experiment, game);
    }

    private static (Experiment Experiment, AuctionGame Game) Prepare(string[] overrides, IDataSource? data)
    {
        const string Text = """
            { "auction": { "mechanism": "first-price", "bidders": 2 }, "rounds": 0, "smoothing": "own-bid(beta=50)",
              "measure": ["utility-loss", "distance-to-equilibrium"] }
            """;
        var family = new AuctionFamily();
        var experiment = new ExperimentReader([family], All, data).Read("test", Text, "test", overrides);
        var problems = new Problems("test");
        var game = family.Build(experiment.FamilySettings, experiment.Setup(CPU), problems);
        problems.ThrowIfAny();
        return (experiment, (AuctionGame)game!);
    }

    private void Note(Observation observation)
    {
        if (observation is Measurement measurement)
        {
            _measurements.Add(measurement);
        }
        else if (observation is Table table)
        {
            _tables.Add(table);
        }
    }

    internal sealed class OneFile(string file, string text) : IDataSource
    {
        public (string? Text, string? Problem) Read(string path) =>
            path == file ? (text, null) : (null, "no such file");

        public (IReadOnlyList<string>? Names, string? Problem) List(string folder) => (null, "no such folder");
    }
}
