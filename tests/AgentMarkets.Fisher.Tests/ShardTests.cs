using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher.Contexts;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Solvers;
using AgentMarkets.Fisher.Utilities;
using AgentMarkets.Hosting.Local.Schedules;
using AgentMarkets.TestKit;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Goal: the exact equilibrium has the same bits for any number of shards, in any order of arrival, on any
/// host (docs/fisher.md, 8). Method: coordinator and market are compared byte by byte, with all that was
/// measured.</summary>
public sealed class ShardTests
{
    private const int Goods = 5;
    private const long ToTheEnd = 100_000;

    // Sixteen whole blocks, and one of 123 buyers.
    private static readonly IMarket Market =
        new Normal(new Normal.Settings()).Open(3, (1 << 16) + 123, Goods, stored: true);

    public static TheoryData<double> Alphas => [.5, 1];

    [Theory]
    [MemberData(nameof(Alphas))]
    public void NumberOfShards_DoesNotChangeABit(double alpha)
    {
        var one = Play(alpha, shards: 1);
        Assert.InRange(one.Measurements.Last(m => m.Metric == "nash-gap").Values[0, 0], -1e-14, 1e-12);
        foreach (int shards in new[] { 2, 4, 8, 16, 3, 7 })
        {
            Equal(one, Play(alpha, shards), $"{shards} shards");
        }
    }

    [Theory]
    [MemberData(nameof(Alphas))]
    public void OrderOfArrival_DoesNotChangeABit(double alpha)
    {
        var inOrder = Play(alpha, shards: 7);
        for (ulong seed = 1; seed <= 4; seed++)
        {
            var shuffled = Schedules.Run(() => Scene(alpha, 7), ToTheEnd, new Shuffled(seed), measure: true);
            Equal(inOrder, shuffled, $"shuffled(seed={seed})");
        }
        foreach (int threads in new[] { 1, 2, 4 })
        {
            var parallel = Schedules.RunParallel(() => Scene(alpha, 7), ToTheEnd, threads, measure: true);
            Equal(inOrder, parallel, $"parallel(threads={threads})");
        }
    }

    /// <summary>Buyers that are made anew in every pass have the bits of those that are kept.</summary>
    [Fact]
    public void BuyersOnTheFly_AreThoseThatAreKept()
    {
        var market = new Normal(new Normal.Settings()).Open(3, (1 << 14) + 123, Goods, stored: true);
        var fresh = new Normal(new Normal.Settings()).Open(3, (1 << 14) + 123, Goods, stored: false);
        Equal(Run(market, 3), Run(fresh, 2), "on the fly");

        static Outcome Run(IMarket market, int shards) => Schedules.Run(
            () => TestKit.Scene.Of(Game(market, .5, shards)), ToTheEnd, new InOrder(), measure: true);
    }

    /// <summary>A market that adds up as answers come in is caught by every shuffled schedule and by another number of
    /// shards, so that the tests above can fail.</summary>
    [Fact]
    public void SumsInOrderOfArrival_AreCaught()
    {
        var inOrder = Schedules.Run(() => Flawed(7), ToTheEnd, new InOrder(), measure: true);
        for (ulong seed = 1; seed <= 4; seed++)
        {
            var shuffled = Schedules.Run(() => Flawed(7), ToTheEnd, new Shuffled(seed), measure: true);
            Assert.NotNull(Difference(inOrder, shuffled));
        }
        Assert.NotNull(Difference(inOrder, Schedules.Run(() => Flawed(3), ToTheEnd, new InOrder(), measure: true)));
        // It is only a little wrong, as such mistakes are.
        Assert.InRange(inOrder.Measurements.Last(m => m.Metric == "nash-gap").Values[0, 0], -1e-12, 1e-12);

        static Scene Flawed(int shards)
        {
            var scene = Scene(.5, shards);
            return scene with
            {
                Actors = [scene.Actors[0], scene.Actors[1] with { Make = () => new ShardArrivalMarket(shards) },
                    .. scene.Actors.Skip(2)],
            };
        }
    }

    internal static FisherGame Game(IMarket market, double alpha, int shards, ISolver? solver = null,
        long rounds = ToTheEnd, bool listsAllocations = false)
    {
        var setup = new Setup([1], rounds, CPU, int.MaxValue, int.MaxValue, [], []);
        return new FisherGame([new SolvedMarket(0, 1, market, new CesFunction(alpha), shards, rounds, CPU)],
            solver ?? new NewtonDual(), shards, setup, listsAllocations);
    }

    private static Scene Scene(double alpha, int shards) => TestKit.Scene.Of(Game(Market, alpha, shards));

    private static Outcome Play(double alpha, int shards) =>
        Schedules.Run(() => Scene(alpha, shards), ToTheEnd, new InOrder(), measure: true);

    private static void Equal(Outcome expected, Outcome found, string what) =>
        Assert.True(Difference(expected, found) is not { } difference, $"{what}: {Difference(expected, found)}");

    /// <summary>The first difference, apart from the shards themselves.</summary>
    private static string? Difference(Outcome expected, Outcome found) =>
        Central(found).DifferenceFrom(Central(expected)) ?? (Prices(expected).SequenceEqual(Prices(found))
            ? null
            : "the prices differ");

    private static Outcome Central(Outcome outcome) => outcome with
    {
        State = new SystemState([.. outcome.State.Behaviors.Where(b => b.Id.Role != "shard")]),
    };

    private static double[] Prices(Outcome outcome) =>
        outcome.Observations.OfType<Table>().Last(table => table.Name == "prices").Columns[1].Numbers;
}

/// <summary>The market actor with one mistake: it adds up in the order of arrival.</summary>
internal sealed class ShardArrivalMarket(int shards) : IBehavior
{
    private double[]? _sums;
    private List<double> _listed = [];
    private int _missing;

    public ActorId Id => FisherGame.MarketId;

    public void Receive(ActorId from, IMessage message, Outbox outbox)
    {
        switch (message)
        {
            case Ask ask:
                (_sums, _listed, _missing) = (null, [], shards);
                for (int h = 1; h <= shards; h++)
                {
                    outbox.Send(FisherGame.ShardId(h), new Signal(ask.Moment, ask.Questions));
                }
                break;
            case Demand { Answers: [{ } answer] } demand:
                foreach (var sum in answer.Sums)
                {
                    _sums = _sums is null ? [.. sum.Numbers] : [.. _sums.Zip(sum.Numbers, (a, b) => a + b)];
                }
                _listed.AddRange(answer.Listed);
                if (--_missing == 0)
                {
                    outbox.Send(FisherGame.CoordinatorId,
                        new Cleared(demand.Moment, [new Total(_sums ?? [], [.. _listed])]));
                }
                break;
        }
    }

    public IEnumerable<ActorId> WaitsFor() => [];

    public void Save(StateWriter state)
    {
    }

    public void Load(StateReader state)
    {
    }

    public void Dispose()
    {
    }
}
