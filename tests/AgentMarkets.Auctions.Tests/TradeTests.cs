using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Smoothing;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Bilateral trade (Chatterjee and Samuelson 1983) and the buyer's-bid double auction (Satterthwaite and
/// Williams 1989); docs/auctions.md, 1.</summary>
public class TradeTests
{
    [Fact]
    public void Trade_IsAtThePriceBetweenBidAndAsk()
    {
        var rule = new BilateralTrade(new() { K = 0.25 });
        var found = Rehearsal.Play(rule, [0.8], [0.4]);
        Assert.Equal([1, 1], found.Win);
        Assert.Equal([0.5, -0.5], found.Paid, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([0, 0], Rehearsal.Play(rule, [0.3], [0.4]).Win);
        // Equality trades.
        Assert.Equal([1, 1], Rehearsal.Play(rule, [0.4], [0.4]).Win);
    }

    [Fact]
    public void DoubleAuction_TradesAtTheHighestOfTheNextOffers()
    {
        // Ascending .1 .3 .5 .8: p = s_3 = .5 the bid of the second buyer; both sellers are below.
        var rule = new DoubleAuction(new());
        var found = Rehearsal.Play(rule, [0.8], [0.5], [0.3], [0.1]);
        Assert.Equal([1, 1, 1, 1], found.Win);
        Assert.Equal([0.5, 0.5, -0.5, -0.5], found.Paid);
        // .1 .3 .5 .8 with a seller at .5: p = .5, one trade.
        Assert.Equal([1, 0, 0, 1], Rehearsal.Play(rule, [0.8], [0.3], [0.5], [0.1]).Win);
        // Buyers at .4 tie for the only trade.
        Assert.Equal([0.5, 0.5, 1, 0], Rehearsal.Play(rule, [0.4], [0.4], [0.2], [0.6]).Win);
    }

    [Fact]
    public void Budgets_Balance()
    {
        using var scope = NewDisposeScope();
        foreach (double[] bids in new[]
        {
            Draws.Uniform(1, 1000, [1, 1, 1, 1, 1]), Draws.Grid(2, 1000, [8, 8, 8, 8, 8]),
        })
        {
            var all = tensor(bids, [1, 1000, 5, 1]);
            foreach (var outcome in new[]
            {
                new DoubleAuction(new() { Buyers = 2, Sellers = 3 }).Clear(all),
                new DoubleAuction(new() { Buyers = 3, Sellers = 2 }).Clear(all),
                new BilateralTrade(new()).Clear(all.narrow(2, 0, 2)),
            })
            {
                Assert.True(outcome.Paid().sum(2).abs().max().item<double>() < 1e-12);
                Assert.True(((outcome.Win >= 0) & (outcome.Win <= 1)).all().item<bool>());
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(1, 3)]
    [InlineData(3, 2)]
    public void Oppositions_AgreeWithPlayingEveryGame(int buyers, int sellers)
    {
        int n = buyers + sellers;
        int[] columns = [.. Enumerable.Repeat(8, n)];
        double[] bids = Draws.Grid(5, 500, columns);
        double[][] tried = [.. Draws.Grid(6, 9, [9]).Concat(Draws.Uniform(6, 9, [0.6])).Select(b => (double[])[b])];
        Assert.InRange(Rehearsal.Disagreement(
            new DoubleAuction(new() { Buyers = buyers, Sellers = sellers }), n, bids, tried), 0, 1e-12);
        if (n == 2)
        {
            Assert.InRange(Rehearsal.Disagreement(new BilateralTrade(new() { K = 0.3 }), 2, bids, tried), 0, 1e-12);
        }
    }

    [Theory]
    [InlineData(0.5, 9 / 128.0, 9 / 128.0)]
    [InlineData(1, 1 / 12.0, 1 / 24.0)]
    [InlineData(0, 1 / 24.0, 1 / 12.0)]
    public void LinearEquilibrium_HasNoLoss(double k, double buyer, double seller)
    {
        // ask(c) = c/(2-k) + (1-k)/2, bid(v) = v/(1+k) + k(1-k)/(2(1+k))
        var play = new Rehearsal(new BilateralTrade(new() { K = k }), 2, (i, t) =>
            [i == 1 ? t[0] / (1 + k) + k * (1 - k) / (2 * (1 + k)) : t[0] / (2 - k) + (1 - k) / 2]);
        var (buys, sells) = (play.Of(1), play.Of(2));
        Assert.Equal(buyer, buys.Utility, 2e-3);
        Assert.Equal(seller, sells.Utility, 2e-3);
        Assert.InRange(buys.Loss, 0, 2e-5);
        Assert.InRange(sells.Loss, 0, 2e-5);
        Assert.True(k == 0 || play.Of(1, 0.9).Loss > 1e-4);
        Assert.True(k == 1 || play.Of(2, 1.1).Loss > 1e-4);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    public void BuyersBidEquilibrium_HasNoLoss(int buyers, int sellers)
    {
        var play = new Rehearsal(new DoubleAuction(new() { Buyers = buyers, Sellers = sellers }), buyers + sellers,
            (i, t) => [i <= buyers ? buyers * t[0] / (buyers + 1) : t[0]]);
        Assert.InRange(play.Of(1).Loss, 0, 5e-5);
        // Truth is dominant for sellers.
        Assert.InRange(play.Of(buyers + 1).Worst, 0, 1e-12);
        Assert.True(play.Of(1, 0.9).Loss > play.Of(1).Loss + 1e-4);
        Assert.True(play.Of(buyers + 1, 1.1).Loss > 1e-4);
    }

    [Fact]
    public void SmoothedMarkets_HaveSlopesThatAreTheirDifferenceQuotientsAndTendToTheExactRule()
    {
        double[] bids = Draws.Uniform(12, 16, [1, 1, 1, 1]);
        var trade = new BilateralTrade(new() { K = 0.3 });
        var auction = new DoubleAuction(new());
        foreach (var (rule, n, form, sharp) in new (IMechanism, int, ISmoothing, ISmoothing)[]
        {
            (trade, 2, new MarketPrice(new() { Beta = 8 }), new MarketPrice(new() { Beta = 1e7 })),
            (trade, 2, new SoftmaxAllocation(new() { Temperature = 0.2 }),
                new SoftmaxAllocation(new() { Temperature = 1e-7 })),
            (auction, 4, new MarketPrice(new() { Beta = 8 }), new MarketPrice(new() { Beta = 1e7 })),
        })
        {
            Assert.InRange(SlopeError.Of(rule, form, n, bids), 0, 1e-6);
            Assert.InRange(SlopeError.ToExact(rule, sharp, n, bids), 0, 1e-9);
        }
    }

    [Fact]
    public void BestWelfare_MatchesHighValuesWithLowCosts()
    {
        using var scope = NewDisposeScope();
        var worth = tensor(new[] { 0.9, 0.3, -0.2, -0.5 }, [1, 4, 1]);
        Assert.Equal(0.7, new DoubleAuction(new()).BestWelfare(worth).item<double>(), 1e-12);
        Assert.Equal(0.7, new BilateralTrade(new()).BestWelfare(tensor(new[] { 0.9, -0.2 }, [1, 2, 1])).item<double>(),
            1e-12);
    }
}
