using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Utilities;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Items sold one after another (Krishna 2010, chapter 15; docs/auctions.md, 1).</summary>
public class SequentialTests
{
    [Fact]
    public void ThreeBidders_BuyTwoItemsAsByHand()
    {
        // Round 1: 5 of bidder 2 wins, against 4; round 2: of 3 and 1 bidder 3 wins.
        double[][] bids = [[4, 1], [5, 9], [2, 3]];
        var first = Rehearsal.Play(new SequentialFirstPrice(new()), bids);
        Assert.Equal([0, 0, 1, 0, 0, 1], first.Win);
        Assert.Equal([0, 5, 3], first.Paid);
        Assert.Equal([0, 4, 1], Rehearsal.Play(new SequentialSecondPrice(new()), bids).Paid);
    }

    [Fact]
    public void TiesOfARound_AreSplitAnewInEveryRound()
    {
        var found = Rehearsal.Play(new SequentialFirstPrice(new()), [[1, 2], [1, 2], [0.5, 1]]);
        // One of the two wins the first item, the other the second.
        Assert.Equal([0.5, 0.5, 0.5, 0.5, 0, 0], found.Win);
        Assert.Equal([1.5, 1.5, 0], found.Paid);
        Assert.Equal([1, 0, 0, 1, 0, 0],
            Rehearsal.Play(new SequentialFirstPrice(new() { Ties = TieRule.Lowest }), [[1, 2], [1, 2], [0.5, 1]]).Win);
        Assert.Equal([0, 0, 0, 0, 0, 0],
            Rehearsal.Play(new SequentialFirstPrice(new() { Ties = TieRule.Nobody }), [[1, 2], [1, 2], [0.5, 1]]).Win);
    }

    [Fact]
    public void Lots_GiveWholeItemsWhoseMeanIsTheSplit()
    {
        const int Games = 40_000;
        using var scope = NewDisposeScope();
        var bids = tensor(new double[] { 1, 1, 1, 1, 1, 0.5 }, [1, 1, 3, 2]);
        var lots = tensor(Draws.Uniform(4, Games, [1, 1, 1]), [1, Games, 3]);
        var drawn = new SequentialFirstPrice(new() { Ties = TieRule.Draw }).Clear(bids.expand(1, Games, 3, 2), lots);
        var split = new SequentialFirstPrice(new()).Clear(bids).Win;
        Assert.True(((drawn.Win == 0) | (drawn.Win == 1)).all().item<bool>());
        Assert.True((drawn.Win.mean([1L], keepdim: true) - split).abs().max().item<double>() < 0.01);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 4)]
    public void Opposition_AgreesWithPlayingEveryGame(int items, int bidders)
    {
        double[] bids = Draws.Uniform(5, 500, [.. Enumerable.Repeat(1.0, bidders * items)]);
        // Bids of others among those tried: ties between the own bid and one other.
        double[][] tried = [.. Draws.Uniform(6, 12, [.. Enumerable.Repeat(1.0, items)]).Chunk(items), bids[..items]];
        foreach (double reserve in new[] { 0, 0.4 })
        {
            Assert.InRange(Rehearsal.Disagreement(
                new SequentialFirstPrice(new() { Items = items, Reserve = reserve }), bidders, bids, tried), 0, 1e-12);
            Assert.InRange(Rehearsal.Disagreement(
                new SequentialSecondPrice(new() { Items = items, Reserve = reserve }), bidders, bids, tried), 0, 1e-12);
        }
    }

    [Theory]
    [InlineData(3, 2, 5e-5)]
    [InlineData(4, 3, 1e-3)]
    public void Equilibria_HaveNoLossAmongPlans(int n, int items, double within)
    {
        double utility = items * (items + 1) / (2.0 * n * (n + 1));
        // b_k = (n-K)/(n-k+1) v; second price (n-K)/(n-k) v, and v in the last round.
        var first = new Rehearsal(new SequentialFirstPrice(new() { Items = items }), n,
            (_, v) => [.. Enumerable.Range(1, items).Select(k => (double)(n - items) / (n - k + 1) * v[0])]);
        var second = new Rehearsal(new SequentialSecondPrice(new() { Items = items }), n,
            (_, v) => [.. Enumerable.Range(1, items).Select(k =>
                k == items ? v[0] : (double)(n - items) / (n - k) * v[0])]);
        foreach (var play in new[] { first, second })
        {
            var found = play.Of(1);
            Assert.Equal(utility, found.Utility, 3e-3);
            Assert.InRange(found.Loss, 0, within);
            Assert.True(play.Of(1, 0.9).Loss > found.Loss + 3e-4, $"{play.Of(1, 0.9).Loss} against {found.Loss}");
        }
    }

    [Fact]
    public void BestPlans_AreAsGoodAsTheySay()
    {
        var rule = new SequentialSecondPrice(new());
        double[] bids = Draws.Uniform(9, 2000, [1, 0.8, 1, 0.8, 1, 0.8]);
        var opposition = rule.Against(2, 3, rule.Oppose(bids, 3)(2));
        double[] worth = [0.5, 0.5, 0.9, 0.9];
        var (best, at) = (new double[2], new double[4]);
        opposition.Best(worth, default, new QuasiLinear(), best, at);
        for (int t = 0; t < 2; t++)
        {
            double[] above = [.. at.Skip(2 * t).Take(2).Select(b => b + 1e-12)];
            Assert.Equal(best[t], opposition.Payoff(worth.AsSpan(2 * t, 2), 1, above, new QuasiLinear()), 1e-9);
        }
    }
}
