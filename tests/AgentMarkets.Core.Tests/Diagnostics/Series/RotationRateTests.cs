using AgentMarkets.Core.Diagnostics;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace AgentMarkets.Core.Tests.Diagnostics.Series;

public sealed class RotationRateTests
{
    private static readonly Matrix<double> Identity = Matrix<double>.Build.DenseIdentity(2);

    [Theory]
    [InlineData(0.1)]
    [InlineData(-0.1)]
    public void ACircleSeenAsAnEllipseTurnsByItsAngle(double angle)
    {
        Trajectory ellipse = Paths.Of(1257, 4, 2, (t, r, k) =>
            k == 0 ? 5 * Math.Cos(angle * t + r) : 0.2 * Math.Sin(angle * t + r) + 3 * Math.Cos(angle * t + r));

        RotationRate turning = RotationRate.Of(ellipse)!;

        // x_t ^ x_(t+1) = |x|^2 sin(angle) on a circle.
        Assert.Equal(Math.Sin(angle), turning.Rate.Mean, 1e-3);
        Assert.Equal(4, turning.PerReplica.Length);
    }

    [Fact]
    public void NoisySpiralsTurnAsTheLinearMapPredicts()
    {
        double[,] map = { { 0.95, -0.16 }, { 0.04, 0.94 } };
        Trajectory path = Paths.Linear(2000, 32, map, 2);
        Matrix<double> m = Matrix<double>.Build.DenseOfArray(map);
        // C = M C M' + 1, by iteration.
        Matrix<double> c = Identity;
        for (int i = 0; i < 2000; i++)
        {
            c = m * c * m.Transpose() + Identity;
        }

        RotationRate turning = RotationRate.Of(path)!;
        double predicted = RotationRate.Predicted(m * c, c, SwirlPlane.Of(m - Identity))!.Value;

        Assert.Equal(predicted, turning.Rate.Mean, 4 * turning.Rate.Error);
        Assert.True(predicted > 20 * turning.Rate.Error);
        Assert.True(turning.Rate.P < 1e-10);
        Assert.True(Math.Abs(turning.NullMean!.Value) < 4 * turning.NullError!.Value / Math.Sqrt(31) + 1e-3);
    }

    [Fact]
    public void NoiseWithoutACurrentDoesNotTurn()
    {
        int found = Enumerable.Range(0, 40).Count(run => RotationRate.Of(
            Paths.Linear(500, 16, new[,] { { 0.9, 0.05 }, { 0.05, 0.9 } }, (ulong)(90 + run)))!.Rate.P < 0.01);

        // 0.4 expected; more than four with probability 1e-4.
        Assert.InRange(found, 0, 4);
    }

    [Fact]
    public void ALineHasNoRotationRate() =>
        Assert.Null(RotationRate.Of(Paths.Of(100, 3, 2, (t, _, k) => (k == 0 ? 1 : -2) * Math.Sin(t))));

    [Fact]
    public void TheSwirlPlaneOfThreeParametersTurnsTheWayTheyDo()
    {
        // The ring of section 4, e2: 1 follows 2 follows 3; its plane is orthogonal to (1, 1, 1).
        Matrix<double> ring = Matrix<double>.Build.DenseOfArray(new[,]
            { { -1, -3.5, 0.0 }, { 0, -1, -3.5 }, { -3.5, 0, -1 } });
        SwirlPlane plane = SwirlPlane.Of(ring);

        Assert.Equal(3.5 * Math.Sqrt(3) / 2, plane.Rate, 1e-12);
        Assert.True(plane.Unique);
        Assert.Equal(0, plane.First.Sum(), 1e-12);
        Assert.Equal(0, plane.Second.Sum(), 1e-12);
        Assert.Equal(0, plane.First.Zip(plane.Second, (a, b) => a * b).Sum(), 1e-12);
        // An orbit of x' = A x seen in its plane turns counter-clockwise.
        Vector<double> x = Vector<double>.Build.DenseOfArray(plane.First);
        Matrix<double> turning = (ring - ring.Transpose()) / 2;
        Trajectory orbit = new(400, 2, 3);
        for (int t = 0; t < 400; t++)
        {
            for (int i = 0; i < 6; i++)
            {
                orbit.Round(t)[i] = x[i % 3];
            }
            x = (x + 0.02 * turning * x).Normalize(2);
        }
        Assert.True(RotationRate.Of(plane.See(orbit))!.Rate.Mean > 0.05);
    }

    [Fact]
    public void TwoPlanesThatTurnAlikeAreNoUniquePlane()
    {
        Matrix<double> two = Matrix<double>.Build.Dense(4, 4);
        (two[0, 1], two[1, 0], two[2, 3], two[3, 2]) = (1, -1, 1, -1);

        Assert.False(SwirlPlane.Of(two).Unique);
        two[2, 3] = 0.5;
        Assert.True(SwirlPlane.Of(two).Unique);
        Assert.False(SwirlPlane.Of(Matrix<double>.Build.DenseIdentity(3)).Unique);
    }

    [Fact]
    public void TheRadiusOfSustainedTurningIsRayleigh()
    {
        Trajectory path = Paths.Linear(4000, 64, Paths.Spiral(0.96, 0.083), 3);
        RadiusSpread radius = RadiusSpread.Of(WhitenedPlane.Of(path)!);

        Assert.Equal(0.5227, RadiusSpread.Rayleigh, 5e-5);
        Assert.Equal(RadiusSpread.Rayleigh, radius.Variation, 0.01);
        Assert.Equal(1 - Math.Exp(-Math.PI / 16), radius.BelowHalf, 0.01);
        Assert.InRange(radius.Error, 1e-4, 0.01);
    }

    [Fact]
    public void ALimitCycleKeepsItsRadiusAndItsPhaseDiffuses()
    {
        // Phases that take independent steps of sd 0.02: variance 4e-4 a round.
        Trajectory steps = Paths.White(2000, 64, 1, 21);
        var phases = new double[64];
        Trajectory cycle = new(2000, 64, 2);
        for (int t = 0; t < 2000; t++)
        {
            for (int r = 0; r < 64; r++)
            {
                phases[r] += 0.05 + 0.02 * steps[t, r, 0];
                cycle.Round(t)[2 * r] = Math.Cos(phases[r]);
                cycle.Round(t)[2 * r + 1] = Math.Sin(phases[r]);
            }
        }
        WhitenedPlane plane = WhitenedPlane.Of(cycle)!;
        RadiusSpread radius = RadiusSpread.Of(plane);
        PhaseDiffusion phase = PhaseDiffusion.Of(plane);

        Assert.InRange(radius.Variation, 0, 0.2);
        Assert.Equal(0, radius.BelowHalf);
        Assert.Equal([500, 1000, 1999], phase.Lags);
        // A variance from 64 replicas has a relative error of sqrt(2/63).
        Assert.All(phase.Lags, (lag, i) => Assert.InRange(phase.Variances[i] / (4e-4 * lag), 0.4, 2));
    }
}
