using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.TestKit;
using Xunit;
using static AgentMarkets.Hosting.Local.Tests.Scenes;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: hosts say what is wrong in a sentence, and take nothing that cannot be.</summary>
public class HostTests
{
    [Fact]
    public void RoundThatStandsStill_SaysWhoWaitsForWhom()
    {
        // Without bidder 2 the auctioneer cannot clear; a deaf one in its place keeps the message from being lost.
        Part[] actors = [.. FirstPrice().Actors.Where((_, k) => k != 3), Deaf.Part(2)];
        foreach (var host in AllHosts(actors))
        {
            using (host)
            {
                host.Post(Coordinator, new RunTo(3));
                var error = Assert.Throws<StalledException>(host.Run);
                Assert.Equal("Round 3 stands still: auctioneer-1 waits for bidder-2; bidder-1 waits for auctioneer-1; "
                    + "bidder-3 waits for auctioneer-1; coordinator-1 waits for bidder-1, bidder-2, bidder-3.",
                    error.Message);
            }
        }
    }

    [Fact]
    public void TwoActorsOfOneId_AreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new LocalHost([Deaf.Part(2), Deaf.Part(2)]));
        Assert.Equal("There are two actors bidder-2; ids must be unique.", error.Message);
    }

    [Fact]
    public void MessageToNobody_NamesThoseWhoAreThere()
    {
        using var host = new LocalHost([Deaf.Part(2), Deaf.Part(1)]);
        var error = Assert.Throws<ArgumentException>(() => host.Post(Bidder(3), new RunTo(1)));
        Assert.Equal("There is no actor bidder-3. Actors here: bidder-1, bidder-2.", error.Message);
    }

    [Fact]
    public void UnexpectedMessage_IsTheSameErrorOnEveryHost()
    {
        var actors = FirstPrice().Actors;
        foreach (var host in AllHosts(actors))
        {
            using (host)
            {
                // Two actors fail in one superstep: the first by id is heard.
                host.Post(Bidder(2), new RunTo(5));
                host.Post(Bidder(1), new RunTo(4));
                var error = Assert.Throws<UnexpectedMessageException>(host.Run);
                Assert.Matches("^bidder-[12] cannot handle RunTo of round [45] from driver-0 in state \\(round=0, ",
                    error.Message);
            }
        }
    }

    [Fact]
    public void TwoActorsThatFailAtOnceInParallel_AreHeardInTheOrderOfTheirIds()
    {
        for (int k = 0; k < 50; k++)
        {
            using var host = new ParallelHost(FirstPrice().Actors, 2);
            host.Post(Bidder(3), new RunTo(5));
            host.Post(Bidder(1), new RunTo(4));
            host.Post(Bidder(2), new RunTo(4));
            Assert.StartsWith("bidder-1 ", Assert.Throws<UnexpectedMessageException>(host.Run).Message);
        }
    }

    [Fact]
    public void StepByStep_DeliversWhatARunDelivers()
    {
        var scene = Scene.Of(FirstPrice());
        using var whole = new LocalHost(scene.Actors);
        using var stepped = new LocalHost(scene.Actors);
        string hash = scene.Play(whole, 3).Hash;
        stepped.Post(Coordinator, new RunTo(3));
        long ticks = 0;
        while (stepped.Step())
        {
            Assert.Equal(++ticks, stepped.Delivered);
        }
        Assert.Equal(whole.Delivered, ticks);
        Assert.Equal(hash, stepped.Save().Hash());
    }

    // A repetition that came before its original would be taken for it, and what it led to would go unseen.
    [Theory]
    [InlineData(0.3, 20)]
    [InlineData(1, 1)]
    public void CompletedRounds_AreObservedOnceAndInOrder_WhenMessagesAreRepeated(double repetition, int ticks)
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            var scene = Scene.Of(FirstPrice());
            var plan = new Faults.FaultPlan(seed, Repetition: repetition, DelayTicks: ticks);
            using var host = new Faults.FaultyHost(scene.Actors, plan);
            var rounds = scene.Play(host, 6).Observations.OfType<RoundCompleted>().Select(completed => completed.Round);
            Assert.Equal([1, 2, 3, 4, 5, 6], rounds);
        }
    }

    private static IHost[] AllHosts(IReadOnlyList<Part> actors) =>
        [new LocalHost(actors), new ParallelHost(actors, 2), new Faults.FaultyHost(actors, new Faults.FaultPlan(1))];

    private sealed class Deaf(ActorId id) : IBehavior
    {
        public static Part Part(int number) => new(Bidder(number), () => new Deaf(Bidder(number)));

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
