using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Torch;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>LLG: payments of docs/packages.md, 6, and the equilibria of Ausubel and Baranov (2020).</summary>
public class LlgTests
{
    private static readonly QuasiLinear Money = new();

    public static TheoryData<LlgPayment> Payments() => [.. Enum.GetValues<LlgPayment>()];

    public static TheoryData<LlgPayment, LlgTies> PaymentsAndTies()
    {
        var data = new TheoryData<LlgPayment, LlgTies>();
        foreach (var payment in Enum.GetValues<LlgPayment>())
        {
            foreach (var ties in Enum.GetValues<LlgTies>())
            {
                data.Add(payment, ties);
            }
        }
        return data;
    }

    [Theory]
    [InlineData(LlgPayment.FirstPrice, .8, .6, 1, .8, .6)]
    [InlineData(LlgPayment.Vcg, .8, .6, 1, .4, .2)]
    [InlineData(LlgPayment.Vcg, .8, .6, .5, 0, 0)]
    [InlineData(LlgPayment.NearestVcg, .8, .6, 1, .6, .4)]
    [InlineData(LlgPayment.NearestVcg, .9, .2, .6, .5, .1)]
    [InlineData(LlgPayment.NearestZero, .8, .6, 1, .5, .5)]
    [InlineData(LlgPayment.NearestZero, .9, .2, .6, .4, .2)]
    [InlineData(LlgPayment.NearestBid, .8, .6, 1, .6, .4)]
    [InlineData(LlgPayment.NearestBid, .9, .2, .6, .6, 0)]
    [InlineData(LlgPayment.NearestBid, .2, .9, .6, 0, .6)]
    [InlineData(LlgPayment.Proportional, .8, .4, .9, .6, .3)]
    public void Locals_PayByTheRule(LlgPayment payment, double b1, double b2, double global, double p1, double p2)
    {
        double[] expected = [p1, p2, 0];
        var (win, paid) = Cleared(Rule(payment), b1, b2, global);
        Assert.Equal([1, 1, 0], win);
        Assert.All(expected.Zip(paid), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Theory]
    [MemberData(nameof(Payments))]
    public void TheGlobalBidder_PaysTheLocalsBids_ButUnderFirstPriceItsOwn(LlgPayment payment)
    {
        var (win, paid) = Cleared(Rule(payment), .25, .5, 1);
        Assert.Equal([0, 0, 1], win);
        Assert.Equal([0, 0, payment == LlgPayment.FirstPrice ? 1 : .75], paid);
    }

    [Theory]
    [MemberData(nameof(PaymentsAndTies))]
    public void Ties_GoByTheirRule_AndEverybodyPaysItsBid(LlgPayment payment, LlgTies ties)
    {
        double share = ties switch { LlgTies.Locals => 1, LlgTies.Global => 0, _ => .5 };
        var (win, paid) = Cleared(Rule(payment, ties), .25, .5, .75);
        Assert.Equal([share, share, 1 - share], win);
        Assert.Equal([.25 * share, .5 * share, .75 * (1 - share)], paid);
    }

    [Theory]
    [MemberData(nameof(PaymentsAndTies))]
    public void Opposition_AgreesWithPlayingEveryGame(LlgPayment payment, LlgTies ties)
    {
        var rule = Rule(payment, ties);
        // Multiples of 1/16 tie often, and are added without rounding.
        double[] bids = Draws.Grid(seed: 3, games: 400, sixteenths: [16, 16, 32]);
        var utility = new Root();
        for (int bidder = 1; bidder <= 3; bidder++)
        {
            var opposition = rule.Against(bidder, 3, rule.Oppose(bids, 3)(bidder));
            var played = new Played(rule, bidder, 3, Played.Rivals(bids, 3, 1)(bidder));
            for (int k = 0; k <= 34; k++)
            {
                double[] bid = [k / 16.0 + (k % 3 == 0 ? 0 : .01)];
                double[] win = [0], winPlayed = [0];
                double paid = opposition.Fare(bid, win), paidPlayed = played.Fare(bid, winPlayed);
                Assert.Equal(winPlayed[0], win[0], 1e-12);
                Assert.Equal(paidPlayed, paid, 1e-12);
                Assert.Equal(played.Payoff([1.2], 1, bid, Money), opposition.Payoff([1.2], 1, bid, Money), 1e-12);
                Assert.Equal(played.Payoff([1.2], 1, bid, utility), opposition.Payoff([1.2], 1, bid, utility), 1e-12);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Payments))]
    public void TriedBids_FareAsInGamesOfTheirOwn(LlgPayment payment)
    {
        using var scope = NewDisposeScope();
        var rule = Rule(payment);
        var bids = tensor(Draws.Grid(seed: 8, games: 24, [16, 16, 32]), [2, 12, 3, 1]);
        var own = tensor(Draws.Grid(seed: 9, games: 2 * 5 * 12, [20]), [2, 5, 12, 1]);
        for (int bidder = 1; bidder <= 3; bidder++)
        {
            var (expected, found) = (Variation.ByClearing(rule, bidder, bids, own, null), rule.Vary(bidder, bids, own));
            Assert.True(expected.Win.Equals(found.Win));
            Assert.True(expected.Payment.Equals(found.Payment));
        }
    }

    [Theory]
    [MemberData(nameof(PaymentsAndTies))]
    public void BestResponses_AreTheBestOfAllBids(LlgPayment payment, LlgTies ties)
    {
        var rule = Rule(payment, ties);
        double[] bids = Draws.Grid(seed: 4, games: 120, sixteenths: [16, 16, 32]);
        double[] worth = [0, .1, .35, .6, .95, 1.4, 2];
        foreach (IUtility utility in (IUtility[])[Money, new Root()])
        {
            for (int bidder = 1; bidder <= 3; bidder++)
            {
                var opposition = rule.Against(bidder, 3, rule.Oppose(bids, 3)(bidder));
                var (best, at) = (new double[worth.Length], new double[worth.Length]);
                opposition.Best(worth, [], utility, best, at);
                // With rivals on sixteenths the supremum is at one of them, or just above.
                double[] tried = [.. Enumerable.Range(0, 40).SelectMany(k => new[] { k / 16.0, k / 16.0 + 1e-9 })];
                for (int t = 0; t < worth.Length; t++)
                {
                    double most = tried.Max(bid => opposition.Payoff([worth[t]], 1, [bid], utility));
                    Assert.Equal(most, best[t], utility is Root ? 1e-4 : 1e-8);
                }
            }
        }
    }

    [Fact]
    public void ACostOfPayments_IsPaidForEachUnit()
    {
        var rule = Rule(LlgPayment.NearestVcg);
        double[] bids = Draws.Uniform(seed: 5, games: 500, high: [1, 1, 2]);
        var opposition = rule.Against(1, 3, rule.Oppose(bids, 3)(1));
        double[] best = [0, 0], at = [0, 0], free = [0, 0];
        opposition.Best([.4, .8], [2, 2], Money, best, at);
        opposition.Best([.2, .4], [], Money, free, at);
        Assert.Equal([2 * free[0], 2 * free[1]], best);
    }

    [Theory]
    [InlineData(LlgPayment.Vcg, .20833333, .29166667)]
    [InlineData(LlgPayment.NearestZero, .13399267, .46402932)]
    [InlineData(LlgPayment.NearestBid, .125, .5)]
    [InlineData(LlgPayment.NearestVcg, .13316498, .46734008)]
    public void Equilibria_HaveNoLoss_AndTheirUtilities(LlgPayment payment, double local, double global)
    {
        var rule = Rule(payment);
        double[] bids = Sample(1 << 20, v => Equilibrium(payment, 0, v));
        var oppose = rule.Oppose(bids, 3);
        var mine = Assess(rule.Against(1, 3, oppose(1)), 1, v => Equilibrium(payment, 0, v));
        Assert.InRange(mine.Loss, 0, 1e-4);
        Assert.Equal(local, mine.Utility, 3e-5);
        var its = Assess(rule.Against(3, 3, oppose(3)), 2, v => v);
        Assert.InRange(its.Loss, 0, 1e-4);
        Assert.Equal(global, its.Utility, 3e-5);
        // The control: a local that shades by another 5 % has a loss, and it is seen.
        var control = Assess(rule.Against(1, 3, oppose(1)), 1, v => .95 * Equilibrium(payment, 0, v));
        Assert.True(control.Loss > mine.Loss + 5e-5, $"{control.Loss} against {mine.Loss}");
    }

    [Theory]
    [InlineData(LlgPayment.NearestZero, .5, .15197891)]
    [InlineData(LlgPayment.NearestBid, .5, .125)]
    [InlineData(LlgPayment.NearestVcg, .5, .14125585)]
    [InlineData(LlgPayment.NearestVcg, 1, .14814815)]
    [InlineData(LlgPayment.NearestZero, 1, .16666667)]
    public void CorrelatedLocals_HaveNoLossAgainstTheLawOfTheirType(LlgPayment payment, double gamma, double utility)
    {
        const int Types = 33, Games = 1 << 16;
        var rule = Rule(payment);
        double[] bids = Sample(Games, v => Equilibrium(payment, gamma, v));
        double mean = 0, loss = 0;
        for (int t = 0; t < Types; t++)
        {
            double v = (t + .5) / Types;
            // Given v the other local has the same type with probability gamma.
            double[] given = [.. bids];
            for (int s = 0; s < Games; s++)
            {
                given[3 * s + 1] = s < gamma * Games ? Equilibrium(payment, gamma, v) : bids[3 * s + 1];
            }
            var opposition = rule.Against(1, 3, rule.Oppose(given, 3)(1));
            double[] best = [0], at = [0];
            opposition.Best([v], [], Money, best, at);
            double own = opposition.Payoff([v], 1, [Equilibrium(payment, gamma, v)], Money);
            (mean, loss) = (mean + own / Types, loss + (best[0] - own) / Types);
        }
        Assert.InRange(loss, -1e-12, 1e-4);
        Assert.Equal(utility, mean, 1e-4);
    }

    [Fact]
    public void Truth_IsDominant_ForLocalsUnderVcgAndForTheGlobalBidderUnderVcgAndTheCore()
    {
        double[] bids = Draws.Uniform(seed: 6, games: 5000, high: [1.3, .7, 1.6]);
        foreach (var payment in Enum.GetValues<LlgPayment>().Where(p => p != LlgPayment.FirstPrice))
        {
            var rule = Rule(payment);
            for (int bidder = payment == LlgPayment.Vcg ? 1 : 3; bidder <= 3; bidder++)
            {
                var opposition = rule.Against(bidder, 3, rule.Oppose(bids, 3)(bidder));
                Assert.InRange(Assess(opposition, 2, v => v).Loss, 0, 1e-12);
            }
        }
        // The control: under a core rule a local gains by saying less.
        var core = Rule(LlgPayment.NearestVcg);
        Assert.True(Assess(core.Against(1, 3, core.Oppose(bids, 3)(1)), 1, v => v).Loss > 1e-3);
    }

    [Fact]
    public void Bidders_HaveTheirRolesAndPriors_AndTheLocalsAreTheCorrelatedOnes()
    {
        var rule = Rule(LlgPayment.NearestVcg);
        Assert.Equal(["local", "local", "global"], Enumerable.Range(1, 3).Select(i => rule.RoleOf(i, 3)));
        Assert.Equal([(0, 1), (0, 1), (0, 2)], Enumerable.Range(1, 3).Select(i => rule.PriorOf(i, 3)!.Support(i)));
        Assert.Same(rule.PriorOf(1, 3), rule.PriorOf(2, 3));
        Assert.Equal([1, 2], rule.CorrelatedBidders(3)!);
    }

    [Fact]
    public void OnlyTheSoftmax_SmoothsPackages()
    {
        var rule = Rule(LlgPayment.FirstPrice);
        Assert.Null(new SoftmaxAllocation(new SoftmaxAllocation.Settings()).Refuses(rule));
        Assert.NotNull(new OwnBid(new OwnBid.Settings()).Refuses(rule));
        Assert.NotNull(new MarketPrice(new MarketPrice.Settings()).Refuses(rule));
    }

    [Fact]
    public void TruthfulBiddersOfAnExperiment_HaveTheUtilitiesOfVcg()
    {
        var play = Play.FirstPrice("auction.mechanism=llg(payment=vcg)", "auction.bidders=3",
            "strategy=linear(start=0.9999999)", "smoothing=softmax", "evaluation.samples=262144");
        Assert.InRange(play.Of("utility-loss-ex-interim").Mean, 0, 1e-6);
        Assert.Equal([.20833333, .20833333, .29166667], Enumerable.Range(0, 3).Select(i => play["utility"][0, i]),
            (expected, found) => Math.Abs(expected - found) < 2e-3);
        Assert.Equal(1, play.Of("efficiency").Mean, 5e-3);
    }

    /// <summary>Ausubel and Baranov (2020): a local's bid.</summary>
    private static double Equilibrium(LlgPayment payment, double gamma, double v)
    {
        double rest = 1 - gamma;
        switch (payment)
        {
            case LlgPayment.Vcg:
                return v;
            case LlgPayment.NearestZero:
                return rest == 0 ? v : Math.Max(0, 1 + Math.Log(gamma + rest * v) / rest);
            case LlgPayment.NearestBid:
                return rest == 0 ? v / 2 : (Math.Log(2) - Math.Log(2 - rest * v)) / rest;
            default:
                double k = rest == 0 ? 0 : (3 - Math.Sqrt(9 - rest * rest)) / rest;
                return Math.Max(0, 2 / (2 + gamma) * (v - k));
        }
    }

    /// <summary>Bids of games whose types fill the cube evenly, [S, 3]; the global bidder is truthful.</summary>
    private static double[] Sample(int games, Func<double, double> local)
    {
        double[] bids = Draws.Even(games, high: [1, 1, 2]);
        for (int s = 0; s < games; s++)
        {
            (bids[3 * s], bids[3 * s + 1]) = (local(bids[3 * s]), local(bids[3 * s + 1]));
        }
        return bids;
    }

    private static (double Loss, double Utility) Assess(IOpposition opposition, double high, Func<double, double> bid)
    {
        const int Types = 513;
        double[] types = [.. Enumerable.Range(0, Types).Select(t => high * (t + .5) / Types)];
        var (best, at) = (new double[Types], new double[Types]);
        opposition.Best(types, [], Money, best, at);
        double[] own = [.. types.Select(v => opposition.Payoff([v], 1, [bid(v)], Money))];
        return (best.Zip(own, (most, mine) => Math.Max(0, most - mine)).Average(), own.Average());
    }

    private static Llg Rule(LlgPayment payment, LlgTies ties = LlgTies.Split) =>
        new(new Llg.Settings { Payment = payment, Ties = ties });

    private static (double[] Win, double[] Paid) Cleared(Llg rule, params double[] bids)
    {
        using var scope = NewDisposeScope();
        var outcome = rule.Clear(tensor(bids, [1, 1, 3, 1]));
        return (outcome.Win.AsSpan<double>().ToArray(), outcome.Paid().contiguous().AsSpan<double>().ToArray());
    }

    /// <summary>u = sign(z) sqrt(|z|): not quasi-linear.</summary>
    private sealed class Root : IUtility
    {
        public double Won(double worth, double paid) => Math.Sign(worth - paid) * Math.Sqrt(Math.Abs(worth - paid));

        public Tensor Won(Tensor worth, Tensor paid) => (worth - paid).sign() * (worth - paid).abs().sqrt();

        public (Tensor Utility, Tensor PaymentSlope) Learned(Tensor worth, Tensor paid, bool won) =>
            throw new NotSupportedException();
    }
}
