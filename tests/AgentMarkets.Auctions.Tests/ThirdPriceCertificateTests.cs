using AgentMarkets.Auctions.Certificates;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Priors;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: certificates of the third price, whose payment is one of two rival bids, hold and are close. Method:
/// linear bidders, whose loss has a closed form; the joint law against a sample of its own; bands whose truth is
/// known.</summary>
public class ThirdPriceCertificateTests
{
    private static readonly ThirdPrice s_rule = new(new ThirdPrice.Settings());
    private static readonly Uniform s_prior = new(new Uniform.Settings());
    private static readonly Lazy<AuctionGame> s_game = new(() => Play.Build(null, "rounds=0"));

    [Fact]
    public void LinearBidders_AreNeverCertifiedBelowTheirLoss()
    {
        var draw = new Random(11);
        for (int k = 0; k < 1000; k++)
        {
            double own = 3 * draw.NextDouble(), rivals = 0.05 + 2.95 * draw.NextDouble();
            var loss = Exact(s_rule, Line(own), [Line(rivals), Line(rivals)], 32, 128);
            double truth = Best(rivals) - Own(own, rivals);
            Assert.True(loss.ExAnte >= truth - 1e-12, $"{own} against {rivals}: {loss.ExAnte} < {truth}");
            Assert.InRange(loss.ExAnte, truth - 1e-12, truth + 0.03);
            Assert.Equal(loss.ExAnte, loss.Found + loss.BetweenBids + loss.BetweenTypes + loss.Sampling, 1e-12);
        }
    }

    /// <summary>Golden: at c v against c v the loss is 1/2 - c/3 + c^2/16 - (3 - c)/12 up to c = 2; here
    /// c = 0.9.</summary>
    [Fact]
    public void ExactCertificate_IsClose()
    {
        var play = Play.FirstPrice("auction.mechanism=third-price", "auction.bidders=3",
            "smoothing=softmax(temperature=0.01)", "strategy=linear(start=0.9)", "rounds=0",
            "measure=[certificate,utility-loss]");
        const double Truth = 0.5 - 0.9 / 3 + 0.9 * 0.9 / 16 - (3 - 0.9) / 12;
        Assert.Equal(Truth, play["utility-loss-ex-ante"][0, 0], 1e-6);
        Assert.InRange(play["utility-loss-certified"][0, 0], Truth, Truth + 5e-5);
        Assert.Equal(1, play["certificate-confidence"][0, 0]);
    }

    [Theory]
    [InlineData("third-price")]
    [InlineData("third-price(reserve=0.3)")]
    [InlineData("third-price(entry-fee=0.05)")]
    [InlineData("third-price(ties=lowest)")]
    [InlineData("third-price(ties=nobody)")]
    public void BentBids_AreNeverCertifiedBelowWhatAnyDeviationGains(string name)
    {
        var rule = RuleOf(name);
        var draw = new Random(name.Length);
        for (int k = 0; k < 40; k++)
        {
            double[][,] rivals = [.. Enumerable.Range(0, 2 + k % 2).Select(_ => Bent(draw))];
            double[,] own = Bent(draw);
            var loss = Exact(rule, own, rivals, 16, 64);
            var opposition = new ItemOpposition(rule, new ExactThird(rule, 1, LawsOf(rivals)));
            var line = new OwnBidFunction.OfLines(own);
            double[] levels = [.. rivals.SelectMany(r => Enumerable.Range(0, r.GetLength(0)).Select(i => r[i, 1]))];
            double mean = 0;
            for (int t = 0; t < 100; t++)
            {
                double v = (t + draw.NextDouble()) / 100, best = 0;
                foreach (double bid in Enumerable.Range(0, 60).Select(_ => draw.NextDouble()).Concat(levels))
                {
                    best = Math.Max(best, opposition.Payoff([v], 1, [bid], new Utilities.QuasiLinear()));
                }
                double gain = best - opposition.Payoff([v], 1, [line.Bid(v)], new Utilities.QuasiLinear());
                mean += Math.Max(0, gain) / 100;
                Assert.True(loss.ExInterim >= gain - 1e-9, $"{name} {k}: type {v} gains {gain} > {loss.ExInterim}");
            }
            Assert.True(loss.ExAnte >= mean - 5e-3, $"{name} {k}: {mean} > {loss.ExAnte}");
        }
    }

    /// <summary>P and E t of the wins, also where bids tie, within four standard errors of a sample's.</summary>
    [Theory]
    [InlineData(TieRule.Split)]
    [InlineData(TieRule.Lowest)]
    [InlineData(TieRule.Nobody)]
    public void TheJointLaw_IsThatOfASample(TieRule ties)
    {
        const int Games = 1 << 16;
        var rule = new ThirdPrice(new ThirdPrice.Settings { Ties = ties, Reserve = 0.15 });
        var draw = new Random(3);
        // The second and the third rival may both bid 0.4.
        double[][,] rivals = [Bent(draw), new[,] { { 0, 0.1 }, { 0.5, 0.4 }, { 1, 0.4 } },
            new[,] { { 0, 0.4 }, { 0.6, 0.4 }, { 1, 0.8 } }];
        (int Bidder, IBidLaw Law)[] laws = [.. rivals.Select((knots, j) =>
            (j == 0 ? 1 : j + 2, (IBidLaw)new PiecewiseLinearBids(knots, s_prior, 1)))];
        var law = new TwoHighestBids(ties, 2, laws, rule.Reserve, rivals.SelectMany(knots =>
            Enumerable.Range(0, knots.GetLength(0)).Select(k => knots[k, 1])), 256);
        var bids = new double[Games * 4];
        for (int s = 0; s < Games; s++)
        {
            for (int j = 0; j < 3; j++)
            {
                bids[s * 4 + laws[j].Bidder - 1] = new OwnBidFunction.OfLines(rivals[j]).Bid(draw.NextDouble());
            }
        }
        var sampled = new SampledRivals(rule, new HighestBids(bids, 4, rule).Against(2));
        foreach (double bid in new[] { 0.15, 0.2, 0.35, 0.4, 0.45, 0.7, 0.9 })
        {
            var (exact, seen) = (law.Tied(bid), sampled.At(bid));
            double error = 4 * 0.5 / Math.Sqrt(Games);
            Assert.Equal(exact.Win, seen.Win, error);
            Assert.Equal(exact.Third, seen.Third, error);
        }
    }

    [Fact]
    public void LawsThatAreNoPolynomials_AreBoundedAsCloseAsTheirCells()
    {
        var play = Play.FirstPrice("auction.mechanism=third-price", "auction.bidders=3", "strategy=linear(start=0.9)",
            "auction.prior=beta(a=2, b=2)", "smoothing=softmax(temperature=0.01)", "rounds=0",
            "measure=[certificate,utility-loss]");
        Assert.InRange(play["utility-loss-certified"][0, 0] - play["utility-loss-ex-ante"][0, 0], 0, 2e-3);
        Assert.Equal(1, play["certificate-confidence"][0, 0]);
    }

    [Fact]
    public void SampledCertificates_FailAtMostAsOftenAsTheySay_AndAreClose()
    {
        const int Repetitions = 100;
        const double Delta = 0.3;
        double truth = Best(2) - Own(1.9, 2);
        int failed = 0;
        for (int k = 0; k < Repetitions; k++)
        {
            failed += Sampled(1.9, 2, 400, Delta, k).ExAnte < truth ? 1 : 0;
        }
        Assert.InRange(failed, 0, (int)(Repetitions * Delta));
        var large = Sampled(1.9, 2, 1 << 20, 1e-3, 1);
        Assert.InRange(large.ExAnte, truth, truth + 0.02);
        // sqrt(ln(4 (2^20 + 1)/0.001)/2^21)
        Assert.Equal(0.0032504, SampledPairs.DistanceOf(1 << 20, 1e-3), 1e-6);
    }

    [Fact]
    public void ABandOfPairs_HoldsWhateverTheQuadrant()
    {
        const int Repetitions = 100, Samples = 200;
        const double Delta = 0.2;
        int missed = 0;
        for (int k = 0; k < Repetitions; k++)
        {
            double[] statistic = Statistic(1, Samples, k);
            double d = SampledPairs.DistanceOf(Samples, Delta), worst = 0;
            for (int s = 0; s < Samples; s++)
            {
                for (int r = 0; r < Samples; r += 10)
                {
                    double b = statistic[3 * s], y = statistic[3 * r + 2];
                    int both = Enumerable.Range(0, Samples).Count(i => statistic[3 * i] <= b
                        && statistic[3 * i + 2] <= y);
                    // Both below b, one of them below y.
                    double truth = y >= b ? b * b : 2 * y * b - y * y;
                    worst = Math.Max(worst, Math.Abs((double)both / Samples - truth));
                }
            }
            missed += worst > d ? 1 : 0;
        }
        Assert.InRange(missed, 0, (int)(Delta * Repetitions));
    }

    [Fact]
    public void Networks_AndTables_AreCertified()
    {
        string[] game = ["auction.mechanism=third-price", "auction.bidders=3", "smoothing=softmax(temperature=0.01)",
            "rounds=0", "measure=[certificate,utility-loss]", "evaluation.samples=65536"];
        var network = Play.FirstPrice([.. game, "strategy=mlp"]);
        double truth = Best(1) - Own(1, 1);
        Assert.InRange(network["utility-loss-certified"][0, 0], truth, truth + 0.05);
        Assert.Equal(0.999, network["certificate-confidence"][0, 0]);
        var table = Play.FirstPrice([.. game[..2], "smoothing=none", "rounds=0", game[4],
            "strategy=table(types=16, bids=16, start=truthful)", "learner=multiplicative-weights"]);
        Assert.Equal(1, table["certificate-confidence"][0, 0]);
        // By enumeration of all 16 x 16 rival bids, and an even grid of 51,200 types.
        Assert.InRange(table["utility-loss-certified"][0, 0], 0.06548345, 0.0655);
    }

    /// <summary>E U* against two that bid c v: z = 2v/c or 1, U = v z^2 - c z^3/3.</summary>
    private static double Best(double c) => c >= 2 ? 1 / (3 * c * c) : 0.5 - c / 3 + c * c / 16;

    /// <summary>E U of a v against them: z = a v/c or 1.</summary>
    private static double Own(double a, double c)
    {
        double at = (a * a - a * a * a / 3) / (c * c) / 4;
        double part = Math.Min(1, c / a);
        return at * Math.Pow(part, 4) + (1 - part * part) / 2 - c / 3 * (1 - part);
    }

    private static OneItem RuleOf(string name) => (OneItem)Play.Build(null, $"auction.mechanism={name}",
        "auction.bidders=3", "smoothing=softmax(temperature=0.01)", "strategy=linear").Rules.Mechanism;

    private static double[,] Line(double slope) => new[,] { { 0, 0 }, { 1, slope } };

    /// <summary>Two to six knots, also falling and level; levels of a grid, so that they tie.</summary>
    private static double[,] Bent(Random draw)
    {
        int last = 1 + draw.Next(5);
        var knots = new double[last + 1, 2];
        for (int k = 0; k <= last; k++)
        {
            (knots[k, 0], knots[k, 1]) = ((double)k / last,
                k > 0 && draw.Next(3) == 0 ? knots[k - 1, 1] : draw.Next(9) / 10.0);
        }
        return knots;
    }

    private static (int Bidder, IBidLaw Law)[] LawsOf(double[][,] rivals) =>
        [.. rivals.Select((knots, j) => (j + 2, (IBidLaw)new PiecewiseLinearBids(knots, s_prior, j + 2)))];

    private static CertifiedLoss Exact(OneItem rule, double[,] own, double[][,] rivals, int types, int bids)
    {
        double[] breaks = [.. rivals.SelectMany(knots => Enumerable.Range(0, knots.GetLength(0))
            .Select(k => knots[k, 1])).Distinct().Order()];
        var pairs = new ExactPairs(rule, 1, LawsOf(rivals), breaks, true, bids);
        var bounds = new ThirdPriceBounds(pairs, rule.Options, pairs.Cells);
        return new Certificate(bounds, bounds, new OwnBidFunction.OfLines(own), Cells(own, types),
            OwnMean.Of(own, [.. breaks.Append(rule.Reserve).Distinct().Order()], bounds)).Loss(1);
    }

    private static CertifiedLoss Sampled(double own, double rivals, int samples, double delta, int seed)
    {
        var pairs = new SampledPairs(s_rule, Statistic(rivals, samples, seed), delta, 512);
        double[] between = pairs.Cells;
        return new Certificate(new ThirdPriceBounds(pairs, s_rule.Options, between),
            new ThirdPriceBounds(pairs.Estimate, s_rule.Options, between), new OwnBidFunction.OfLines(Line(own)),
            Cells(Line(own), 64), null).Loss(1 - delta);
    }

    /// <summary>Of two that bid c v, [S, 3].</summary>
    private static double[] Statistic(double c, int samples, int seed)
    {
        var draw = new Random(seed);
        var bids = new double[samples * 3];
        for (int k = 0; k < bids.Length; k++)
        {
            bids[k] = c * draw.NextDouble();
        }
        return new HighestBids(bids, 3, s_rule).Against(1);
    }

    private static CertifiedTypes Cells(double[,] own, int types)
    {
        var game = s_game.Value;
        return CertifiedTypes.Of(game.Rules.Nature, game.Bidders[0], types, new OwnBidFunction.OfLines(own).Breaks);
    }
}
