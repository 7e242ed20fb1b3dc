using AgentMarkets.Auctions;
using AgentMarkets.Core.Actors;
using AgentMarkets.Hosting.Local.Schedules;
using AgentMarkets.TestKit;
using Xunit;
using static AgentMarkets.Hosting.Local.Tests.Scenes;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: what the auction's protocol promises holds under every order. Method: monitors, one sentence
/// each.</summary>
public class MonitorTests
{
    [Fact]
    public void ProtocolOfTheAuction_HoldsUnderShuffledSchedules()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            var scene = Scene.Of(FirstPrice());
            using var host = new LocalHost(scene.Actors, new Shuffled(seed),
                [new NobodySubmitsTwice(), new SignalFollowsBid(), new RoundEndsAfterEverybodyHeard(3)]);
            scene.Play(host, 6, measure: true);
        }
    }

    [Fact]
    public void SecondBidOfOneRound_IsNoticed()
    {
        using var host = new LocalHost(FirstPrice().Actors, monitors: [new NobodySubmitsTwice()]);
        using var bids = TorchSharp.torch.zeros(4, 1, 16, 1);
        host.Post(Bidder(1), Auctioneer, new SubmitBids(1, bids));
        host.Post(Bidder(1), Auctioneer, new SubmitBids(1, bids));
        var error = Assert.Throws<MonitorException>(host.Run);
        Assert.Equal("bidder-1 submitted twice in round 1.", error.Message);
    }

    [Fact]
    public void SignalWithoutABid_IsNoticed()
    {
        using var host = new LocalHost(FirstPrice().Actors, monitors: [new SignalFollowsBid()]);
        using var numbers = TorchSharp.torch.zeros(4, 1, 16, 1);
        var market = new MarketSignal(numbers, numbers, null, numbers, numbers, null);
        host.Post(Auctioneer, Bidder(2), new ClearingSignal(1, market));
        Assert.Equal("bidder-2 was told the outcome of round 1, and had not submitted.",
            Assert.Throws<MonitorException>(host.Run).Message);
    }

    private sealed class NobodySubmitsTwice : IMonitor
    {
        private readonly HashSet<(ActorId, long)> _submitted = [];

        public void Observe(ActorId from, ActorId to, IMessage message)
        {
            if (message is SubmitBids && !_submitted.Add((from, message.Round)))
            {
                throw new MonitorException($"{from} submitted twice in round {message.Round}.");
            }
        }
    }

    private sealed class SignalFollowsBid : IMonitor
    {
        private readonly Dictionary<ActorId, long> _submitted = [];

        public void Observe(ActorId from, ActorId to, IMessage message)
        {
            if (message is SubmitBids)
            {
                _submitted[from] = message.Round;
            }
            if (message is ClearingSignal && _submitted.GetValueOrDefault(to) != message.Round)
            {
                throw new MonitorException(
                    $"{to} was told the outcome of round {message.Round}, and had not submitted.");
            }
        }
    }

    private sealed class RoundEndsAfterEverybodyHeard(int bidders) : IMonitor
    {
        private int _heard;
        private long _round = 1;

        public void Observe(ActorId from, ActorId to, IMessage message)
        {
            if (message is ClearingSignal && message.Round == _round)
            {
                _heard++;
            }
            if (message is StartRound && message.Round > _round)
            {
                if (_heard != bidders)
                {
                    throw new MonitorException($"Round {message.Round} began when {_heard} of {bidders} had heard.");
                }
                (_round, _heard) = (message.Round, 0);
            }
        }
    }
}
