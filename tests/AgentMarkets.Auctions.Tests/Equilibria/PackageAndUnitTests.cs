using AgentMarkets.Auctions.Equilibria;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Priors.Correlation;
using Xunit;

namespace AgentMarkets.Auctions.Tests.Equilibria;

/// <summary>Local and global bidders, several units, contests and trade (docs/auctions.md, 7).</summary>
public class PackageAndUnitTests
{
    private const double Printed = 0.6e-8;

    private static BayesianGame Llg(LlgPayment payment, double? gamma)
    {
        (IPrior, AgentMarkets.Auctions.Utilities.IUtility)[] bidders =
            [(Games.Uniform(), Games.Neutral), (Games.Uniform(), Games.Neutral), (Games.Uniform(0, 2), Games.Neutral)];
        return Games.Correlated(new Llg(new Llg.Settings { Payment = payment }),
            gamma is { } g ? new Bernoulli(new Bernoulli.Settings { Gamma = g }) : null, [1, 2], bidders);
    }

    [Theory]
    [InlineData(0, .20833333, .29166667, .13399267, .46402932, .125, .5, .13316498, .46734008)]
    [InlineData(.1, .21250000, .29583333, .13760589, .45602259, .125, .51094082, .13485634, .47085580)]
    [InlineData(.2, .21666667, .30000000, .14123785, .44719017, .125, .52110098, .13651627, .47382306)]
    [InlineData(.4, .22500000, .30833333, .14845692, .42667684, .125, .53946325, .13972023, .47827068)]
    [InlineData(.5, .22916667, .31250000, .15197891, .41478193, .125, .54781513, .14125585, .47981286)]
    [InlineData(.6, .23333333, .31666667, .15538722, .40163037, .125, .55569346, .14274271, .48093234)]
    [InlineData(.8, .24166667, .32500000, .16164290, .37097047, .125, .57021436, .14555891, .48197052)]
    [InlineData(1, .25, .33333333, .16666667, .33333333, .125, .58333333, .14814815, .48148148)]
    public void Llg_HasTheKnownUtilities(double gamma, double vcg, double vcgGlobal, double zero, double zeroGlobal,
        double bid, double bidGlobal, double nearest, double nearestGlobal)
    {
        foreach (var (payment, local, global) in new[] { (LlgPayment.Vcg, vcg, vcgGlobal),
            (LlgPayment.NearestZero, zero, zeroGlobal), (LlgPayment.NearestBid, bid, bidGlobal),
            (LlgPayment.NearestVcg, nearest, nearestGlobal) })
        {
            var known = Llg(payment, gamma).Equilibrium!;
            Assert.Equal(local, known.Utility(1), Printed);
            Assert.Equal(local, known.Utility(2), Printed);
            Assert.Equal(global, known.Utility(3), Printed);
        }
    }

    [Fact]
    public void Llg_HasTheKnownLimits()
    {
        foreach (var payment in new[] { LlgPayment.NearestZero, LlgPayment.NearestBid, LlgPayment.NearestVcg })
        {
            foreach (double v in new[] { 0.1, 0.4, 0.7, 1 })
            {
                Assert.Equal(Llg(payment, null).BidOf(v), Llg(payment, 0).BidOf(v), 1e-15);
                Assert.Equal(Llg(payment, 1).BidOf(v), Llg(payment, 1 - 1e-9).BidOf(v), 1e-8);
                double factor = payment switch
                {
                    LlgPayment.NearestZero => 1,
                    LlgPayment.NearestBid => 0.5,
                    _ => 2.0 / 3,
                };
                Assert.Equal(factor * v, Llg(payment, 1).BidOf(v), 1e-12);
            }
            Assert.Equal(1.7, Llg(payment, 0.3).BidOf(1.7, 3));
        }
        Assert.Null(Llg(LlgPayment.FirstPrice, 0).Equilibrium);
        Assert.Null(Llg(LlgPayment.Proportional, null).Equilibrium);
    }

    [Theory]
    [InlineData(LlgPayment.Vcg)]
    [InlineData(LlgPayment.NearestZero)]
    [InlineData(LlgPayment.NearestBid)]
    [InlineData(LlgPayment.NearestVcg)]
    public void NoLocalGainsByAnotherBid_WhateverGamma(LlgPayment payment)
    {
        foreach (double gamma in new[] { 0, 0.3, 1 })
        {
            var game = Llg(payment, gamma);
            var (utility, loss) = Local(game, gamma, 1);
            Assert.Equal(game.Equilibrium!.Utility(1), utility, 1e-3);
            Assert.InRange(loss, 0, 1e-4);
            // Bids above the others' need are harmless under VCG, so shade by more there.
            Assert.True(Local(game, gamma, payment == LlgPayment.Vcg ? 0.8 : 0.9).Loss > 1e-4 + loss);
        }
    }

    /// <summary>B is uniform on [0,2], so that P(win) and mean payments are integrals over B: midpoints.</summary>
    private static (double Utility, double Loss) Local(BayesianGame game, double gamma, double factor)
    {
        const int Types = 17, Rivals = 32, Bids = 101, Globals = 100;
        var rule = (Llg)game.Mechanism;
        double utility = 0, loss = 0;
        double[] others = [.. Enumerable.Range(0, Rivals).Select(k => factor * game.BidOf((k + 0.5) / Rivals))];
        double Value(double v, double own, double other)
        {
            double sum = 0;
            for (int k = 0; k < Globals; k++)
            {
                double global = (own + other) * (k + 0.5) / Globals;
                sum += v - rule.Local(own, other, global);
            }
            return sum / Globals * Math.Min(1, (own + other) / 2);
        }
        for (int t = 0; t < Types; t++)
        {
            double v = (t + 0.5) / Types;
            double U(double own) => (gamma < 1 ? (1 - gamma) * others.Average(other => Value(v, own, other)) : 0)
                + (gamma > 0 ? gamma * Value(v, own, factor * game.BidOf(v)) : 0);
            double mine = U(factor * game.BidOf(v));
            utility += mine / Types;
            loss += (Math.Max(mine, Enumerable.Range(0, Bids).Max(k => U(k / (Bids - 1.0)))) - mine) / Types;
        }
        return (utility, loss);
    }

    [Fact]
    public void SeveralUnits_HaveTheKnownNumbers()
    {
        var two = Games.Of(new UniformPrice(new UniformPrice.Settings()), 2, Games.Uniform());
        Assert.Equal([0.8, 0], two.BidOf([0.8, 0.3]));
        Assert.Equal((2.0 / 3, 0.0), (two.Equilibrium!.Utility(1), two.Equilibrium.Revenue));
        var three = Games.Of(new UniformPrice(new UniformPrice.Settings { Units = 3, Demand = 2 }), 2, Games.Uniform());
        Assert.Equal([0.8, 0.25], three.BidOf([0.8, 0.5]));
        Assert.Equal((0.8, 0.2), (three.Equilibrium!.Utility(2), three.Equilibrium.Revenue));
        var equal = Games.Of(new Discriminatory(new Discriminatory.Settings { Values = UnitValues.Equal }), 2,
            Games.Uniform());
        Assert.Equal([0.3, 0.3], equal.BidOf([0.6]));
        Assert.Equal(1.0 / 3, equal.Equilibrium!.Utility(1), 1e-15);
        var vickrey = Games.Of(new Vickrey(new Vickrey.Settings { Units = 3 }), 2, Games.Beta(2, 3));
        Assert.Equal([0.9, 0.5, 0.1], vickrey.BidOf([0.9, 0.5, 0.1]));
    }

    [Fact]
    public void UnitDemand_HasTheKnownNumbers()
    {
        static BayesianGame Discriminatory(int n, int items) => Games.Of(new Discriminatory(new Discriminatory.Settings
        {
            Units = items,
            Values = UnitValues.Unit,
        }), n, Games.Uniform());
        var game = Discriminatory(5, 2);
        Assert.Equal(0.36, game.BidOf(0.5), 1e-12);
        Assert.Equal(0.6, game.BidOf(1), 1e-12);
        Assert.Equal(0.1, game.Equilibrium!.Utility(1), 1e-15);
        Assert.All([1e-12, 1e-7, 0.3, 0.9], v =>
            Assert.Equal(v * (3 - 2 * v) / (3 * (2 - v)), Discriminatory(3, 2).BidOf(v), 1e-12));
        var first = Games.Of(new SequentialFirstPrice(new SequentialFirstPrice.Settings { Items = 2 }), 5,
            Games.Uniform());
        var second = Games.Of(new SequentialSecondPrice(new SequentialSecondPrice.Settings { Items = 2 }), 5,
            Games.Uniform());
        Assert.Equal([3 / 5.0, 3 / 4.0], first.BidOf([1.0]));
        Assert.Equal([3 / 4.0, 1], second.BidOf([1.0]));
        Assert.All([first, second, game], g =>
            Assert.Equal((0.1, 1.0), (g.Equilibrium!.Utility(1), g.Equilibrium.Revenue)));
    }

    [Fact]
    public void OtherGames_HaveTheKnownNumbers()
    {
        var split = Games.Of(new SplitAward(new SplitAward.Settings()), 2, Games.Uniform(1, 1.4));
        Assert.Equal([1.4, 0.7], split.BidOf([1.0]));
        Assert.Equal(0.34, split.Equilibrium!.Utility(1), 1e-12);
        Assert.Equal((false, true), (split.Equilibrium.IsCompared(0), split.Equilibrium.IsCompared(1)));

        var tullock = Games.Of(new Tullock(new Tullock.Settings { Exponent = 1.2 }), 3,
            new Fixed(new Fixed.Settings { Value = 2 }));
        Assert.Equal(2 * 1.2 * 2 / 9, tullock.BidOf(2), 1e-15);
        Assert.Equal(2 / 3.0 - 2 * 1.2 * 2 / 9, tullock.Equilibrium!.Utility(1), 1e-15);
        Assert.Null(Games.Of(new Tullock(new Tullock.Settings { Exponent = 2 }), 3, new Fixed(new Fixed.Settings()))
            .Equilibrium);

        foreach (int n in new[] { 2, 4 })
        {
            var prizes = Games.Of(new PrizeContest(new PrizeContest.Settings { Prizes = [1, 0.4] }), n,
                Games.Uniform());
            double First(double v) => (n - 1.0) / n * Math.Pow(v, n);
            double Second(double v) => (n - 2) * Math.Pow(v, n - 1) - (n - 1.0) * (n - 1) / n * Math.Pow(v, n);
            Assert.All([0.1, 0.5, 0.9, 1], v => Assert.Equal(First(v) + 0.4 * Second(v), prizes.BidOf(v), 1e-14));
        }

        static BayesianGame Trade(double k) =>
            Games.Of(new BilateralTrade(new BilateralTrade.Settings { K = k }), 2, Games.Uniform());
        var half = Trade(0.5);
        Assert.Equal(1 / 12.0 + 2 / 3.0 * 0.6, half.BidOf(0.6, 1), 1e-15);
        Assert.Equal(0.25 + 2 / 3.0 * 0.6, half.BidOf(0.6, 2), 1e-15);
        Assert.Equal(9 / 128.0, half.Equilibrium!.Utility(1), 1e-14);
        Assert.Equal(9 / 128.0, half.Equilibrium.Utility(2), 1e-14);
        Assert.Equal(1 / 12.0, Trade(1).Equilibrium!.Utility(1), 1e-14);
        Assert.Equal(1 / 24.0, Trade(1).Equilibrium!.Utility(2), 1e-14);
        Assert.True(half.Equilibrium.IsCompared(1, [0.25]) && !half.Equilibrium.IsCompared(1, [0.24]));
        Assert.True(half.Equilibrium.IsCompared(2, [0.75]) && !half.Equilibrium.IsCompared(2, [0.76]));
        var auction = Games.Of(new DoubleAuction(new DoubleAuction.Settings { Buyers = 3, Sellers = 2 }), 5,
            Games.Uniform());
        Assert.Equal(0.45, auction.BidOf(0.6, 3), 1e-15);
        Assert.Equal(0.6, auction.BidOf(0.6, 4));
    }

    public static TheoryData<string> Cases => [.. AllCases.Keys];

    internal static readonly SortedDictionary<string, BayesianGame> AllCases = new()
    {
        ["third price U"] = Games.Of(new ThirdPrice(new ThirdPrice.Settings()), 4, Games.Uniform()),
        ["third price power"] = Games.Of(new ThirdPrice(new ThirdPrice.Settings()), 3, Games.Power(2)),
        ["third price normal"] = Games.Of(new ThirdPrice(new ThirdPrice.Settings()), 4, Games.Normal(0.5, 0.4)),
        ["Vickrey"] = Games.Of(new Vickrey(new Vickrey.Settings()), 2, Games.Uniform()),
        ["uniform 2"] = Games.Of(new UniformPrice(new UniformPrice.Settings()), 2, Games.Uniform()),
        ["uniform 3"] = Games.Of(new UniformPrice(new UniformPrice.Settings { Units = 3, Demand = 2 }), 2,
            Games.Uniform()),
        ["uniform unit"] = Games.Of(new UniformPrice(new UniformPrice.Settings { Units = 2, Values = UnitValues.Unit }),
            3, Games.Uniform()),
        ["discriminatory equal"] = Games.Of(
            new Discriminatory(new Discriminatory.Settings { Values = UnitValues.Equal }), 2, Games.Uniform()),
        ["discriminatory unit"] = Games.Of(new Discriminatory(new Discriminatory.Settings { Values = UnitValues.Unit }),
            3, Games.Uniform()),
        ["sequential first"] = Games.Of(new SequentialFirstPrice(new SequentialFirstPrice.Settings()), 3,
            Games.Uniform()),
        ["sequential second"] = Games.Of(new SequentialSecondPrice(new SequentialSecondPrice.Settings()), 3,
            Games.Uniform()),
        ["split award"] = Games.Of(new SplitAward(new SplitAward.Settings()), 2, Games.Uniform(1, 1.4)),
        ["prizes"] = Games.Of(new PrizeContest(new PrizeContest.Settings { Prizes = [1, 0.4] }), 4, Games.Uniform()),
        ["Tullock"] = Games.Of(new Tullock(new Tullock.Settings()), 3, new Fixed(new Fixed.Settings())),
        ["trade"] = Games.Of(new BilateralTrade(new BilateralTrade.Settings()), 2, Games.Uniform()),
        ["trade 1"] = Games.Of(new BilateralTrade(new BilateralTrade.Settings { K = 1 }), 2, Games.Uniform()),
        ["LLG nearest-vcg"] = Llg(LlgPayment.NearestVcg, null),
        ["LLG nearest-zero"] = Llg(LlgPayment.NearestZero, null),
        ["LLG nearest-bid"] = Llg(LlgPayment.NearestBid, null),
        ["LLG vcg"] = Llg(LlgPayment.Vcg, null),
        ["LLG vcg beta"] = Games.Of(new Llg(new Llg.Settings { Payment = LlgPayment.Vcg }), (Games.Beta(2, 2),
            Games.Neutral), (Games.Uniform(), Games.Neutral), (Games.Power(2, 0, 2), Games.Neutral)),
        ["double auction"] = Games.Of(new DoubleAuction(new DoubleAuction.Settings()), 4, Games.Uniform()),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void NobodyGainsByAnotherBid_AndGainsFromLessAreSeen(string name)
    {
        var game = AllCases[name];
        bool areAlike = game.Bidders.All(b => game.Mechanism.RoleOf(b.Number, game.Bidders.Count) is null);
        // Of (v_1, 0) any first bid serves: there the control bids for the second unit too.
        BidRule less = name == "uniform 2" ? (type, bid) => type.CopyTo(bid) : Games.Times(0.85);
        foreach (int bidder in areAlike ? [1] : new[] { 1, game.Bidders.Count })
        {
            var (utility, loss) = Games.SampledDeviation(game, bidder, Games.Times(1));
            double known = game.Equilibrium!.Utility(bidder);
            Assert.True(double.IsNaN(known) || Math.Abs(known - utility) < 2e-3, $"{known} {utility}");
            Assert.True(loss < 2e-4, $"{loss}");
            var (_, control) = Games.SampledDeviation(game, bidder, less);
            Assert.True(control > 5e-4 && control > 2 * loss, $"{loss} {control}");
        }
    }
}
