using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace AgentMarkets.Core.Tests;

/// <summary>Two bidders, soft allocation with beta 50: docs/oscillation.md, 4, cases a and h.</summary>
public sealed class SoftFirstPriceTests
{
    private static readonly LinearFirstPrice Field = new(50);
    private static readonly double[] Fixed = FixedPoint.Find(Field, [0, 0]).Point;
    private static readonly Matrix<double> J = Jacobian.Of(Field, Fixed);
    private static readonly double W = LinearFirstPrice.Share(Fixed[0]), Scale = W * (1 - W);
    private static readonly Matrix<double> Sigma =
        Rules.Matrix(new[,] { { 0.051918, 0.039358 }, { 0.039358, 0.051918 } });

    [Theory]
    [InlineData(10, 0.412688)]
    [InlineData(50, 0.480467)]
    [InlineData(200, 0.494879)]
    public void FixedPoint_IsThatOfTheSmoothedGame(double beta, double share)
    {
        var found = FixedPoint.Find(new LinearFirstPrice(beta), [0.3, -0.2]);
        Assert.True(found.Landed);
        Assert.All(found.Point, theta => Assert.Equal(share, LinearFirstPrice.Share(theta), 5.1e-7));
    }

    [Fact]
    public void GradientsThatFadeAtInfinity_AreNoFixedPoint()
    {
        // Newton's steps from here drive one share to 1, where nothing moves it any more.
        var found = FixedPoint.Find(Field, [0.9, -0.3]);
        Assert.False(found.Landed);
        Assert.InRange(found.Residual, 0, 1e-9);
        Assert.InRange(found.Left, 0.5, 2);
    }

    [Fact]
    public void FixedPoint_OfEqualBidders_ToNineDigits()
    {
        Assert.Equal(0.480466645, W, 6e-10);
        Assert.Equal(Fixed[0], Fixed[1], 1e-12);
        Assert.InRange(FixedPoint.Distance(Field, Fixed), 0, 1e-12);
        Rules.Close(0.01, FixedPoint.Distance(Field, [Fixed[0] + 0.006, Fixed[1] - 0.008]), 0.05);
    }

    [Fact]
    public void Jacobian_IsThatOfTheReport()
    {
        Assert.Equal(-0.138711, J[0, 0], 5.1e-7);
        Assert.Equal(0.058865, J[0, 1], 5.1e-7);
        Assert.Equal(J[0, 1], J[1, 0], 1e-10);
        double sum = J[0, 0] + J[0, 1], difference = J[0, 0] - J[0, 1];
        Assert.Equal(-0.197577, difference, 5.1e-7);
        Assert.Equal(-0.079846, sum, 5.1e-7);
        Assert.Equal(-3.170899, difference / (Scale * Scale), 1e-6);
        Assert.Equal(-1.281441, sum / (Scale * Scale), 1e-6);
    }

    [Fact]
    public void GradientNoise_IsTheCovarianceOfASampleOverTheBatch()
    {
        var drawn = GradientNoise.Of(Field, Fixed, 8, 3, 1 << 16) * 8;
        Rules.Close(0.051918, drawn[0, 0], 0.022);
        Rules.Close(0.051918, drawn[1, 1], 0.022);
        Rules.Close(0.039358, drawn[0, 1], 0.03);
    }

    [Theory]
    [InlineData(32, 0.017326, 0.017119)]
    [InlineData(128, 0.008663, 0.008559)]
    [InlineData(512, 0.004331, 0.004280)]
    [InlineData(2048, 0.002166, 0.002140)]
    public void PlainSteps_SpreadAsTheLyapunovEquationSays(int batch, double stationary, double within)
    {
        var map = UpdateMap.Of(Rules.Plain(0.5), J);
        var spread = StationarySpread.Of(map, Sigma / batch)!;
        Assert.Equal(stationary, spread.Deviation(0) * Scale, 7e-7);
        Rules.Close(within, spread.DeviationWithin(0, 2000) * Scale, 6e-4);
        Assert.Equal(within, LinearSpectrum.Of(map, Sigma / batch, 2000)!.Spread / Math.Sqrt(2) * Scale, 7e-7);
    }

    [Theory]
    [InlineData(0.125, 0.004296)]
    [InlineData(0.5, 0.008663)]
    [InlineData(2, 0.017935)]
    public void Spread_GrowsWithTheStep(double step, double stationary) => Assert.Equal(stationary,
        StationarySpread.Of(UpdateMap.Of(Rules.Plain(step), J), Sigma / 128)!.Deviation(0) * Scale, 7e-7);

    [Theory]
    [InlineData(32, 0.2468, 0.012045, 0.011745, 129.19, double.PositiveInfinity)]
    [InlineData(128, 0.4909, 0.008495, 0.008390, 72.78, 170.64)]
    [InlineData(512, 0.9711, 0.005977, 0.005940, 47.53, 85.51)]
    [InlineData(2048, 1.9024, 0.004188, 0.004174, 32.68, 54.58)]
    public void Adam_SettlesAtStepsThatItsOwnSpreadMakes(
        int batch, double step, double stationary, double within, double difference, double sum)
    {
        var adam = AdamStationary.Of(J, Sigma / batch, 0.01)!;
        Assert.All(adam.Steps, d => Assert.Equal(step, d, 6e-5));
        Assert.Equal(stationary, adam.Spread.Deviation(0) * Scale, 7e-7);
        var map = UpdateMap.Of(adam.Rule, J);
        Assert.Equal(within, LinearSpectrum.Of(map, Sigma / batch, 2000)!.Spread / Math.Sqrt(2) * Scale, 7e-7);
        var branches = LocalDynamics.Of(Field, adam.Rule, Fixed).Branches;
        var pair = branches.Where(b => b.Game.Real < 0.15 * -adam.Steps[0]).ToArray();
        Assert.All(pair, b => Assert.Equal(0.948683, b.Map.Magnitude, 1e-6));
        Assert.All(pair, b => Assert.Equal(difference, b.Period, 0.02));
        Assert.Equal(2, pair.Length);
        Assert.Equal(sum, branches.Except(pair).First().Period, 0.02);
    }

    [Fact]
    public void SpreadUnderAdam_FallsWithTheQuarterPowerOfTheBatch()
    {
        double Log(int batch)
        {
            var adam = AdamStationary.Of(J, Sigma / batch, 0.01)!;
            return Math.Log(adam.Spread.DeviationWithin(0, 2000));
        }
        double[] y = [Log(32), Log(128), Log(512), Log(2048)];
        double slope = (3 * (y[3] - y[0]) + y[2] - y[1]) / (10 * Math.Log(4));
        Assert.Equal(-0.249, slope, 1e-3);
    }

    [Theory]
    [InlineData(200, 0.004221)]
    [InlineData(500, 0.002669)]
    [InlineData(1000, 0.001888)]
    public void MeanOfRounds_HasTheVarianceOfPolyakAndJuditsky(int rounds, double deviation)
    {
        var plain = StationarySpread.Of(UpdateMap.Of(Rules.Plain(0.5), J), Sigma / 128)!;
        var ball = StationarySpread.Of(UpdateMap.Of(Rules.HeavyBall(0.1, 0.9), J), Sigma / 128)!;
        Assert.Equal(deviation, plain.DeviationOfMean(0, rounds) * Scale, 1e-6);
        Assert.Equal(plain.Long[0, 1], ball.Long[0, 1], 1e-15);
    }

    [Fact]
    public void SampledRun_SpreadsAsPredicted()
    {
        var (path, _) = FrozenRun.Play(Field, Rules.Plain(0.5), Rules.At(32, Fixed), 3000,
            new GradientDraws(128, Rules.Seeds(32)));
        double spread = Math.Sqrt(Movement.Of(path.Part(1000, 2000)).Average(m => m * m) / 2) * Scale;
        // Four standard errors of 32 replicas.
        Assert.Equal(0.008559, spread, 4 * 0.000056 * Math.Sqrt(2));
    }

    [Fact]
    public void UnequalBidders_HaveTheFixedPointAndTheStepsOfCaseH()
    {
        var field = new LinearFirstPrice(50, 0.5, 1);
        double[] point = FixedPoint.Find(field, [0, -0.7]).Point;
        Assert.Equal(0.498187, LinearFirstPrice.Share(point[0]), 5.1e-7);
        Assert.Equal(0.331377, LinearFirstPrice.Share(point[1]), 5.1e-7);
        double[] steep = FixedPoint.Find(new LinearFirstPrice(200, 0.5, 1), [0, -0.7]).Point;
        Assert.Equal(0.499984, LinearFirstPrice.Share(steep[0]), 5.1e-7);
        Assert.Equal(0.327065, LinearFirstPrice.Share(steep[1]), 5.1e-7);

        var plain = LocalDynamics.Of(field, Rules.Plain(1), point).Eigenvalues;
        Assert.Equal(-0.03118, plain[0].Real, 5.1e-6);
        Assert.Equal(-0.23076, plain[1].Real, 5.1e-6);
        var adam = AdamStationary.Of(
            Jacobian.Of(field, point), GradientNoise.Of(field, point, 128, 5, 1 << 15), 0.01)!;
        // The covariance is drawn: a standard error of 0.4 %.
        Rules.Close(1.644, adam.Steps[0], 0.016);
        Rules.Close(0.5753, adam.Steps[1], 0.016);
        var game = LocalDynamics.Of(field, adam.Rule, point).Eigenvalues;
        Rules.Close(-0.0509, game[0].Real, 0.02);
        Rules.Close(-0.1337, game[1].Real, 0.02);
        Assert.All(game, lambda => Assert.Equal(0, lambda.Imaginary));
    }
}
