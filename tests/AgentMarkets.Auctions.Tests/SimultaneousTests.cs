using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Smoothing;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Several items at once (Kohring, Pieroth and Bichler 2023; docs/auctions.md, 1).</summary>
public class SimultaneousTests
{
    [Fact]
    public void Items_AreSoldApart()
    {
        var found = Rehearsal.Play(new Simultaneous(new()), [[3, 1], [2, 5]]);
        Assert.Equal([1, 0, 0, 1], found.Win);
        Assert.Equal([3, 5], found.Paid);
        var second = new Simultaneous(new() { Rule = new SecondPrice(new()) });
        Assert.Equal([2, 1], Rehearsal.Play(second, [[3, 1], [2, 5]]).Paid);
    }

    [Fact]
    public void Opposition_AgreesWithPlayingEveryGame()
    {
        double[] bids = Draws.Grid(5, 500, [8, 8, 8, 8, 8, 8]);
        double[][] tried = [.. Draws.Grid(6, 12, [8, 8]).Chunk(2)];
        Assert.InRange(Rehearsal.Disagreement(new Simultaneous(new()), 3, bids, tried), 0, 1e-12);
        var rule = new Simultaneous(new() { Rule = new SecondPrice(new()) });
        Assert.InRange(Rehearsal.Disagreement(rule, 3, bids, tried),
            0, 1e-12);
    }

    [Fact]
    public void Equilibrium_IsThatOfEachItem()
    {
        var play = new Rehearsal(new Simultaneous(new()), 2, (_, v) => [v[0] / 2, v[1] / 2]);
        var found = play.Of(1);
        // Twice 1/6.
        Assert.Equal(1 / 3.0, found.Utility, 0.015);
        Assert.InRange(found.Loss, 0, 1e-4);
        Assert.True(play.Of(1, 0.9).Loss > found.Loss + 5e-4);
    }

    [Fact]
    public void SmoothedMarkets_AreThoseOfEachItem()
    {
        using var scope = NewDisposeScope();
        var rule = new Simultaneous(new() { Items = 3 });
        foreach (var form in new ISmoothing[]
        {
            new OwnBid(new()), new MarketPrice(new()), new SoftmaxAllocation(new() { Temperature = 0.05 }),
        })
        {
            Assert.Null(form.Refuses(rule));
            var bids = tensor(Draws.Uniform(2, 32, [1, 1, 1, 1, 1, 1]), [1, 2, 32, 3]).to(float32);
            using var together = new Signal(1, 2, 32, rule.Shape(2), CPU);
            using (var market = form.Open(rule, 1, CPU))
            {
                market.Clear([bids], [together]);
            }
            for (int k = 0; k < 3; k++)
            {
                using var alone = new Signal(1, 2, 32, GameShape.OneItem, CPU);
                using var market = form.Open(rule.Rule, 1, CPU);
                market.Clear([bids.narrow(3, k, 1).contiguous()], [alone]);
                Same(alone.Win, together.Win.narrow(3, k, 1));
                Same(alone.Payment, together.Payment.narrow(3, k, 1));
                Same(alone.WinSlope, together.WinSlope.narrow(3, k, 1).narrow(4, k, 1));
                Same(alone.PaymentSlope, together.PaymentSlope.narrow(3, k, 1).narrow(4, k, 1));
                Assert.True((together.WinSlope.narrow(3, k, 1).narrow(4, (k + 1) % 3, 1) == 0).all().item<bool>());
            }
        }
    }

    [Fact]
    public void RulesInWhichLosersPay_AreRefused()
    {
        var problem = Assert.ThrowsAny<Exception>(() =>
            Play.Build(null, "auction.mechanism=simultaneous(rule=all-pay)", "smoothing=none", "strategy=mlp"));
        Assert.Contains("losers pay nothing", problem.Message);
    }

    private static void Same(Tensor expected, Tensor found) => Assert.True((expected == found).all().item<bool>());
}
