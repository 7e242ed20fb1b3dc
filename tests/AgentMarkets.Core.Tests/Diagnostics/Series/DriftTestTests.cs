using AgentMarkets.Core.Diagnostics;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace AgentMarkets.Core.Tests.Diagnostics.Series;

public sealed class DriftTestTests
{
    [Fact]
    public void AStepHalfwayIsDrift()
    {
        Trajectory noise = Paths.White(1000, 16, 3, 1);
        Trajectory step = Paths.Of(1000, 16, 3, (t, r, k) => noise[t, r, k] + (k == 2 && t >= 500 ? -2 : 0));

        DriftTest test = DriftTest.Of(step);

        Assert.Equal(2, test.Largest);
        // A step of 2 with noise of sd 1 has sd sqrt(2) within the run.
        Assert.Equal(-Math.Sqrt(2), test.Differences[2].Mean, 0.05);
        Assert.True(test.Fires(0.001, 0.5));
        Assert.False(test.Fires(0.001, 1.5));
    }

    [Fact]
    public void NoiseIsNoDriftThoughItsPIsUniform()
    {
        double[] smallest = [.. Enumerable.Range(0, 200).Select(run =>
            DriftTest.Of(Paths.White(100, 16, 4, (ulong)run)).P.Min())];

        // Bonferroni over four: 5 % expected below 0.05, so 10 of 200; within four standard deviations.
        Assert.InRange(smallest.Count(p => p < 0.05), 1, 23);
    }

    [Fact]
    public void OneCoordinateMustBeBothCertainAndLarge()
    {
        var certain = new OverReplicas(0.1, 0.001, 1e-9);
        var large = new OverReplicas(0.9, 0.5, 0.3);
        var test = new DriftTest([certain, large], [2e-9, 0.6]);

        Assert.False(test.Fires(0.001, 0.5));
        Assert.True(test.Fires(0.001, 0.05));
        Assert.True(test.Fires(0.7, 0.5));
    }

    [Fact]
    public void TheEndIsSoManyDeviationsAway()
    {
        Trajectory window = Paths.Of(100, 2, 2, (t, _, k) => (k + 1) * (t % 2 == 0 ? 1 : -1));
        Trajectory end = Paths.Of(7, 3, 2, (_, _, k) => k == 0 ? 3 : -8);

        // 3 and 4 deviations: sqrt((9 + 16)/2).
        Assert.Equal(Math.Sqrt(12.5), DriftTest.Displacement(window, end), 1e-12);
    }

    [Fact]
    public void StudentsTestOverReplicas()
    {
        // t = 2 with 4 degrees of freedom: two-sided p = 0.116117 (tables).
        double[] values = [.. new[] { -1.0, -1, 0, 1, 1 }.Select(x => x + 2 * 1 / Math.Sqrt(5))];
        OverReplicas mean = OverReplicas.Of(values);

        Assert.Equal(1 / Math.Sqrt(5), mean.Error, 1e-12);
        Assert.Equal(0.1161165, mean.P, 1e-6);
        Assert.Equal(1, OverReplicas.Of([3.0]).P);
        Assert.Equal(0, OverReplicas.Of([3.0, 3.0]).P);
        Assert.Equal(1, OverReplicas.Of([0.0, 0.0]).P);
    }

    [Fact]
    public void TheExponentialAverageIsUnbiasedFromTheFirstRound()
    {
        Trajectory constant = Paths.Of(5, 1, 1, (_, _, _) => 7);
        Trajectory two = Paths.Of(2, 1, 1, (t, _, _) => t);

        Assert.Equal(7, Averages.Exponential(constant, 0.99)[0], 1e-12);
        Assert.Equal(1 / 1.9, Averages.Exponential(two, 0.9)[0], 1e-12);
        Assert.Equal([1.5], Averages.Polyak(Paths.Of(4, 1, 1, (t, _, _) => t % 3), 2).Select(x => x + 0.5));
    }

    [Fact]
    public void AveragesOfMomentumAndPlainStepsShrinkAlike()
    {
        // g = -0.2 x + noise: S(0) = 1/0.04 for both, variance of the mean over n rounds S(0)/n.
        const int Rounds = 2000, Replicas = 400;
        Trajectory noise = Paths.White(Rounds + 500, Replicas, 1, 77);
        double predicted = Averages.LongRunCovariance(
            Matrix<double>.Build.Dense(1, 1, -0.2), Matrix<double>.Build.Dense(1, 1, 1))[0, 0] / Rounds;
        foreach (double memory in new[] { 0.0, 0.8 })
        {
            double[] x = new double[Replicas], u = new double[Replicas];
            Trajectory path = Paths.Of(Rounds + 500, Replicas, 1, (t, r, _) =>
            {
                u[r] = memory * u[r] - 0.2 * x[r] + noise[t, r, 0];
                return x[r] += 0.3 * u[r];
            });
            double variance = Averages.Polyak(path, Rounds).Average(m => m * m);
            // sqrt(2/400) relative, four of them; the window's ends add a percent.
            Assert.InRange(variance / predicted, 0.71, 1.3);
        }
    }

    [Fact]
    public void PlainStepsEndWhereTheirMeanGradientSays()
    {
        // x_end - x_start = lr sum g: the window mean of the sampled gradients, exactly.
        Trajectory noise = Paths.White(200, 1, 1, 9);
        double x = 1;
        Trajectory gradients = Paths.Of(200, 1, 1, (t, _, _) =>
        {
            double g = -x * x * x + noise[t, 0, 0];
            x += 0.05 * g;
            return g;
        });

        Assert.Equal((x - 1) / (0.05 * 200), WindowMean.Of(gradients)[0], 1e-12);
    }
}
