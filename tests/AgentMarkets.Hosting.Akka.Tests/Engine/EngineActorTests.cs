using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Akka.Engine;
using AgentMarkets.Hosting.Distributed;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Akka.TestKit.Configs;
using Xunit;

namespace AgentMarkets.Hosting.Akka.Tests.Engine;

/// <summary>Goal: the engine's actor does what any host does with a behaviour: mailbox, behaviour, outbox, and nothing
/// else. On the caller's own thread and a clock that only a test moves: what <c>Tell</c> leads to has happened when it
/// returns, so that nothing waits and nothing races.</summary>
public sealed class EngineActorTests() : global::Akka.TestKit.Xunit2.TestKit(TestConfigs.TestSchedulerConfig)
{
    private static readonly ActorId s_self = new("bidder", 1), s_market = new("auctioneer", 1);

    [Fact]
    public void ItReadsItsLettersInOrderAndAnswersOnceWithAllThatWasSaid()
    {
        var behavior = new Listed();
        var probe = CreateTestProbe();
        Host(behavior).Tell(new Letters(3, [Letter(1), Letter(2)]), probe.Ref);
        var played = Answer(probe);
        Assert.Equal(3, played.Place);
        Assert.Null(played.Turn.Fault);
        Assert.Equal([1, 2], behavior.Rounds);
        Assert.Equal([1L, 2L], played.Turn.Said!.Mail.Select(letter => letter.Message.Round));
        Assert.All(played.Turn.Said.Mail, letter => Assert.Equal(s_market, letter.To));
        Assert.Equal([s_market], played.Turn.Said.WaitsFor);
        probe.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void WhatItSaidBeforeIsNotSaidAgain()
    {
        var probe = CreateTestProbe();
        var actor = Host(new Listed());
        actor.Tell(new Letters(0, [Letter(1)]), probe.Ref);
        Assert.Equal([1L], Rounds(Answer(probe)));
        actor.Tell(new Letters(0, [Letter(2)]), probe.Ref);
        Assert.Equal([2L], Rounds(Answer(probe)));
    }

    [Fact]
    public void AFaultOfTheBehaviourIsAnAnswerAndTheActorLivesOn()
    {
        var probe = CreateTestProbe();
        var actor = Host(new Listed());
        actor.Tell(new Letters(0, [Letter(-1)]), probe.Ref);
        actor.Tell(new Letters(1, [Letter(5)]), probe.Ref);
        Assert.Equal("round -1 is past", Answer(probe).Turn.Fault!.Message);
        Assert.Equal([5L], Rounds(Answer(probe)));
    }

    /// <summary>A step may take an hour, and so may the next to come: an actor keeps no time.</summary>
    [Fact]
    public void HoweverMuchTimePassesItSaysNothingUnaskedAndForgetsNothing()
    {
        var probe = CreateTestProbe();
        var behavior = new Listed();
        var actor = Host(behavior);
        actor.Tell(new Letters(0, [Letter(1)]), probe.Ref);
        Assert.Equal([1L], Rounds(Answer(probe)));
        Clock.Advance(TimeSpan.FromDays(1));
        probe.ExpectNoMsg(TimeSpan.Zero);
        actor.Tell(new Letters(0, [Letter(2)]), probe.Ref);
        Assert.Equal([2L], Rounds(Answer(probe)));
        Assert.Equal([1, 2], behavior.Rounds);
    }

    [Fact]
    public void WhatIsNoLettersIsNotAnswered()
    {
        var (probe, ear) = (CreateTestProbe(), CreateTestProbe());
        Sys.EventStream.Subscribe(ear.Ref, typeof(UnhandledMessage));
        var behavior = new Listed();
        var actor = Host(behavior);
        actor.Tell(Letter(1), probe.Ref);
        Assert.Equal(actor, ear.ExpectMsg<UnhandledMessage>(TimeSpan.Zero).Recipient);
        probe.ExpectNoMsg(TimeSpan.Zero);
        Assert.Empty(behavior.Rounds);
    }

    [Fact]
    public void AStageOfEngineActorsAnswersInTheOrderOfTheQuestions()
    {
        using var learning = Learning();
        using var stage = new EngineStage(() => learning);
        stage.Put([new Listed(), new Listed(), new Listed()]);
        for (int round = 1; round <= 50; round++)
        {
            var turns = stage.Play([(2, [Letter(round)]), (0, [Letter(round), Letter(round)])]);
            Assert.Equal([round], turns[0].Said!.Mail.Select(letter => (int)letter.Message.Round));
            Assert.Equal([round, round], turns[1].Said!.Mail.Select(letter => (int)letter.Message.Round));
        }
    }

    /// <summary>As where a process was taken for dead and joins anew: the behaviours are the same ones.</summary>
    [Fact]
    public async Task AnEngineThatEndedIsNotWaitedForAndAnotherOneGoesOn()
    {
        var present = Learning();
        using var stage = new EngineStage(() => present);
        var behavior = new Listed();
        stage.Put([behavior]);
        stage.Play([(0, [Letter(1)])]);
        await present.Terminate();
        Assert.Throws<InvalidOperationException>(() => stage.Play([(0, [Letter(2)])]));
        using var another = present = Learning();
        Assert.Equal([3L], stage.Play([(0, [Letter(3)])])[0].Said!.Mail.Select(letter => letter.Message.Round));
        Assert.Equal([1, 3], behavior.Rounds);
    }

    private TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    private static ActorSystem Learning() => ActorSystem.Create("learning",
        $"{EngineConfiguration.LearningDispatcher} {{ type = ForkJoinDispatcher, throughput = 1, "
        + "dedicated-thread-pool.thread-count = 2 }");

    // Any other one would be started by a thread of the engine.
    private IActorRef Host(IBehavior behavior) =>
        ActorOfAsTestActorRef<EngineActor>(EngineActor.Props(behavior, () => { })).Ref;

    private static Played Answer(TestProbe probe) => probe.ExpectMsg<Played>(TimeSpan.Zero);

    private static IEnumerable<long> Rounds(Played played) =>
        played.Turn.Said!.Mail.Select(letter => letter.Message.Round);

    private static Mail Letter(long round) => new(s_market, [s_self], new RunTo(round));

    /// <summary>Answers each message with itself, and keeps a list.</summary>
    private sealed class Listed : IBehavior
    {
        public List<int> Rounds { get; } = [];

        public ActorId Id => s_self;

        public void Receive(ActorId from, IMessage message, Outbox outbox)
        {
            if (message.Round < 0)
            {
                throw new InvalidOperationException($"round {message.Round} is past");
            }
            Rounds.Add((int)message.Round);
            outbox.Send(from, message);
        }

        public IEnumerable<ActorId> WaitsFor() => [s_market];

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
