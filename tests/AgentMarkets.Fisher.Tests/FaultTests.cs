using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher.Contexts;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Solvers;
using AgentMarkets.Fisher.Solvers.Newton;
using AgentMarkets.Hosting.Local;
using AgentMarkets.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Goal: whatever is lost, late, repeated or killed, a market ends as if nothing had happened
/// (docs/fisher.md, 8).</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    private const long ToTheEnd = 1000;

    private static readonly ActorId Shard1 = FisherGame.ShardId(1), Shard2 = FisherGame.ShardId(2),
        TheMarket = FisherGame.MarketId, Coordinator = FisherGame.CoordinatorId;

    // Three blocks, the last with 100 buyers.
    private static readonly IMarket Market =
        new Uniform(new Uniform.Settings { Dimension = 3 }).Open(5, 2 * BlockTree.BlockSize + 100, 3, stored: true);

    // More blocks than are listed at a time.
    private static readonly IMarket Long =
        new Uniform(new Uniform.Settings { Dimension = 3 }).Open(5, 9 * BlockTree.BlockSize + 100, 2, stored: true);

    [Theory]
    [InlineData("newton-dual", .5)]
    [InlineData("newton-dual", 1)]
    [InlineData("tatonnement", .5)]
    [InlineData("bids-network", .5)]
    public void OnBadNetworks_EndsInOneState(string solver, double alpha)
    {
        ulong[] seeds = [.. Enumerable.Range(1, 20).Select(k => (ulong)k)];
        int deaths = Swarm.Run(() => Game(solver, alpha), RoundsOf(solver), seeds, measure: true, output.WriteLine);
        Assert.True(deaths > 5, $"only {deaths} actors died: the swarm shows too little");
    }

    [Theory]
    [InlineData("shard-2")]
    [InlineData("market-1")]
    [InlineData("coordinator-1")]
    public void ActorThatDiesBetweenTiesAndProof_ComesBackAndCatchesUp(string actor)
    {
        var id = ActorId.Parse(actor);
        // The message on which the actor dies is the one that first asks for, or follows, the proof.
        var heard = new Heard();
        var scene = Scene.Of(Game("newton-dual", 1));
        using (var host = new LocalHost(scene.Actors, monitors: [heard]))
        {
            scene.Play(host, ToTheEnd);
        }
        int proof = heard.To[id].FindIndex(message => Asks(message, NewtonQuestions.Prove));
        int ties = heard.To[id].FindIndex(message => Asks(message, NewtonQuestions.Ties));
        // The coordinator asks itself; it hears who is tied by its last answer but one.
        proof = id == Coordinator ? heard.To[id].Count - 1 : proof;
        Assert.True(id == Coordinator || (ties >= 0 && ties < proof));
        Situation.Of(Game("newton-dual", 1)).Restart(id, beforeMessage: proof + 1).RunTo(ToTheEnd)
            .ShouldMatch(Situation.Of(Game("newton-dual", 1)).RunTo(ToTheEnd));
    }

    [Fact]
    public void EverybodyDies_AndTheMarketIsSolved() => Situation.Of(Game("newton-dual", .5), seed: 9).Measured()
        .Restart(Shard1, 2).Restart(Shard2, 3).Restart(TheMarket, 5).Restart(Coordinator, 4).Restart(Shard1, 4)
        .Drop(Shard2, TheMarket, 2).Delay(TheMarket, Shard1, 3, 100)
        .RunTo(ToTheEnd).ShouldMatch(Situation.Of(Game("newton-dual", .5)).Measured().RunTo(ToTheEnd));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 60)]
    [InlineData(4, 7)]
    public void WhatIsClearedTwice_CountsOnce(long message, int ticks) => Situation.Of(Game("newton-dual", 1))
        .Duplicate(TheMarket, Coordinator, message, ticks).Duplicate(Coordinator, TheMarket, message, ticks)
        .Duplicate(Shard2, TheMarket, message, ticks).Duplicate(TheMarket, Shard1, message, ticks)
        .RunTo(ToTheEnd).ShouldMatch(Situation.Of(Game("newton-dual", 1)).RunTo(ToTheEnd));

    /// <summary>The last answer of a run, again when all are in and nobody asks any more.</summary>
    [Fact]
    public void AnswerThatComesAgainWhenAllAreIn_StartsNothing() => Situation.Of(Game("newton-dual", .5))
        .Duplicate(Shard1, TheMarket, message: 1, ticks: 60).RunTo(0)
        .ShouldMatch(Situation.Of(Game("newton-dual", .5)).RunTo(0));

    [Fact]
    public void MeasuredTwice_IsReportedOnce()
    {
        var scene = Scene.Of(Game("newton-dual", .5));
        using var host = new LocalHost(scene.Actors);
        scene.Play(host, ToTheEnd);
        var seen = new List<Observation>();
        host.Observed = seen.Add;
        host.Post(Coordinator, new Measure(ToTheEnd, Final: true));
        host.Post(Coordinator, new Measure(ToTheEnd, Final: true));
        host.Run();
        Assert.Single(seen.OfType<Measurement>(), m => m.Metric == "nash-gap");
        Assert.Single(seen.OfType<Table>(), table => table.Name == "prices");
    }

    [Fact]
    public void StoppedAfterTheCensus_GoesOnWithTheFirstRound()
    {
        var scene = Scene.Of(Game("newton-dual", .5));
        using var whole = new LocalHost(scene.Actors);
        var expected = scene.Play(whole, ToTheEnd, measure: true);
        using var stopped = new LocalHost(scene.Actors);
        // Round 0: budgets are counted, and no price has moved.
        var counted = scene.Play(stopped, 0).State;
        using var resumed = new LocalHost(scene.Actors);
        resumed.Load(Bytes(counted));
        scene.Play(resumed, ToTheEnd, measure: true).ShouldMatch(expected);
    }

    [Fact]
    public void StoppedWhileTheAllocationIsListed_ListsAllOfItAgain()
    {
        var scene = Scene.Of(Game("newton-dual", .5, listsAllocations: true));
        using var host = new LocalHost(scene.Actors);
        var solved = scene.Play(host, ToTheEnd).State;
        double[] expected = Listed(host);
        using var second = new LocalHost(scene.Actors);
        second.Load(Bytes(solved));
        // Stopped after the first rows are out: mail is under way, and is lost with the process.
        double[] part = Listed(second, stopsAtFirst: true);
        Assert.InRange(part.Length, 1, expected.Length - 1);
        using var third = new LocalHost(scene.Actors);
        third.Load(Bytes(solved));
        Assert.Equal(expected, Listed(third));
    }

    [Fact]
    public void SilentShard_IsNamedByWhomItHoldsUp()
    {
        var scene = Scene.Of(Game("newton-dual", .5));
        using var host = new LocalHost(
            [.. scene.Actors.Take(3), new(Shard2, () => new Mute(Shard2)), .. scene.Actors.Skip(4)]);
        var error = Assert.Throws<StalledException>(() => scene.Play(host, 1));
        Assert.Equal("Round 1 stands still: coordinator-1 waits for market-1; market-1 waits for shard-2.",
            error.Message);
    }

    private static bool Asks(IMessage message, string want) => message switch
    {
        Ask ask => ask.Questions[0]?.Want == want,
        Signal signal => signal.Questions[0]?.Want == want,
        _ => false,
    };

    private static SystemState Bytes(SystemState state)
    {
        var stream = new MemoryStream();
        state.Write(stream);
        stream.Position = 0;
        return SystemState.Read(stream);
    }

    /// <summary>The amounts that a final measurement lists: all of them, or those of the first rows.</summary>
    private static double[] Listed(LocalHost host, bool stopsAtFirst = false)
    {
        var amounts = new List<double>();
        host.Observed = seen => amounts.AddRange(seen is TableRows rows ? rows.Columns[2].Numbers : []);
        host.Post(Coordinator, new Measure(ToTheEnd, Final: true));
        while (!(stopsAtFirst && amounts.Count > 0) && host.Step())
        {
        }
        return [.. amounts];
    }

    private static long RoundsOf(string solver) => solver == "newton-dual" ? ToTheEnd : 12;

    private static FisherGame Game(string solver, double alpha, bool listsAllocations = false) => ShardTests.Game(
        listsAllocations ? Long : Market, alpha, shards: 3, solver switch
        {
            "tatonnement" => new Tatonnement(new Tatonnement.Settings()),
            "bids-network" => new BidsNetwork(new BidsNetwork.Settings
            {
                Batch = 96, ShardBatch = 32, Width = 8, Depth = 3, PriceEvery = 3, PriceBuyers = 1000,
            }),
            _ => new NewtonDual(),
        }, RoundsOf(solver), listsAllocations);

    private sealed class Heard : IMonitor
    {
        public Dictionary<ActorId, List<IMessage>> To { get; } = [];

        public void Observe(ActorId from, ActorId to, IMessage message)
        {
            if (!To.TryGetValue(to, out var messages))
            {
                To[to] = messages = [];
            }
            messages.Add(message);
        }
    }

    private sealed class Mute(ActorId id) : IBehavior
    {
        public ActorId Id => id;

        public void Receive(ActorId from, IMessage message, Outbox outbox)
        {
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
}
