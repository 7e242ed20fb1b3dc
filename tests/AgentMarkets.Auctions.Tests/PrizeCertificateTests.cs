using AgentMarkets.Auctions.Certificates;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Priors;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: certificates of contests with several prizes hold and are close, whether a type is what prizes are
/// worth or what bids cost. Method: linear bidders, whose loss is a sum over a fine grid of a closed form; the chance
/// of each prize against a sample of its own, also at ties.</summary>
public class PrizeCertificateTests
{
    private static readonly double[] s_prizes = [1, 0.4];
    private static readonly Uniform s_prior = new(new Uniform.Settings());
    private static readonly Lazy<AuctionGame> s_game = new(() => Play.Build(null, "rounds=0"));

    [Theory]
    [InlineData(ContestTypes.Value)]
    [InlineData(ContestTypes.Cost)]
    public void LinearBidders_AreNeverCertifiedBelowTheirLoss(ContestTypes types)
    {
        var draw = new Random(4);
        for (int k = 0; k < 500; k++)
        {
            double own = draw.NextDouble(), rivals = 0.05 + 0.95 * draw.NextDouble();
            var loss = Exact(types, own, rivals, 32, 256);
            var (truth, atWorst) = Truth(types, own, rivals);
            Assert.True(loss.ExAnte >= truth - 1e-5, $"{own} against {rivals}: {loss.ExAnte} < {truth}");
            Assert.True(loss.ExInterim >= atWorst - 1e-9, $"{own} against {rivals}: {loss.ExInterim} < {atWorst}");
            Assert.InRange(loss.ExAnte, truth - 1e-5, truth + 0.03);
        }
    }

    [Fact]
    public void FinerCells_AreCloser()
    {
        double truth = Truth(ContestTypes.Value, 0.3, 0.5).Mean;
        Assert.InRange(Exact(ContestTypes.Value, 0.3, 0.5, 1024, 1 << 14).ExAnte, truth - 1e-5, truth + 2e-4);
        truth = Truth(ContestTypes.Cost, 0.3, 0.5).Mean;
        Assert.InRange(Exact(ContestTypes.Cost, 0.3, 0.5, 1024, 1 << 14).ExAnte, truth - 1e-5, truth + 1e-3);
    }

    /// <summary>Within four standard errors; two rivals may tie at 0.4, and all three at 0.</summary>
    [Theory]
    [InlineData(TieRule.Split)]
    [InlineData(TieRule.Lowest)]
    [InlineData(TieRule.Nobody)]
    public void ChancesOfPrizes_AreThoseOfASample(TieRule ties)
    {
        const int Games = 1 << 16;
        var rule = new PrizeContest(new PrizeContest.Settings { Prizes = [3, 2, 1], Ties = ties, ZeroWins = true });
        double[][,] rivals = [new[,] { { 0.0, 0 }, { 0.3, 0 }, { 1, 0.9 } },
            new[,] { { 0, 0.1 }, { 0.5, 0.4 }, { 1, 0.4 } }, new[,] { { 0, 0.4 }, { 0.6, 0.4 }, { 1, 0.8 } }];
        int[] numbers = [1, 3, 4];
        var exact = new ExactRanks(ties, 2, [.. rivals.Select((knots, j) =>
            (numbers[j], (IBidLaw)new PiecewiseLinearBids(knots, s_prior, 1)))]);
        var draw = new Random(3);
        var bids = new double[Games * 4];
        for (int s = 0; s < Games; s++)
        {
            for (int j = 0; j < 3; j++)
            {
                bids[s * 4 + numbers[j] - 1] = new OwnBidFunction.OfLines(rivals[j]).Bid(draw.NextDouble());
            }
        }
        var sampled = new SampledRanks(3, new RankedBids(bids, 4, rule).Against(2));
        double[] known = new double[3], seen = new double[3];
        foreach (double bid in new[] { 0, 0.05, 0.2, 0.4, 0.45, 0.7, 0.9 })
        {
            foreach (bool above in new[] { false, true })
            {
                exact.Win(bid, above, known);
                sampled.Win(bid, above, seen);
                for (int k = 0; k < 3; k++)
                {
                    Assert.Equal(known[k], seen[k], 4 * 0.5 / Math.Sqrt(Games));
                }
            }
        }
    }

    [Theory]
    [InlineData("prizes=[0.7,0.3]", "strategy=equilibrium", "auction.prior=uniform")]
    [InlineData("prizes=[0.7,0.3]", "strategy=piecewise-linear", "learner=best-response",
        "auction.prior=beta(a=2, b=2)")]
    [InlineData("prizes=[3,2,1], types=cost", "strategy=piecewise-linear", "learner=best-response",
        "auction.prior=uniform(low=0.5, high=1)")]
    public void Bids_AreCertifiedWithoutSampling_AndClose(string contest, params string[] overrides)
    {
        var play = Play.FirstPrice([$"auction.mechanism=prize-contest({contest})", "auction.bidders=4",
            "smoothing=none", "rounds=0", "certificate.types=1024", "certificate.bids=4096",
            "measure=[certificate,utility-loss]", .. overrides]);
        Assert.Equal(1, play["certificate-confidence"][0, 0]);
        double loss = play["utility-loss-ex-ante"][0, 0];
        Assert.InRange(play["utility-loss-certified"][0, 0], loss - 1e-9, loss + 2e-3);
    }

    [Fact]
    public void SampledCertificates_FailAtMostAsOftenAsTheySay_AndAreClose()
    {
        const int Repetitions = 100;
        const double Delta = 0.3;
        double truth = Truth(ContestTypes.Value, 0.3, 0.5).Mean;
        int failed = 0;
        for (int k = 0; k < Repetitions; k++)
        {
            failed += Sampled(0.3, 0.5, 300, Delta, k).ExAnte < truth ? 1 : 0;
        }
        Assert.InRange(failed, 0, (int)(Repetitions * Delta));
        Assert.InRange(Sampled(0.3, 0.5, 1 << 18, 1e-3, 1).ExAnte, truth, truth + 0.02);
    }

    [Fact]
    public void Networks_AreCertified()
    {
        var play = Play.FirstPrice("auction.mechanism=prize-contest(prizes=[1,0.4])", "auction.bidders=3",
            "smoothing=none", "learner=evolution", "strategy=mlp", "rounds=0", "evaluation.samples=65536",
            "measure=[certificate,utility-loss]");
        Assert.Equal(0.999, play["certificate-confidence"][0, 0]);
        double truth = Truth(ContestTypes.Value, 1, 1).Mean;
        Assert.InRange(play["utility-loss-certified"][0, 0], truth, truth + 0.03);
    }

    /// <summary>W(z) = z^2 + 0.8 z (1 - z), z = min(1, b/c), against two that bid c v: the best of v W(z) - c z or of
    /// W(z) - v c z is at 0 or at 1, since W bends upwards.</summary>
    private static (double Mean, double Worst) Truth(ContestTypes types, double own, double rivals)
    {
        const int Types = 4000;
        double sum = 0, worst = 0;
        for (int t = 0; t < Types; t++)
        {
            double v = (t + 0.5) / Types, worth = types == ContestTypes.Value ? v : 1;
            double cost = types == ContestTypes.Value ? 1 : v;
            double At(double z) => worth * (s_prizes[0] * z * z + 2 * s_prizes[1] * z * (1 - z)) - cost * rivals * z;
            // The slope in z only rises: 2 V_2 is less than V_1 + V_2.
            double best = Math.Max(0, At(1)), z = own * v / rivals;
            double gain = best - (z <= 1 ? At(z) : At(1) - cost * (own * v - rivals));
            (sum, worst) = (sum + gain / Types, Math.Max(worst, gain));
        }
        return (sum, worst);
    }

    private static CertifiedLoss Exact(ContestTypes contest, double own, double rivals, int types, int bids)
    {
        double[,] mine = Line(own), theirs = Line(rivals);
        var law = new ExactRanks(TieRule.Split, 1, [.. new[] { 2, 3 }.Select(j =>
            (j, (IBidLaw)new PiecewiseLinearBids(theirs, s_prior, j)))]);
        var band = new ExactPrizes(s_prizes, law, [0, rivals]);
        var bounds = Bounds(contest, band, bids);
        return new Certificate(bounds, bounds, new OwnBidFunction.OfLines(mine), Cells(mine, types),
            OwnMean.Of(mine, [0, rivals], bounds)).Loss(1);
    }

    private static PayoffBounds Bounds(ContestTypes contest, IChanceBand band, int bids)
    {
        var options = new ItemOptions();
        double[] between = band.Cells(0, band.Enough, bids);
        return contest == ContestTypes.Cost ? new CostBounds(band, options, between)
            : new QuasiLinearBounds(band, new Stakes(1, 0, true, options), between);
    }

    private static CertifiedLoss Sampled(double own, double rivals, int samples, double delta, int seed)
    {
        var rule = new PrizeContest(new PrizeContest.Settings { Prizes = s_prizes });
        var draw = new Random(seed);
        double[] bids = [.. Enumerable.Range(0, 3 * samples).Select(_ => rivals * draw.NextDouble())];
        var band = new SampledPrizes(s_prizes, 2, new RankedBids(bids, 3, rule).Against(1), delta);
        return new Certificate(Bounds(ContestTypes.Value, band, 512), Bounds(ContestTypes.Value, band.Estimate, 512),
            new OwnBidFunction.OfLines(Line(own)), Cells(Line(own), 64), null).Loss(1 - delta);
    }

    private static double[,] Line(double slope) => new[,] { { 0, 0 }, { 1, slope } };

    private static CertifiedTypes Cells(double[,] own, int types)
    {
        var game = s_game.Value;
        return CertifiedTypes.Of(game.Rules.Nature, game.Bidders[0], types, new OwnBidFunction.OfLines(own).Breaks);
    }
}
