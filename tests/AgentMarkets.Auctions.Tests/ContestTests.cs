using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Auctions.Utilities;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Contests: known equilibria, and rules that are learned without smoothing.</summary>
public class ContestTests
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(0.5, 4)]
    [InlineData(1.2, 2)]
    public void Tullock_HasItsEquilibriumUnderCompleteInformation(double r, int n)
    {
        // b = r (N-1)/N^2, utility 1/N - b, for r up to N/(N-1).
        double bid = r * (n - 1) / (n * n);
        var (best, reply) = Reply(r, n, bid);
        Assert.Equal(1.0 / n - bid, best, 1e-9);
        Assert.Equal(bid, reply, 1e-4);
        // The control: against others who bid less there is more to gain.
        Assert.True(Reply(r, n, 0.9 * bid).Best > 1.0 / n - 0.9 * bid + 1e-5);
    }

    [Fact]
    public void TullockBeyondItsPureEquilibrium_HasBetterReplies()
    {
        // N = 2, r = 3 > 2: b = 3/4 would earn 1/2 - 3/4 < 0; to bid nothing earns 0.
        var (best, reply) = Reply(3, 2, 0.75);
        Assert.Equal(0, best, 1e-9);
        Assert.Equal(0, reply, 1e-3);
    }

    [Fact]
    public void ABidderWithoutRivals_WinsWithTheLeastBid()
    {
        var (best, reply) = Reply(1, 2, 0);
        Assert.Equal(1, best, 1e-6);
        Assert.Equal(0, reply, 1e-6);
    }

    [Fact]
    public void Tullock_SharesByPowersAndEvenlyAtZero()
    {
        using var scope = NewDisposeScope();
        var rule = new Tullock(new() { Exponent = 2 });
        var outcome = rule.Clear(tensor(new[] { 1.0, 2, 0, 0, 0, 0 }).reshape(1, 2, 3, 1));
        Assert.Equal([0.2, 0.8, 0, 1.0 / 3, 1.0 / 3, 1.0 / 3], outcome.Win.data<double>().ToArray()
            .Select(x => Math.Round(x, 14)).ToArray(), Near);
        Assert.Equal([1.0, 2, 0, 0, 0, 0], outcome.Paid().data<double>().ToArray());
        Assert.Equal([1.0, 2, 0, 0, 0, 0], outcome.Loss!.data<double>().ToArray());
    }

    [Fact]
    public void DifferenceForm_IsASoftmax()
    {
        using var scope = NewDisposeScope();
        var win = new DifferenceForm(new() { Mu = 2 }).Clear(tensor(new[] { 0.5, 1.0 }).reshape(1, 1, 2, 1)).Win;
        Assert.Equal(1 / (1 + Math.Exp(1)), win[0, 0, 0, 0].item<double>(), 1e-14);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3)]
    public void SlopesAtZero_AreFinite(double r)
    {
        using var scope = NewDisposeScope();
        var market = new Tullock(new() { Exponent = r }).Market(tensor(new[] { 0f, 0f, 0.5f, 0f }).reshape(1, 2, 2, 1));
        Assert.True(market.WinSlope.isfinite().all().item<bool>());
        // The first bidder's second game: the rival bids 0.
        Assert.Equal(0f, market.WinSlope[0, 0, 0, 0, 0].item<float>() * (r > 1 ? 1 : 0));
        // r = 1: dx/db at b = 0 is 1 over the rival's bid.
        Assert.True(r != 1 || Math.Abs(market.WinSlope[0, 0, 0, 0, 0].item<float>() - 2) < 1e-6);
    }

    [Fact]
    public void Learners_FindTheTullockEquilibriumWithoutSmoothing()
    {
        var play = Play.FirstPrice("auction.mechanism=tullock", "auction.bidders=3", "auction.prior=fixed(value=1)",
            "smoothing=none", "rounds=1500", "batch=16", "learner=gradient(learning-rate=0.01)",
            "measure=[utility-loss]", "strategy=linear(start=0.5)");
        // b = 2/9; nobody can gain by another bid.
        Assert.Equal(2.0 / 9, play.Of("multiplier").Mean, 1e-4);
        Assert.InRange(play.Of("utility-loss-ex-ante").Mean, 0, 1e-6);
        Assert.Equal(1.0 / 3 - 2.0 / 9, play.Of("utility").Mean, 1e-4);
    }

    [Fact]
    public void OtherForms_SayThatTheRuleNeedsNone()
    {
        var rule = new Tullock(new());
        Assert.Null(new NoSmoothing().Refuses(rule));
        Assert.NotNull(new NoSmoothing().Refuses(new FirstPrice(new())));
        ISmoothing[] forms = [new OwnBid(new()), new MarketPrice(new()), new SoftmaxAllocation(new())];
        foreach (var form in forms)
        {
            Assert.Equal("Write smoothing=none.", form.Refuses(rule)!.Value.WayOut);
            Assert.Contains("evolution", form.Refuses(new PrizeContest(new()))!.Value.WayOut);
        }
    }

    [Fact]
    public void PrizeContest_HasItsEquilibrium()
    {
        // b = V1 (N-1)/N v^N + V2 ((N-2) v^(N-1) - (N-1)^2/N v^N), N = 3.
        static Func<double, double> Bid(double v1, double v2) =>
            v => v1 * 2 / 3 * Math.Pow(v, 3) + v2 * (v * v - 4.0 / 3 * Math.Pow(v, 3));
        foreach (var (v1, v2) in (ReadOnlySpan<(double, double)>)[(1, 0.5), (1, 0), (1, 1)])
        {
            var rule = new PrizeContest(new() { Prizes = [v1, v2] });
            var game = new StratifiedGame(rule, 3, Bid(v1, v2));
            // A best reply wins against up to one more of 512 types of each of two rivals.
            Assert.InRange(game.Loss, -1e-12, 2.0 / 512 + 1e-3);
            // E b = V1/6 + V2 (1/3 - 1/3).
            Assert.Equal(v1 / 6, game.Payment, 2e-4);
            Assert.True(new StratifiedGame(rule, 3, v => 0.5 * Bid(v1, v2)(v)).Loss > 0.02);
        }
    }

    [Fact]
    public void OnePrize_IsTheAllPayAuction()
    {
        using var scope = NewDisposeScope();
        var bids = tensor(new[] { 0.5, 0.5, 0.1, 0, 0, 0.3, 0.2, 0.9, 0.9 }).reshape(1, 3, 3, 1);
        foreach (var ties in Enum.GetValues<TieRule>())
        {
            var prize = new PrizeContest(new() { Ties = ties }).Clear(bids);
            var item = new AllPay(new() { Ties = ties }).Clear(bids);
            Assert.Equal(item.Win.data<double>().ToArray(), prize.Win.data<double>().ToArray());
            Assert.Equal(item.Paid().data<double>().ToArray(), prize.Paid().data<double>().ToArray());
        }
    }

    [Theory]
    [InlineData(TieRule.Split, 0.5, 0.25)]
    [InlineData(TieRule.Lowest, 1, 0)]
    [InlineData(TieRule.Nobody, 0, 0)]
    public void TiedRanks_ShareTheirPrizes(TieRule ties, double second, double third)
    {
        using var scope = NewDisposeScope();
        // The second and third highest bid are the same: ranks 2 and 3 of prizes 1, 1/2, 1/4.
        var rule = new PrizeContest(new() { Prizes = [1, 0.5, 0.25], Ties = ties });
        var bids = tensor(new[] { 0.4, 0.9, 0.4, 0.1 }).reshape(1, 1, 4, 1);
        double[] win = rule.Clear(bids).Win.data<double>().ToArray();
        Assert.Equal([0, second, ties == TieRule.Split ? 0.5 : 0], win[..3]);
        Assert.Equal([1, 0, 0], win[3..6]);
        Assert.Equal(third, ties == TieRule.Split ? win[7] / 2 : 0);
        // Rank 4 has no prize.
        Assert.Equal([0, 0, 0], win[9..]);
    }

    [Fact]
    public void CostTypes_PayInUnitsOfTheirCost()
    {
        using var scope = NewDisposeScope();
        var rule = new PrizeContest(new() { Prizes = [1, 0.5], Types = ContestTypes.Cost });
        var costs = tensor(new[] { 0.5, 2 }, [2, 1]);
        Assert.Equal([1, 0.5, 1, 0.5], rule.Worth(1, costs).data<double>().ToArray());
        IMechanism any = rule;
        var opposition = any.Against(1, 2, any.Oppose([0, 0.3, 0, 0.6], 2)(1));
        // Against 0.3 and 0.6 a bid of 0.4 wins the first prize every other time, and else the second.
        Assert.Equal(0.75 - 2 * 0.4, opposition.Payoff([1, 0.5], 2, [0.4], new QuasiLinear()), 1e-15);
    }

    private static (double Best, double Bid) Reply(double r, int n, double bid)
    {
        IMechanism rule = new Tullock(new() { Exponent = r });
        var opposition = rule.Against(1, n, rule.Oppose([.. Enumerable.Repeat(bid, n)], n)(1));
        var (best, bids) = (new double[1], new double[1]);
        opposition.Best([1], [], new QuasiLinear(), best, bids);
        return (best[0], bids[0]);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;
}
