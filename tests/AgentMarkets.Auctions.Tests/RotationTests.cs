using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Catalog;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Goal: games whose dynamics truly turn do so as their eigenvalues say, and noise spreads as the linear model
/// says. Method: whole runs; without noise where types are fixed.</summary>
public class RotationTests
{
    // Eigenvalues of gradient steps on the bilinear game from (1, 0), without noise.
    private static readonly string[] Still =
    [
        "auction.mechanism=bilinear", "auction.prior=fixed(value=0)", "smoothing=none", "batch=1", "seed=1",
        "auction.bidders=[{ \"strategy\": \"constant(start=1)\" }, { \"strategy\": \"constant(start=0)\" }]",
    ];

    private static readonly string[] Ring =
        ["auction.mechanism=ring-contest(k=8)", "smoothing=none", "auction.bidders=3"];

    [Fact]
    public void BilinearGame_TurnsOutwardsUnderSimultaneousSteps()
    {
        double[][] path = Watched.Play(300, [.. Still, "learner=gradient(optimizer=sgd, learning-rate=0.05)"]);
        Assert.Equal([1, 0], path[0]);
        // z = 1 + 0.05 i: x grows by |z| and turns by arg z, clockwise.
        double growth = Math.Sqrt(1 + 0.05 * 0.05), angle = Math.Atan(0.05);
        Assert.Equal(125.76836, 2 * Math.PI / angle, 5e-6);
        Assert.Equal(Math.Pow(growth, 300) * Math.Cos(300 * angle), path[300][0], 1e-4);
        Assert.Equal(-Math.Pow(growth, 300) * Math.Sin(300 * angle), path[300][1], 1e-4);
    }

    [Theory]
    [InlineData("extra-gradient(learning-rate=0.3)", 2, 0.95817535, 19.73051)]
    [InlineData("optimistic(learning-rate=0.3)", 1, 0.94868330, 19.52813)]
    public void BilinearGame_TurnsInwardsUnderLearnersAgainstRotation(
        string learner, int roundsAStep, double radius, double period)
    {
        const int From = 60, To = 120;
        double[][] path = Watched.Play(To * roundsAStep, [.. Still, $"learner={learner}"]);
        (double X, double Y)[] at = [.. Enumerable.Range(0, To + 1)
            .Select(step => (path[step * roundsAStep][0], path[step * roundsAStep][1]))];
        double shrunk = Math.Sqrt((at[To].X * at[To].X + at[To].Y * at[To].Y)
            / (at[From].X * at[From].X + at[From].Y * at[From].Y));
        Assert.Equal(radius, Math.Pow(shrunk, 1.0 / (To - From)), 1e-5);
        double turned = Enumerable.Range(From, To - From).Sum(step =>
            Math.Atan2(at[step].X * at[step + 1].Y - at[step].Y * at[step + 1].X,
                at[step].X * at[step + 1].X + at[step].Y * at[step + 1].Y));
        Assert.Equal(period, 2 * Math.PI * (To - From) / Math.Abs(turned), 1e-3);
    }

    [Fact]
    public void BilinearGame_HasTheNoiseOfItsTypes()
    {
        // One step of size 1 from (0, 0) with batches of 100: the steps are the noise, 0.1 each.
        double[][] path = Watched.Play(1, "auction.mechanism=bilinear", "smoothing=none", "batch=100", "seed=1..400",
            "strategy=constant(start=0)", "learner=gradient(optimizer=sgd, learning-rate=1)");
        double deviation = Math.Sqrt(path[1].Average(x => x * x));
        // Of 800 draws: a standard error of 2.5 %.
        Assert.Equal(0.1, deviation, 0.01);
        Assert.Equal(0, path[1].Average(), 0.015);
    }

    [Fact]
    public void BilinearGame_IsWhatItSays()
    {
        using var scope = NewDisposeScope();
        IMechanism rule = new Bilinear(new() { Bound = 4 });
        var outcome = rule.Clear(tensor(new[] { 2.0, -1.5, 9, -9 }).reshape(1, 2, 2, 1));
        // Player 1 earns 2 (-1.5) + v (2 + 4); beyond 4 a number counts as 4.
        Assert.Equal([3, -3, 16, -16], outcome.Paid().data<double>().ToArray());
        Assert.Equal([0.75, 0.3125, 1, 0], outcome.Win.data<double>().ToArray());
        // Against a mean of 0.5 the highest number is best for the first, the lowest for the second.
        foreach (int player in (int[])[1, 2])
        {
            var opposition = rule.Against(player, 2, [0.25, 0.75]);
            var (best, bids) = (new double[1], new double[1]);
            opposition.Best([0], [], new QuasiLinear(), best, bids);
            Assert.Equal((2, player == 1 ? 4 : -4), (best[0], bids[0]));
        }
    }

    [Theory]
    [InlineData("uniform(low=-1, high=1)")]
    [InlineData("truncated-normal(mean=0, low=-8, high=8)")]
    public void TypesBelowZero_AreOnlyForRulesThatTakeNegativeBids(string prior) =>
        Assert.Contains("auction.prior.low", Assert.Throws<ConfigurationException>(
            () => Tests.Play.Build(null, $"auction.prior={prior}")).Message);

    [Fact]
    public void RingContest_StandsStillInItsEquilibrium()
    {
        double[][] path = Watched.Play(5, [.. Ring, "auction.prior=fixed(value=1)", "batch=1", "seed=1",
            "strategy=constant(start=0.09876543209876543, scale=log)",
            "learner=gradient(optimizer=sgd, learning-rate=0.7)"]);
        Assert.All(path[5], theta => Assert.Equal(Math.Log(8.0 / 81), theta, 1e-6));
        // The best reply to it is itself: 8 b/(b + 8 b*)^2 = 1 there.
        using var scope = NewDisposeScope();
        IMechanism rule = new RingContest(new());
        double bid = 8.0 / 81;
        var (best, bids) = (new double[1], new double[1]);
        rule.Against(2, 3, rule.Oppose([0.5, 0.5, bid], 3)(2)).Best([1], [], new QuasiLinear(), best, bids);
        Assert.Equal(bid, bids[0], 1e-5);
        Assert.Equal(1.0 / 9 - bid, best[0], 1e-9);
    }

    [Fact]
    public void RingContest_CirclesInItsLimitCycle()
    {
        double[][] path = Watched.Play(2500, [.. Ring, "auction.prior=fixed(value=1)", "batch=1", "seed=1",
            "strategy=constant(start=0.09876543209876543, scale=log, jitter=0.3)",
            "learner=gradient(optimizer=sgd, learning-rate=0.7)"]);
        double[] first = [.. path.Skip(1500).Select(theta => Math.Exp(theta[0]))];
        Assert.Equal(0.040104, first.Min(), 2e-6);
        Assert.Equal(0.238302, first.Max(), 1e-5);
        // Crossings of the equilibrium from below, between rounds by a straight line.
        double middle = Math.Log(8.0 / 81);
        double[] crossings = [.. Enumerable.Range(1500, 999)
            .Where(t => path[t][0] < middle && path[t + 1][0] >= middle)
            .Select(t => t + (middle - path[t][0]) / (path[t + 1][0] - path[t][0]))];
        Assert.Equal(166.5467, (crossings[^1] - crossings[0]) / (crossings.Length - 1), 0.01);
    }

    [Fact]
    public void FavouriteAndUnderdog_SpreadAsTheLinearModelSays()
    {
        const int Replicas = 64;
        double[][] path = Watched.Play(400, "auction.mechanism=tullock", "smoothing=none", "batch=32",
            $"seed=1..{Replicas}", "learner=gradient(optimizer=sgd, learning-rate=0.02)", """
            auction.bidders=[
              { "prior": "uniform(low=8, high=24)", "strategy": "constant(start=0.8858131487889274)" },
              { "prior": "uniform(low=0.5, high=1.5)", "strategy": "constant(start=0.05536332179930796)" }]
            """);
        var late = path.Skip(200).ToArray();
        // The memory is 25 rounds: 8 stretches in 64 replicas, 512 values, a standard error of 3 %.
        Near(0.885813, 0.009637, late.SelectMany(x => x.Take(Replicas)));
        Near(0.055363, 0.002932, late.SelectMany(x => x.Skip(Replicas)));

        static void Near(double mean, double deviation, IEnumerable<double> found)
        {
            double[] all = [.. found];
            double average = all.Average();
            Assert.Equal(mean, average, 0.2 * deviation);
            Assert.Equal(deviation, Math.Sqrt(all.Average(x => (x - average) * (x - average))), 0.13 * deviation);
        }
    }

    [Fact]
    public void ConstantBids_NeverFallBelowTheSmallest()
    {
        // Against 1 a contest for 0.01 is worth nothing: the bid goes down as far as it may.
        double[][] path = Watched.Play(40, "auction.mechanism=tullock", "smoothing=none", "batch=1", "seed=1",
            "auction.prior=fixed(value=0.01)", "strategy=constant(start=1)",
            "learner=gradient(optimizer=sgd, learning-rate=0.5)");
        Assert.Equal(1, path[0][0]);
        Assert.Contains(path, bids => bids[0] == (double)1e-6f);
        Assert.All(path, bids => Assert.True(bids[0] >= (double)1e-6f));
    }

    [Fact]
    public void Jitter_IsNormalAndEverybodysOwn()
    {
        const int Replicas = 2000;
        foreach (string strategy in (string[])["linear(theta=0.9, jitter=0.1)", "constant(start=0.9, jitter=0.1)"])
        {
            double[] start = Watched.Play(0, $"strategy={strategy}", $"seed=1..{Replicas}")[0];
            double[] off = [.. start.Select(x => x - 0.9)];
            Assert.Equal(0, off.Average(), 0.007);
            Assert.Equal(0.1, Math.Sqrt(off.Average(x => x * x)), 0.006);
            double together = off.Take(Replicas).Zip(off.Skip(Replicas), (a, b) => a * b).Average() / 0.01;
            Assert.Equal(0, together, 0.09);
            // A replica's start is its seed's.
            double[] alone = Watched.Play(0, $"strategy={strategy}", "seed=17")[0];
            Assert.Equal([start[16], start[Replicas + 16]], alone);
        }
    }

    [Fact]
    public void ConstantBid_IsCheckedExactly()
    {
        // First price against a bid of 0.3: types above it bid just over 0.3, E (v - 0.3)+ = 0.245; at 0.3 itself half.
        var play = Tests.Play.FirstPrice("strategy=constant(start=0.3)", "rounds=0");
        Assert.True(play.Game.ChecksAreExact);
        Assert.Equal(0.5 * (0.5 - 0.3), play.Of("utility").Mean, 1e-6);
        Assert.Equal(0.245 - 0.1, play.Of("utility-loss-ex-ante").Mean, 1e-5);
    }
}
