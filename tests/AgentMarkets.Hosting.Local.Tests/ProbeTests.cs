using AgentMarkets.Auctions;
using AgentMarkets.Core.Actors;
using AgentMarkets.TestKit;
using TorchSharp;
using Xunit;
using static AgentMarkets.Hosting.Local.Tests.Scenes;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: single behaviours are tested by what they say, in virtual time, without the others.</summary>
public class ProbeTests
{
    private static readonly Part[] OneBidder = [FirstPrice().Actors[2]];

    [Fact]
    public void Bidder_SubmitsOnceARound_LearnsOnce_AndSaysSo()
    {
        using var stage = new Stage(OneBidder, [Coordinator, Auctioneer]);
        var (coordinator, auctioneer) = (stage.Probe(Coordinator), stage.Probe(Auctioneer));
        coordinator.Send(Bidder(1), new StartRound(1));
        coordinator.Send(Bidder(1), new StartRound(1));
        var bids = auctioneer.Expect<SubmitBids>(within: 3);
        Assert.Equal([4, 1, 16, 1], bids.Bids.shape);
        auctioneer.ExpectNothing(within: 5);
        coordinator.ExpectNothing();

        using var half = torch.full([4, 1, 16, 1], 0.5);
        using var one = torch.ones([4, 1, 16, 1, 1]);
        var market = new MarketSignal(half, half, null, one, one, null);
        auctioneer.Send(Bidder(1), new ClearingSignal(1, market));
        auctioneer.Send(Bidder(1), new ClearingSignal(1, market));
        Assert.Equal(1, coordinator.Expect<RoundDone>(within: 3).Round);
        coordinator.ExpectNothing();
        Assert.Null(stage.Waiting());
    }

    [Fact]
    public void Auctioneer_WaitsForAllBids_AndAnswersThePresentRoundOnly()
    {
        using var stage = new Stage([FirstPrice().Actors[1]], [Bidder(1), Bidder(2), Bidder(3)]);
        using var low = torch.full([4, 1, 16, 1], 0.25);
        using var high = torch.full([4, 1, 16, 1], 0.5);
        stage.Probe(Bidder(1)).Send(Auctioneer, new SubmitBids(1, low));
        stage.Probe(Bidder(3)).Send(Auctioneer, new SubmitBids(1, high));
        stage.Probe(Bidder(1)).ExpectNothing();
        Assert.Equal("Round 1 stands still: auctioneer-1 waits for bidder-2.", stage.Waiting());
        stage.Probe(Bidder(2)).Send(Auctioneer, new SubmitBids(1, low));
        var won = stage.Probe(Bidder(3)).Expect<ClearingSignal>();
        Assert.InRange(won.Market.Win.data<float>()[0], 0.9f, 1f);
        Assert.Equal(0.5f, won.Market.Payment.data<float>()[0]);
        Assert.InRange(stage.Probe(Bidder(1)).Expect<ClearingSignal>().Market.Win.data<float>()[0], 0f, 0.1f);
        stage.Probe(Bidder(2)).Expect<ClearingSignal>();
        stage.Probe(Bidder(2)).Send(Auctioneer, new SubmitBids(1, high));
        stage.Probe(Bidder(2)).ExpectNothing();
    }

    [Fact]
    public void WhatDoesNotCome_IsSaidWithTheTicks()
    {
        using var stage = new Stage(OneBidder, [Coordinator, Auctioneer]);
        stage.Probe(Coordinator).Send(Bidder(1), new StartRound(1));
        var late = Assert.Throws<TestKitException>(() => stage.Probe(Auctioneer).Expect<SubmitBids>(within: 1));
        Assert.Equal("auctioneer-1 expected SubmitBids within 1 ticks of tick 0, and nothing came for it.",
            late.Message);
        var other = Assert.Throws<TestKitException>(() => stage.Probe(Auctioneer).Expect<PublishStrategy>());
        Assert.Equal("auctioneer-1 expected PublishStrategy, and got SubmitBids of round 1 from bidder-1 at tick 2.",
            other.Message);
        var never = Assert.Throws<TestKitException>(() => stage.Probe(Coordinator).Expect<RoundDone>());
        Assert.Equal("coordinator-1 expected RoundDone within 100 ticks of tick 2, and nothing is under way any more. "
            + "Round 1 stands still: bidder-1 waits for auctioneer-1.", never.Message);
    }

    [Fact]
    public void WhatComesUnexpected_IsSaid()
    {
        using var stage = new Stage(OneBidder, [Coordinator, Auctioneer]);
        stage.Probe(Coordinator).Send(Bidder(1), new StartRound(1));
        var error = Assert.Throws<TestKitException>(() => stage.Probe(Auctioneer).ExpectNothing());
        Assert.Equal("auctioneer-1 expected nothing within 100 ticks of tick 0, and got SubmitBids of round 1 "
            + "from bidder-1 at tick 2.", error.Message);
    }
}
