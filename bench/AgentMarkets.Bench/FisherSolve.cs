using System.Diagnostics;
using System.Globalization;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher;
using AgentMarkets.Hosting.Local;
using static TorchSharp.torch;

namespace AgentMarkets.Bench;

/// <summary>One contextual market with an exact solver, opened once and solved as often as asked.</summary>
internal sealed class FisherSolve : IDisposable
{
    private readonly FisherGame _game;
    private readonly IHost _host;
    private readonly SystemState _start;
    private readonly Dictionary<string, double> _last = [];

    /// <param name="threads">1 is the sequential host.</param>
    public FisherSolve(FisherSize size, int shards = 1, int threads = 1)
    {
        var clock = Stopwatch.StartNew();
        _game = Game(size, shards);
        _host = threads == 1 ? new LocalHost(_game.Actors) : new ParallelHost(_game.Actors, threads);
        Construction = clock.Elapsed.TotalSeconds;
        _host.Observed = observation =>
        {
            if (observation is Measurement m)
            {
                _last[m.Metric] = m.Values[0, 0];
            }
        };
        _start = _host.Save();
    }

    /// <summary>Seconds of the wall clock until the market stood.</summary>
    public double Construction { get; }

    /// <summary>What was last measured under a name.</summary>
    public double this[string metric] => _last[metric];

    /// <summary>From the first message to the last, from equal prices on.</summary>
    public void Solve()
    {
        _host.Load(_start);
        _host.Post(_game.Coordinator, new RunTo(long.MaxValue));
        _host.Run();
    }

    /// <summary>The final evaluation of what was solved last.</summary>
    public void Measure()
    {
        _host.Post(_game.Coordinator, new Measure(long.MaxValue, Final: true));
        _host.Run();
    }

    public void Dispose() => _host.Dispose();

    private static FisherGame Game(FisherSize size, int shards)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $$"""
            { "fisher": { "buyers": {{size.Buyers}}, "goods": {{size.Goods}}, "contexts": "normal(dimension=5)",
                          "utility": "ces(alpha={{size.Alpha}})",
                          "on-the-fly": {{(size.IsStored ? "false" : "true")}} },
              "solver": "newton-dual", "shards": {{shards}}, "seed": 1 }
            """);
        var family = new FisherFamily();
        var catalog = Catalog.Scan([typeof(IFamily).Assembly, typeof(FisherFamily).Assembly]);
        var experiment = new ExperimentReader([family], catalog).Read("bench", text, "bench", []);
        var problems = new Problems("bench");
        var game = family.Build(experiment.FamilySettings, experiment.Setup(CPU), problems);
        problems.ThrowIfAny();
        return (FisherGame)game!;
    }
}

/// <summary>n, m and the utility of a market.</summary>
/// <param name="IsStored">Whether valuations are kept, or made anew in every pass.</param>
internal sealed record FisherSize(int Buyers, int Goods = 10, double Alpha = 0.5, bool IsStored = true)
{
    /// <summary>Log valuations in 32 bits and budgets in 64.</summary>
    public long DataBytes => Buyers * (4L * Goods + 8);
}
