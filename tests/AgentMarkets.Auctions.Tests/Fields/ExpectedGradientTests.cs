using AgentMarkets.Core.Catalog;
using Xunit;

namespace AgentMarkets.Auctions.Tests.Fields;

/// <summary>Learners that see expected gradients, in 64 bits.</summary>
public sealed class ExpectedGradientTests
{
    // The fixed point of form A, beta = 50, N = 2: docs/oscillation.md, 4, case b.
    private const double FixedPoint = 0.480466645;

    [Fact]
    public void WithoutNoiseTheyRestAtTheFixedPoint()
    {
        var play = Play.FirstPrice("gradients=expected", "rounds=600", "learner.optimizer=sgd",
            "learner.learning-rate=5");
        Assert.All(play["multiplier"].Cast<double>(), w => Assert.Equal(FixedPoint, w, 9));
    }

    [Fact]
    public void StepsThatAreTooLongJumpForEverBetweenTwoPoints()
    {
        // Case c3: u = F(F(u)) to eight digits.
        var play = Play.FirstPrice("gradients=expected", "rounds=4000", "learner.optimizer=sgd",
            "learner.learning-rate=10.6",
            "auction.bidders=[{\"strategy\":\"linear(theta=0)\"},{\"strategy\":\"linear(theta=0.2)\"}]");
        double[] pair = [.. play["multiplier"].Cast<double>().Order()];
        Assert.Equal(0.33780587, pair[0], 7);
        Assert.Equal(0.46821302, pair[1], 7);
    }

    [Fact]
    public void WhereNobodyKnowsTheExpectationTheyAreRefused()
    {
        var refused = Assert.Throws<ConfigurationException>(() =>
            Play.FirstPrice("gradients=expected", "rounds=10", "strategy=mlp"));
        Assert.Contains("gradients", refused.Message);
        Assert.Contains("gradients=sampled", refused.Message);
    }
}
