using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Local.Schedules;
using AgentMarkets.TestKit;
using Xunit;
using static AgentMarkets.Hosting.Local.Tests.Scenes;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: to stop and go on is never to have stopped. Method: through the bytes of a checkpoint, into fresh
/// actors.</summary>
public class ResumeTests
{
    public static TheoryData<string> Plays => [.. Scenes.Plays];

    [Theory]
    [InlineData("strategy=linear", "learner=gradient")]
    [InlineData("strategy=mlp(hidden=[4])", "learner=gradient(optimizer=momentum)")]
    public void StoppedAndResumed_EndsAsNeverStopped(params string[] overrides) =>
        GoesOn(() => FirstPrice(overrides));

    [Theory]
    [MemberData(nameof(Plays))]
    public void EveryPlay_StoppedAndResumed_EndsAsNeverStopped(string play) => GoesOn(() => OfPlay(play));

    [Fact]
    public void CheckpointOfOneHost_GoesOnOnAnother()
    {
        var whole = TestKit.Schedules.Run(() => FirstPrice(), Rounds, new InOrder());
        var scene = Scene.Of(FirstPrice());
        using var parallel = new ParallelHost(scene.Actors, 2);
        var half = scene.Play(parallel, 6).State;
        using var local = new LocalHost(scene.Actors);
        local.Load(half);
        scene.Play(local, Rounds).ShouldMatch(whole);
    }

    [Fact]
    public void CheckpointOfOtherActors_IsRefused()
    {
        var scene = Scene.Of(FirstPrice());
        using var host = new LocalHost(scene.Actors);
        var other = TestKit.Schedules.Run(() => FirstPrice("auction.bidders=2"), 1, new InOrder()).State;
        var error = Assert.Throws<InvalidDataException>(() => host.Load(other));
        Assert.Equal("The checkpoint holds auctioneer-1, bidder-1, bidder-2, coordinator-1; "
            + "this run has auctioneer-1, bidder-1, bidder-2, bidder-3, coordinator-1.", error.Message);
    }

    [Fact]
    public void CheckpointOfAnotherShape_IsRefused()
    {
        var scene = Scene.Of(FirstPrice());
        using var host = new LocalHost(scene.Actors);
        var other = TestKit.Schedules.Run(() => FirstPrice("seed=1..5"), 1, new InOrder()).State;
        Assert.Throws<InvalidDataException>(() => host.Load(other));
    }

    private static void GoesOn(Func<IGame> makeGame)
    {
        var whole = TestKit.Schedules.Run(makeGame, Rounds, new InOrder(), measure: true);
        var scene = Scene.Of(makeGame());
        using var checkpoint = new MemoryStream();
        using (var first = new LocalHost(scene.Actors))
        {
            scene.Play(first, 5).State.Write(checkpoint);
        }
        checkpoint.Position = 0;
        using var second = new LocalHost(scene.Actors, new Shuffled(3));
        second.Load(SystemState.Read(checkpoint));
        scene.Play(second, Rounds, measure: true).ShouldMatch(whole);
    }
}
