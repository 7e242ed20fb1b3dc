using System.Runtime.InteropServices;
using AgentMarkets.Core.Actors;
using Xunit;

namespace AgentMarkets.Auctions.Tests;

/// <summary>
/// Goal: far from the fixed point the estimate of evolution strategies in the exact auction and the own gradient of the
/// smoothed market point the same way. Method: one step of each from truthful bids, in the same games.
/// </summary>
public class GradientAgreementTests
{
    [Theory]
    [InlineData("strategy=mlp(hidden=[4])", 2)]
    [InlineData("strategy=mlp(hidden=[4])", 3)]
    [InlineData("strategy=mlp(hidden=[4,4], activation=tanh)", 2)]
    public void FarFromTheFixedPoint_BothPointTheSameWay(string strategy, int bidders)
    {
        string[] game = [strategy, $"auction.bidders={bidders}", "batch=8192", "smoothing=softmax(temperature=0.02)"];
        var slope = Steps([.. game, "learner=gradient(optimizer=sgd, learning-rate=1)"]);
        var tried = Steps([.. game, "learner=evolution(optimizer=sgd, learning-rate=1, population=1024, "
            + "deviation=0.01, antithetic=true)"]);
        for (int i = 0; i < bidders; i++)
        {
            double cosine = Cosine(slope[i], tried[i]);
            Assert.True(cosine > 0.9, $"bidder {i + 1}: the cosine of the angle between them is {cosine}");
        }
        // Chance does not bring it about: another bidder's network is another one.
        Assert.True(Math.Abs(Cosine(slope[0], tried[1])) < 0.9);
    }

    /// <summary>What one round adds to each bidder's parameters.</summary>
    private static double[][] Steps(string[] overrides)
    {
        var (before, after) = (Parameters([.. overrides, "rounds=0"]), Parameters([.. overrides, "rounds=1"]));
        return [.. before.Zip(after, (b, a) => b.Zip(a, (x, y) => (double)y - x).ToArray())];
    }

    private static float[][] Parameters(string[] overrides) => [.. Play.FirstPrice(overrides).State.Behaviors
        .Where(behavior => behavior.Id.Role == "bidder")
        .Select(behavior => MemoryMarshal.Cast<byte, float>(
            behavior.Entries.Single(entry => entry.Name == "parameters").Bytes).ToArray())];

    private static double Cosine(double[] a, double[] b)
    {
        double Dot(double[] x, double[] y) => x.Zip(y, (p, q) => p * q).Sum();
        return Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));
    }
}
