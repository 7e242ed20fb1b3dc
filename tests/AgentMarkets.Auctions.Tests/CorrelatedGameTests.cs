using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Priors.Correlation;
using AgentMarkets.Core.Catalog;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Games whose types hang together: what nature draws, what is refused, and how losses are measured
/// (docs/auctions.md, 4 and 5).</summary>
public class CorrelatedGameTests
{
    private static readonly FormulaBid s_truthful = (_, v, b) => b[0] = v[0];

    [Fact]
    public void DrawsOfOneRound_HaveTheJointLaw()
    {
        // Bernoulli(0.4) for bidders 1 and 2 of three: they are the same in 40 % of the games, the third never.
        var nature = Formula.Game(Auction("bernoulli(0.4)", 3) with { Correlated = [1, 2] }, s_truthful).Rules.Nature;
        double[][] types = [.. Draw(nature, 3)];
        double same = types[0].Zip(types[1]).Count(pair => pair.First == pair.Second) / (double)types[0].Length;
        Assert.Equal(.4, same, 4 * Math.Sqrt(.24 / types[0].Length));
        Assert.DoesNotContain(types[0].Zip(types[2]), pair => pair.First == pair.Second);
        Assert.Equal([1, 2], nature.Members);
        Assert.False(nature.IsIndependent);
        Assert.True(nature.ValuesAreTypes);
    }

    [Fact]
    public void ShortDraws_AreTheLongOnesRounded()
    {
        foreach (string name in (string[])["bernoulli(0.4)", "constant-weights(0.4)", "affiliated", "mineral-rights"])
        {
            var nature = Formula.Game(Auction(name, 2), s_truthful).Rules.Nature;
            var bidder = Bidders(nature, 2)[1];
            var stream = nature.StreamOf(bidder, 7, "types");
            var (wide, narrow) = (new double[64], new float[64]);
            nature.Draw(bidder, stream, 3, wide.AsSpan());
            nature.Draw(bidder, stream, 3, narrow.AsSpan());
            Assert.All(narrow, v => Assert.InRange(v, 0, (float)nature.Support(bidder).High));
            var alone = new float[64];
            nature.Draw(bidder, stream.Own, 3, alone.AsSpan());
            Assert.All(alone, v => Assert.InRange(v, 0, (float)nature.Support(bidder).High));
            Assert.NotEqual(narrow, alone);
        }
    }

    [Fact]
    public void Values_AreWhatTheObservationsSay()
    {
        var nature = Formula.Game(Auction("affiliated", 2), s_truthful).Rules.Nature;
        double[][] types = [.. Draw(nature, 2)];
        var values = new double[types[0].Length];
        nature.Values(nature.StreamOf(Bidders(nature, 2)[0], 1, "types"), 1, values.AsSpan());
        Assert.All(Enumerable.Range(0, values.Length),
            k => Assert.Equal((types[0][k] + types[1][k]) / 2, values[k], 1e-12));
    }

    [Fact]
    public void WithoutCorrelation_DrawsAreTheBiddersOwn()
    {
        var independent = Formula.Auction(new FirstPrice(new FirstPrice.Settings()), 2);
        var nature = Formula.Game(independent, s_truthful).Rules.Nature;
        var bidder = Bidders(nature, 2)[0];
        var stream = nature.StreamOf(bidder, 7, "types");
        var (with, alone) = (new float[64], new float[64]);
        nature.Draw(bidder, stream, 3, with.AsSpan());
        nature.Draw(bidder, stream.Own, 3, alone.AsSpan());
        Assert.Equal(alone, with);
        Assert.True(nature.IsIndependent);
    }

    [Theory]
    [InlineData("bernoulli(0.6)")]
    [InlineData("constant-weights(0.6)")]
    public void TruthfulBids_AreBestInASecondPriceAuctionWhateverTheCorrelation(string correlation)
    {
        var found = Formula.Measure(Auction(correlation, 3, new SecondPrice(new SecondPrice.Settings())),
            s_truthful, 1 << 16);
        // Against any rivals: 0 but for the quadrature.
        Assert.Equal(0, found["utility-loss-ex-interim"][0, 0], 1e-7);
        var control = Formula.Measure(Auction(correlation, 3, new SecondPrice(new SecondPrice.Settings())),
            (_, v, b) => b[0] = .95 * v[0], 1 << 16);
        Assert.True(control["utility-loss-ex-ante"][0, 0] > 1e-4);
    }

    [Fact]
    public void CommonTypes_AreWorkedOutByHand()
    {
        // Two bidders with one type, bidding w v each, ties split: u = (1-w) v/2; just above the rival (1-w) v. So with
        // w = 0.8 the loss is 0.1 v: 0.05 and 0.1; the revenue 0.8/2.
        var found = Formula.Measure(Auction("bernoulli(1)", 2), (_, v, b) => b[0] = .8 * v[0], 1 << 16);
        Assert.Equal(.05, found["utility-loss-ex-ante"][0, 0], 1e-9);
        Assert.Equal(.1, found["utility-loss-ex-interim"][0, 0], 1e-9);
        Assert.Equal(.4, found["revenue"][0, 0], 1e-9);
        Assert.Equal(1, found["efficiency"][0, 0], 5e-3);
    }

    [Fact]
    public void GammaOfZero_IsTheIndependentGame()
    {
        var found = Formula.Measure(Auction("bernoulli(0)", 2), (_, v, b) => b[0] = .48 * v[0], 1 << 10);
        // The worked example.
        Assert.Equal(2.0 / 7500, found["utility-loss-ex-ante"][0, 0], 1e-6);
        Assert.Equal(.52 / 3, found["utility"][0, 0], 1e-9);
    }

    [Fact]
    public void ABidderOutsideTheCorrelation_FacesOneLaw()
    {
        // Second price against two common values: the third bidder meets max = v, its utility is E (o - v)+ = 1/6; the
        // other two meet each other: they tie and pay their value, u = 0.
        var found = Formula.Measure(Auction("bernoulli(1)", 3, new SecondPrice(new SecondPrice.Settings()))
            with { Correlated = [1, 2] }, s_truthful, 1 << 18);
        Assert.Equal(1.0 / 6, found["utility"][0, 2], 4 * found["utility-sampling-error"][0, 2]);
        Assert.Equal(0, found["utility"][0, 0], 1e-12);
    }

    [Theory]
    [InlineData("auction.correlation=bernoulli(gamma=1.5)", "gamma", "1")]
    [InlineData("auction.correlation=affiliated;auction.prior=uniform(low=0, high=2)", "auction.correlation",
        "bernoulli")]
    [InlineData("auction.correlation=mineral-rights;auction.correlated=[1,2];auction.bidders=3", "auction.correlated",
        "all")]
    [InlineData("auction.correlation=bernoulli;auction.correlated=[1,7]", "auction.correlated", "7")]
    [InlineData("auction.correlation=bernoulli;auction.correlated=[1]", "auction.correlated", "two")]
    [InlineData("auction.correlation=bernoulli;auction.prior=empirical(file=v.csv)", "auction.correlation", "rows")]
    public void WhatDoesNotGoTogether_IsRefusedWithTheWayOut(string overrides, string key, string word)
    {
        var error = Assert.Throws<ConfigurationException>(
            () => Play.Build(new Play.OneFile("v.csv", "anna,bert\n0.4,0.4\n0.8,0.8\n"), overrides.Split(';')));
        Assert.Contains(key, error.Message);
        Assert.Contains(word, error.Message);
    }

    [Fact]
    public void Learning_UnderAffiliationApproachesTheEquilibrium()
    {
        // Own-bid smoothing, first price, values the mean of what is seen: b = 2o/3 is a multiple of the type.
        var play = Play.FirstPrice("auction.correlation=affiliated", "smoothing=own-bid(beta=50)", "rounds=1500",
            "batch=512", "seed=1..4", "measure=[]", "evaluation.samples=16384");
        Assert.Equal(2.0 / 3, play.Of("multiplier-average").Mean, .03);
    }

    private static AuctionBlock Auction(string correlation, int bidders, IMechanism? rule = null) =>
        Formula.Auction(rule ?? new FirstPrice(new FirstPrice.Settings()), bidders) with
        {
            Correlation = correlation.Split('(', ')') switch
            {
                ["bernoulli", var gamma, _] => new Bernoulli(new Bernoulli.Settings { Gamma = Number(gamma) }),
                ["constant-weights", var gamma, _] =>
                    new ConstantWeights(new ConstantWeights.Settings { Gamma = Number(gamma) }),
                ["affiliated"] => new Affiliated(),
                _ => new MineralRights(),
            },
        };

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<double[]> Draw(Nature nature, int bidders) => Bidders(nature, bidders).Select(bidder =>
    {
        var types = new double[1 << 14];
        nature.Draw(bidder, nature.StreamOf(bidder, 1, "types"), 1, types.AsSpan());
        return types;
    });

    private static Bidder[] Bidders(Nature nature, int count) => [.. Enumerable.Range(1, count).Select(number =>
        new Bidder(number, new Uniform(new Uniform.Settings()), new Utilities.QuasiLinear(), new Formula(s_truthful),
            new Core.Learning.Gradient(new Core.Learning.Gradient.Settings())))];
}
