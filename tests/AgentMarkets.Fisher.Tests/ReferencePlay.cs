using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Solvers;
using AgentMarkets.Fisher.Utilities;
using AgentMarkets.Hosting.Local;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Solves one market in memory and remembers what was measured in the end.</summary>
internal sealed class ReferencePlay : IDisposable
{
    private readonly List<Measurement> _measurements = [];
    private readonly FisherGame _game;
    private readonly LocalHost _host;
    private Table? _prices;

    public ReferencePlay(IMarket market, IBuyerUtility utility, ISolver solver, int shards = 1)
    {
        _game = new FisherGame([Solved(market, utility, shards)], solver, shards,
            new Setup([1], 0, CPU, Samples: int.MaxValue, SamplesOnTheWay: int.MaxValue, [], []));
        _host = new LocalHost(_game.Actors) { Observed = Note };
    }

    public bool IsFinished { get; private set; }

    public List<string> Remarks { get; } = [];

    public double[] Prices => _prices!.Columns.Single(column => column.Name == "price").Numbers;

    public double this[string metric] => _measurements.Last(m => m.Metric == metric).Values[0, 0];

    /// <summary>G of docs/fisher.md, 6: four buyers, three goods.</summary>
    public static IMarket Golden { get; } = new GivenMarket(MarketTable.Of(
        new double[,] { { 3, 1, 2 }, { 1, 4, 1 }, { 2, 2, 5 }, { 1, 3, 2 } }, [1, 2, 3, 4], [1, 2, 3]));

    /// <summary>Buyers of a market drawn from normal contexts.</summary>
    public static IMarket Drawn(long buyers, int goods, ulong seed = 1, bool stored = true) =>
        new Contexts.Normal(new Contexts.Normal.Settings()).Open(seed, buyers, goods, stored);

    public static Ces Ces(double alpha) => new(new Ces.Settings { Alpha = alpha });

    /// <summary>Why a solver does not solve a market.</summary>
    public static string? Refusal(IMarket market, IBuyerUtility utility, ISolver solver) =>
        solver.Refuses(Solved(market, utility, 1))?.Rule;

    public static ReferencePlay Of(IMarket market, double alpha, ISolver solver, long rounds = long.MaxValue,
        int shards = 1)
    {
        Assert.Null(Refusal(market, Ces(alpha), solver));
        return new ReferencePlay(market, Ces(alpha), solver, shards).To(rounds).Measured();
    }

    public ReferencePlay To(long round)
    {
        _host.Post(_game.Coordinator, new RunTo(round));
        _host.Run();
        return this;
    }

    public ReferencePlay Measured()
    {
        _host.Post(_game.Coordinator, new Measure(long.MaxValue, Final: true));
        _host.Run();
        return this;
    }

    public SystemState Save() => _host.Save();

    public ReferencePlay From(SystemState state)
    {
        _host.Load(state);
        return this;
    }

    public void Dispose() => _host.Dispose();

    private static SolvedMarket Solved(IMarket market, IBuyerUtility utility, int shards) =>
        new(0, 1, market, utility.Of(0, 1, market), shards, 0, CPU);

    private void Note(Observation observation)
    {
        switch (observation)
        {
            case Measurement measurement:
                _measurements.Add(measurement);
                break;
            case Table { Name: "prices" } table:
                _prices = table;
                break;
            case Remark remark:
                Remarks.Add(remark.Sentence);
                break;
            case Finished:
                IsFinished = true;
                break;
            case ReplicaFailed failed:
                throw new InvalidOperationException($"Round {failed.Round}: {failed.Why}");
        }
    }
}
