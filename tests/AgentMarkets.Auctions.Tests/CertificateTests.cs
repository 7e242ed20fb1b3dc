using AgentMarkets.Auctions.Certificates;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Priors;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: what is certified is never below what could be gained, and close to it. Method: the worked example of
/// docs/certificates.md; strategies whose loss is known without sampling; samples whose truth is known.</summary>
public class CertificateTests
{
    private static readonly FirstPrice s_rule = new(new FirstPrice.Settings());

    [Theory]
    [InlineData(4, 8, false, 0.096875, 0.2875, 1e-12)]
    [InlineData(4, 8, true, 0.0372916666666667, 0.2875, 1e-12)]
    [InlineData(1024, 4096, false, 5.815e-4, 1.863e-3, 5e-7)]
    [InlineData(1024, 4096, true, 3.277e-4, 1.863e-3, 5e-7)]
    public void WorkedExample_IsTheBooks(int types, int bids, bool meanIsExact, double exAnte, double exInterim,
        double tolerance)
    {
        var loss = Example(types, bids, meanIsExact);
        Assert.Equal(exAnte, loss.ExAnte, tolerance);
        Assert.Equal(exInterim, loss.ExInterim, tolerance);
        Assert.Equal(loss.ExAnte, loss.Found + loss.BetweenBids + loss.BetweenTypes + loss.Sampling, 1e-12);
        Assert.Equal(0, loss.Sampling);
    }

    /// <summary>Two bidders at 0.48 v of uniform types.</summary>
    private static CertifiedLoss Example(int types, int bids, bool meanIsExact)
    {
        double[,] knots = { { 0, 0 }, { 1, 0.48 } };
        var prior = new Uniform(new Uniform.Settings());
        var law = new IndependentBids(TieRule.Split, 1, [(2, new PiecewiseLinearBids(knots, prior, 2))]);
        var bounds = new QuasiLinearBounds(new ExactBand(law, [0, 0.48], true, 0), Stakes.Of(s_rule),
            BidCells.Even(0, 0.48, bids, []));
        var cells = new CertifiedTypes(BidCells.Even(0, 1, types, []), [.. Enumerable.Repeat(1.0 / types, types)],
            [.. Enumerable.Repeat(0.5 / types, types)]);
        return new Certificate(bounds, bounds, new OwnBidFunction.OfLines(knots), cells,
            meanIsExact ? OwnMean.Of(knots, [0, 0.48], bounds) : null) { OwnParts = 1 }.Loss(1);
    }

    [Fact]
    public void ExactCertificate_IsClose()
    {
        var play = Play.FirstPrice("strategy=linear(start=0.48)", "measure=[certificate,utility-loss]");
        Assert.InRange(play["utility-loss-certified"][0, 0], 2.6667e-4, 2.8e-4);
        Assert.InRange(play["utility-loss-certified-ex-interim"][0, 0], 7.692e-4, 9e-4);
        Assert.Equal(1, play["certificate-confidence"][0, 0]);
    }
}
