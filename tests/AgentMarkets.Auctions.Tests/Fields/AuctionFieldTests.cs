using AgentMarkets.Auctions.Fields;
using AgentMarkets.Core.Diagnostics;
using Xunit;

namespace AgentMarkets.Auctions.Tests.Fields;

/// <summary>The expected gradient of games of lines, against fixed points known to six digits and against games
/// played.</summary>
public sealed class AuctionFieldTests
{
    // Fixed points of the smoothed game, form A, by two quadratures: docs/oscillation.md, 4.
    [Theory]
    [InlineData(50, 2, 0.480466645, 2e-9)]
    [InlineData(10, 2, 0.412688, 6e-7)]
    [InlineData(200, 2, 0.494879, 6e-7)]
    [InlineData(25, 3, 0.625811, 6e-7)]
    [InlineData(100, 3, 0.657199, 6e-7)]
    [InlineData(50, 5, 0.781603, 6e-7)]
    [InlineData(10, 5, 0.669984, 6e-7)]
    [InlineData(100, 10, 0.891688, 6e-7)]
    public void TheGradientIsZeroAtTheFixedPoint(double beta, int bidders, double multiplier, double tolerance)
    {
        using var field = Field($"smoothing.beta={beta}", $"auction.bidders={bidders}");

        // The own gradient of everybody falls through zero within the digits of the fixed point.
        double[] Own(double w) => Expected(field, [.. Enumerable.Repeat(Math.Log(w / (1 - w)), bidders)]);

        Assert.All(Own(multiplier - tolerance), slope => Assert.True(slope > 0));
        Assert.All(Own(multiplier + tolerance), slope => Assert.True(slope < 0));
    }

    [Fact]
    public void AsymmetricFixedPointsAreThoseOfTheRawIntegral()
    {
        using var field = Field("auction.bidders=[{\"prior\":\"uniform(high=0.5)\"},{\"prior\":\"uniform(high=1)\"}]");
        double[] Own(double weak, double strong) =>
            Expected(field, [Math.Log(weak / (1 - weak)), Math.Log(strong / (1 - strong))]);

        const double Weak = 0.498187, Strong = 0.331377, Digit = 2e-6;
        Assert.True(Own(Weak - Digit, Strong)[0] > 0 && Own(Weak + Digit, Strong)[0] < 0);
        Assert.True(Own(Weak, Strong - Digit)[1] > 0 && Own(Weak, Strong + Digit)[1] < 0);
    }

    [Theory]
    [InlineData("auction.bidders=2")]
    [InlineData("auction.bidders=3", "auction.prior=truncated-normal(mean=0.6, deviation=0.25, low=0, high=1)")]
    [InlineData("auction.bidders=2", "auction.mechanism=all-pay")]
    [InlineData("auction.bidders=2", "auction.utility=crra(r=0.5)")]
    [InlineData("auction.bidders=3", "auction.prior=power(exponent=2)")]
    public void TheExpectationIsTheMeanOfGamesPlayed(params string[] overrides)
    {
        using var field = Field([.. overrides, "smoothing.beta=30"]);
        double[] point = [.. field.Parameters.Select((_, k) => 0.3 + 0.2 * k)];
        Assert.Equal(ExpectationKind.Exact, field.Expectation.Kind);
        double[] expected = Expected(field, point), sampled = new double[point.Length];
        const int Rounds = 64, Batch = 1 << 14;
        var (sum, squares) = (new double[point.Length], new double[point.Length]);
        for (int round = 1; round <= Rounds; round++)
        {
            field.Sampled(point, [7UL], round, Batch, sampled);
            for (int k = 0; k < point.Length; k++)
            {
                sum[k] += sampled[k] / Rounds;
                squares[k] += sampled[k] * sampled[k] / Rounds;
            }
        }
        for (int k = 0; k < point.Length; k++)
        {
            double error = Math.Sqrt((squares[k] - sum[k] * sum[k]) / Rounds);
            Assert.InRange(sum[k], expected[k] - 4 * error, expected[k] + 4 * error);
        }
    }

    [Fact]
    public void AFixedSampleStandsInWhereNobodyKnowsTheIntegral()
    {
        using var field = Field("smoothing=softmax(temperature=0.02)");
        Assert.Equal(ExpectationKind.FixedSample, field.Expectation.Kind);
        double[] once = Expected(field, [0.1, 0.2]), again = Expected(field, [0.1, 0.2]);
        Assert.Equal(once, again);
        // Rows never meet: the second row is what it is alone.
        var both = new double[4];
        field.Expected([0.4, -0.2, 0.1, 0.2], both);
        Assert.Equal(once, both[2..]);
    }

    [Fact]
    public void NetworksAreLookedAtByTheirBids()
    {
        using var field = Field("strategy=mlp");
        Assert.Equal(10, field.Observables.Count);
        Assert.True(field.Parameters.Count > 200);
    }

    private static AuctionField Field(params string[] overrides) =>
        new(Play.Build(null, overrides), fixedSample: 1 << 14);

    private static double[] Expected(AuctionField field, double[] point)
    {
        var gradient = new double[point.Length];
        field.Expected(point, gradient);
        return gradient;
    }
}
