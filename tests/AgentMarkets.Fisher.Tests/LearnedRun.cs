using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher.Contexts;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers;
using AgentMarkets.Fisher.Utilities;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Hosting.Local.Schedules;
using static TorchSharp.torch;

namespace AgentMarkets.Fisher.Tests;

/// <summary>A learned solver at work on a small market of contexts.</summary>
internal sealed class LearnedRun : IDisposable
{
    private readonly List<Observation> _seen = [];
    private readonly FisherGame _game;
    private readonly LocalHost _host;
    private long _round;

    public LearnedRun(ISolver solver, double alpha = 0.5, long rounds = 40, int shards = 1, int blocks = 1,
        int goods = 4, ISchedule? schedule = null)
    {
        var setup = new Setup([1], rounds, CPU, 1 << 20, 1 << 14, [], []);
        _game = new FisherGame([Solved(Drawn(blocks * BlockTree.BlockSize, goods), alpha, shards, rounds)], solver,
            shards, setup);
        _host = new LocalHost(_game.Actors, schedule) { Observed = _seen.Add };
    }

    public string Hash => _host.Save().Hash();

    public bool HasFailed => _seen.OfType<ReplicaFailed>().Any();

    public double[] Prices => _seen.OfType<Table>().Last(t => t.Name == "prices").Columns[1].Numbers;

    public static IMarket Drawn(long buyers, int goods) =>
        new Normal(new Normal.Settings { Dimension = 3 }).Open(1, buyers, goods, stored: true);

    public static SolvedMarket Solved(IMarket market, double alpha, int shards = 1, long rounds = 40) =>
        new(0, 1, market, new CesFunction(alpha), shards, rounds, CPU);

    /// <summary>Some buyers of a market, in a chunk of their own.</summary>
    public static BuyerChunk Chunk(IMarket market, int first, int rows)
    {
        using var buyers = market.Open(0, 1);
        var chunk = new BuyerChunk(rows, market.GoodCount, buyers.ContextDimension);
        buyers.Load(first, rows, chunk);
        return chunk;
    }

    public LearnedRun To(long round)
    {
        _round = round;
        _host.Post(_game.Coordinator, new RunTo(round));
        _host.Run();
        return this;
    }

    public LearnedRun Measure()
    {
        _host.Post(_game.Coordinator, new Measure(_round, Final: true));
        _host.Run();
        return this;
    }

    /// <summary>A new host with fresh actors, in the state of <paramref name="other"/>.</summary>
    public LearnedRun From(LearnedRun other)
    {
        _host.Load(other._host.Save());
        return this;
    }

    public double Last(string metric) => _seen.OfType<Measurement>().Last(m => m.Metric == metric).Values[0, 0];

    public void Dispose() => _host.Dispose();
}
