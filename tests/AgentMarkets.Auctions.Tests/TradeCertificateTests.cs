using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Priors;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: certificates where what a bidder pays less than its bid is a mean of integrals (trades, local bidders
/// under core rules, units) hold and are close. Method: equilibria, which lose nothing, and bids off them, whose loss
/// has a closed form or is estimated by independent games.</summary>
public class TradeCertificateTests
{
    /// <summary>Buyer a v, seller a c + 1 - a at k = 1/2, values and costs uniform: equilibrium is 2/3 v + 1/12 and
    /// 2/3 c + 1/4 (Chatterjee and Samuelson 1983).</summary>
    [Fact]
    public void TheLinearEquilibriumOfATrade_IsCertifiedWithoutSampling()
    {
        var play = Play.FirstPrice("auction.mechanism=bilateral-trade(k=0.5)", "strategy=equilibrium",
            "smoothing=none", "rounds=0", "measure=[certificate,utility-loss]");
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(1, play["certificate-confidence"][0, i]);
            Assert.Equal(0, play["utility-loss-ex-ante"][0, i], 1e-5);
            Assert.InRange(play["utility-loss-certified"][0, i], play["utility-loss-ex-ante"][0, i] - 1e-9, 2e-4);
        }
    }

    /// <summary>Both offer what it is worth to them, at k = 1/2: the buyer's best is 2/3 v against c, and gains v^2/3
    /// - v^2/4, on average 1/36; the seller is its mirror image.</summary>
    [Fact]
    public void TruthfulTraders_AreCertifiedAtTheirLoss()
    {
        var play = Play.FirstPrice("auction.mechanism=bilateral-trade(k=0.5)", "strategy=piecewise-linear",
            "learner=best-response", "smoothing=none", "rounds=0", "measure=[certificate,utility-loss]");
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(1.0 / 36, play["utility-loss-ex-ante"][0, i], 1e-5);
            Assert.InRange(play["utility-loss-certified"][0, i], 1.0 / 36 - 1e-9, 1.0 / 36 + 2e-4);
        }
    }

    [Theory]
    [InlineData("auction.mechanism=llg(payment=nearest-vcg)", 3, 2)]
    [InlineData("auction.mechanism=llg(payment=nearest-zero)", 3, 2)]
    [InlineData("auction.mechanism=llg(payment=nearest-bid)", 3, 2)]
    [InlineData("auction.mechanism=uniform-price(units=2, values=unit)", 3, 3)]
    [InlineData("auction.mechanism=discriminatory(units=2, values=unit)", 4, 4)]
    public void Equilibria_AreCertifiedAboveTheirLoss_AndClose(string mechanism, int bidders, int certified)
    {
        var play = Play.FirstPrice(mechanism, $"auction.bidders={bidders}", "strategy=equilibrium", "smoothing=none",
            "rounds=0", "evaluation.samples=65536", "certificate.types=1024", "certificate.bids=4096",
            "measure=[certificate,utility-loss]");
        for (int i = 0; i < certified; i++)
        {
            Assert.Equal(0.999, play["certificate-confidence"][0, i]);
            Assert.InRange(play["utility-loss-certified"][0, i], 0, 0.04);
        }
    }

    /// <summary>Networks that bid their values: what a bid of any type gains in a large sample of its own is never
    /// more than the certificate says.</summary>
    [Theory]
    [InlineData("llg(payment=nearest-vcg)", 3, 3)]
    [InlineData("llg(payment=nearest-zero)", 3, 3)]
    [InlineData("llg(payment=nearest-bid)", 3, 3)]
    [InlineData("double-auction(buyers=2, sellers=2)", 4, 2)]
    [InlineData("discriminatory(units=2, values=unit)", 3, 3)]
    public void TruthfulBids_AreCertifiedAboveWhatTheyLose_AndClose(string mechanism, int bidders, int certified)
    {
        string[] game = [$"auction.mechanism={mechanism}", $"auction.bidders={bidders}",
            "strategy=piecewise-linear", "learner=best-response", "smoothing=none", "rounds=0"];
        var bound = Play.FirstPrice([.. game, "evaluation.samples=131072", "measure=[certificate]"]);
        var truth = Play.FirstPrice([.. game, "evaluation.samples=131072", "seed=77", "measure=[utility-loss]"]);
        for (int i = 0; i < certified; i++)
        {
            double loss = truth["utility-loss-ex-ante"][0, i];
            Assert.InRange(bound["utility-loss-certified"][0, i], loss - 1e-3, loss + 0.03);
            // The part that is no bound is the same loss, found in other games.
            Assert.Equal(loss, bound["certificate-found"][0, i], 4e-3);
        }
    }

    /// <summary>Against samples of the mirrored law.</summary>
    [Fact]
    public void AnExactTrade_IsThatOfASample()
    {
        var prior = new Uniform(new Uniform.Settings());
        var draw = new Random(5);
        double[,] knots = { { 0, 0.2 }, { 0.4, 0.5 }, { 1, 0.8 } };
        var law = new PiecewiseLinearBids(knots, prior, 1);
        double[] sample = [.. Enumerable.Range(0, 1 << 16).Select(_ =>
            new Certificates.OwnBidFunction.OfLines(knots).Bid(draw.NextDouble()))];
        foreach (bool buys in new[] { true, false })
        {
            var exact = new ExactTrade(buys, 0.3, law, law.Highest);
            var sampled = new TradeOpposition(buys, 0.3, [.. sample]);
            double[] win = new double[1], seen = new double[1];
            foreach (double bid in new[] { 0.1, 0.3, 0.55, 0.79, 0.9 })
            {
                double paid = exact.Fare([bid], win), paidSeen = sampled.Fare([bid], seen);
                Assert.Equal(win[0], seen[0], 8e-3);
                Assert.Equal(paid, paidSeen, 8e-3);
            }
            double[] worth = buys ? [0.3, 0.6, 0.9] : [-0.1, -0.4, -0.7];
            double[] best = new double[3], bids = new double[3], bestSeen = new double[3];
            exact.Best(worth, [], new Utilities.QuasiLinear(), best, bids);
            sampled.Best(worth, [], new Utilities.QuasiLinear(), bestSeen, new double[3]);
            for (int t = 0; t < 3; t++)
            {
                Assert.Equal(best[t], bestSeen[t], 8e-3);
                Assert.Equal(best[t], exact.Payoff([worth[t]], 1, [bids[t]], new Utilities.QuasiLinear()), 1e-3);
            }
        }
    }
}
