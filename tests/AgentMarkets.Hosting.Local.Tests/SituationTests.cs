using AgentMarkets.Core.Actors;
using AgentMarkets.TestKit;
using Xunit;
using static AgentMarkets.Hosting.Local.Tests.Scenes;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: whatever happens to a message or an actor, the run ends as if nothing had.</summary>
public class SituationTests
{
    private static readonly Outcome Reference = Situation.Of(FirstPrice()).RunTo(Rounds);

    [Fact]
    public void NothingHappens_EndsAsOnTheLocalHost() =>
        Reference.ShouldMatch(TestKit.Schedules.Run(() => FirstPrice(), Rounds, new Schedules.InOrder()));

    [Fact]
    public void LostBids_AreSentAgain() => Situation.Of(FirstPrice())
        .Drop(Bidder(1), Auctioneer, message: 1).Drop(Bidder(3), Auctioneer, message: 7, ticks: 500)
        .RunTo(Rounds).ShouldMatch(Reference);

    [Fact]
    public void LateSignal_HoldsTheRoundBack() => Situation.Of(FirstPrice())
        .Delay(Auctioneer, Bidder(2), message: 4, ticks: 100).Delay(Coordinator, Bidder(1), message: 5, ticks: 30)
        .RunTo(Rounds).ShouldMatch(Reference);

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void MessagesThatArriveTwice_CountOnce(int ticks) => Situation.Of(FirstPrice())
        .Duplicate(Coordinator, Bidder(1), 2, ticks).Duplicate(Bidder(1), Auctioneer, 3, ticks)
        .Duplicate(Auctioneer, Bidder(2), 4, ticks).Duplicate(Bidder(2), Coordinator, 5, ticks)
        .Duplicate(ActorId.Driver, Coordinator, 1, ticks)
        .RunTo(Rounds).ShouldMatch(Reference);

    [Theory]
    [InlineData("bidder-1", 1)]
    [InlineData("bidder-1", 6)]
    [InlineData("bidder-3", 23)]
    [InlineData("auctioneer-1", 2)]
    [InlineData("auctioneer-1", 17)]
    [InlineData("coordinator-1", 2)]
    [InlineData("coordinator-1", 20)]
    public void ActorThatDies_ComesBackAndCatchesUp(string actor, long message) => Situation.Of(FirstPrice())
        .Restart(ActorId.Parse(actor), message).RunTo(Rounds).ShouldMatch(Reference);

    [Fact]
    public void EverybodyDies_AndTheRunEndsAsBefore() => Situation.Of(FirstPrice(), seed: 9)
        .Restart(Bidder(1), 3).Restart(Bidder(2), 4).Restart(Bidder(3), 5).Restart(Auctioneer, 9)
        .Restart(Coordinator, 8).Restart(Bidder(1), 9).Drop(Bidder(2), Auctioneer, 2)
        .Duplicate(Auctioneer, Bidder(3), 3)
        .RunTo(Rounds).ShouldMatch(Reference);

    [Fact]
    public void MessagesOfAMeasurementThatAreLostOrLate_ChangeNothing()
    {
        var measured = Situation.Of(FirstPrice()).Measured().RunTo(3);
        Situation.Of(FirstPrice()).Measured()
            .Drop(Coordinator, Bidder(1), message: 4).Delay(Bidder(2), Auctioneer, message: 4, ticks: 60)
            .RunTo(3).ShouldMatch(measured);
        Assert.NotEmpty(measured.Measurements);
    }

    [Fact]
    public void OutcomeOfAnotherGame_DoesNotMatchAndSaysWhere()
    {
        var other = Situation.Of(FirstPrice("seed=1..3,9")).Restart(Bidder(2), 5).RunTo(Rounds);
        var error = Assert.Throws<TestKitException>(() => other.ShouldMatch(Reference));
        Assert.StartsWith(
            "The run ended differently: the first difference is in 'parameters' of bidder-1 (replica 3, byte",
            error.Message);
        Assert.Contains("bidder-2 died and came back", error.Message);
    }

    [Fact]
    public void FaultThatNeverComesUp_IsAMistakeInTheScript()
    {
        var error = Assert.Throws<TestKitException>(() =>
            Situation.Of(FirstPrice()).Drop(Bidder(1), Auctioneer, message: 13).RunTo(Rounds));
        Assert.StartsWith("Of 1 scripted faults 0 came up in 12 rounds", error.Message);
    }

    [Fact]
    public void RepeatedRunsOfOneScript_AreTheSameTickByTick()
    {
        Outcome Play() => Situation.Of(FirstPrice(), seed: 4)
            .Restart(Bidder(1), 9).Drop(Auctioneer, Bidder(2), 6).RunTo(Rounds);

        Assert.Equal(Play().Incidents, Play().Incidents);
    }
}
