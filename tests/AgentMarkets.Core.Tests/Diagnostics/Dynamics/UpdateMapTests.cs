using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;
using MathNet.Numerics.LinearAlgebra;
using Xunit;
using Complex = System.Numerics.Complex;

namespace AgentMarkets.Core.Tests;

public sealed class UpdateMapTests
{
    private static readonly RingContest Field = new(4, 2);

    private static readonly UpdateRule Mixed = new(
        [Motion.ExtraGradient, Motion.Momentum, Motion.Optimistic, Motion.ExtraGradient],
        [0.4, 0.9, 0.7, 1.3], [0, 0.6, 0, 0], [1, 0.3, 1, 1]);

    [Fact]
    public void Map_IsTheDerivativeOfARound_AlsoWhereCoordinatesMoveDifferently()
    {
        double[] point = Field.Equilibrium;
        var map = UpdateMap.Of(Mixed, Jacobian.Of(Field, point));
        Assert.Equal([1, 2], map.Remembering);
        Assert.Equal(6, map.Matrix.RowCount);
        for (int j = 0; j < 6; j++)
        {
            var up = Round(point, map, j, 1e-5);
            var down = Round(point, map, j, -1e-5);
            for (int i = 0; i < 6; i++)
            {
                Assert.Equal((up[i] - down[i]) / 2e-5, map.Matrix[i, j], 1e-8);
            }
        }
    }

    private static double[] Round(double[] point, UpdateMap map, int state, double by)
    {
        var start = Rules.At(1, point);
        if (state < 4)
        {
            start.Points[state] += by;
        }
        else
        {
            start.Remembered[map.Remembering[state - 4]] = by;
        }
        var (_, end) = FrozenRun.Play(Field, Mixed, start, 1);
        return [.. end.Points, .. map.Remembering.Select(i => end.Remembered[i])];
    }

    [Fact]
    public void BranchesOfMixedMotions_AreTheMapsEigenvalues()
    {
        double[] point = Field.Equilibrium;
        var map = UpdateMap.Of(Mixed, Jacobian.Of(Field, point));
        foreach (var each in (LocalDynamics[])
            [LocalDynamics.Of(Field, Mixed, point), LocalDynamics.Of(Field, Mixed, point, 0)])
        {
            foreach (var branch in each.Branches)
            {
                var shifted = map.Matrix.ToComplex() - Matrix<Complex>.Build.DenseIdentity(6) * branch.Map;
                Assert.InRange(shifted.Svd().S[5].Real, 0, 1e-8);
            }
        }
    }

    [Theory]
    [InlineData(Motion.Momentum, 0, 1)]
    [InlineData(Motion.Momentum, 0.7, 1)]
    [InlineData(Motion.Momentum, 0.9, 0.1)]
    [InlineData(Motion.ExtraGradient, 0, 1)]
    [InlineData(Motion.Optimistic, 0, 1)]
    public void Roots_AreTheEigenvaluesOfTheMap(Motion motion, double memory, double gain)
    {
        var j = Rules.Matrix(new[,] { { -0.3, 0.8 }, { -0.5, -0.1 } });
        double[] steps = [0.4, 0.9];
        var map = UpdateMap.Of(new([motion, motion], steps, [memory, memory], [gain, gain]), j);
        var game = Matrix<double>.Build.DenseOfDiagonalArray(steps) * j;
        var roots = game.Evd().EigenValues.SelectMany(l => UpdateMap.Roots(motion, memory, gain, l)).ToList();
        Assert.Equal(map.Matrix.RowCount, roots.Count);
        foreach (var z in map.Matrix.Evd().EigenValues)
        {
            Assert.InRange(roots.Min(root => (root - z).Magnitude), 0, 1e-12);
        }
    }

    [Fact]
    public void DoubleRealRoots_AndSmallOnes_LoseNoDigits()
    {
        Complex[] twice = UpdateMap.Roots(Motion.Momentum, 0.25, 1, -0.25);
        Assert.All(twice, z => Assert.Equal(0.5, z.Real, 1e-12));
        Complex[] apart = UpdateMap.Roots(Motion.Momentum, 1e-12, 1, -0.5);
        Rules.Close(2e-12, apart[1].Real, 1e-9);
    }

    [Fact]
    public void LyapunovSolution_SatisfiesItsEquation()
    {
        var map = UpdateMap.Of(Mixed, Jacobian.Of(Field, Field.Equilibrium));
        var sigma = Matrix<double>.Build.DenseIdentity(4);
        var c = DiscreteLyapunov.Solve(map.Matrix, map.Injected(sigma))!;
        var left = c - map.Matrix * c * map.Matrix.Transpose() - map.Injected(sigma);
        Assert.InRange(left.FrobeniusNorm() / c.FrobeniusNorm(), 0, 1e-13);
        var one = DiscreteLyapunov.Solve(Rules.Matrix(new[,] { { 0.9 } }), Rules.Matrix(new[,] { { 0.19 } }))!;
        Assert.Equal(1, one[0, 0], 1e-14);
        Assert.Null(DiscreteLyapunov.Solve(Rules.Matrix(new[,] { { -1.0 } }), one));
    }

    [Fact]
    public void SpectrumOfManyStates_IsThatOfFew()
    {
        // 60 states: by eigenvectors, where few states are inverted for bin by bin; two parameters are looked at.
        var field = new RingContest(30, 2);
        var rule = Rules.HeavyBall(0.5, 0.6, 30);
        var map = UpdateMap.Of(rule, Jacobian.Of(field, field.Equilibrium));
        var sigma = Matrix<double>.Build.DenseIdentity(30);
        var look = Matrix<double>.Build.Dense(2, 30, (i, j) => i == j ? 1 : 0);
        var spectrum = LinearSpectrum.Of(map, sigma, 40, look)!;
        Assert.Equal(4, spectrum.Curves.Length);
        var game = 0.5 * map.Jacobian.ToComplex();
        for (int bin = 1; bin <= 20; bin++)
        {
            // z u = mu u + J x + e and (z - 1) x = D z u: [(z - 1)(z - mu) / z - D J] x = D e.
            var z = Complex.FromPolarCoordinates(1, 2 * Math.PI * bin / 40);
            var one = Matrix<Complex>.Build.DenseIdentity(30);
            var response = (one * ((z - 1) * (z - 0.6) / z) - game).Inverse() * 0.5;
            var row = response.Row(0);
            Rules.Close(row.Sum(value => value.Magnitude * value.Magnitude), spectrum.Curves[0][bin - 1], 1e-8);
        }
    }

    [Fact]
    public void Spectrum_SumsToTheStationaryVariance()
    {
        var map = UpdateMap.Of(Mixed, Jacobian.Of(Field, Field.Equilibrium));
        var sigma = Matrix<double>.Build.DenseIdentity(4);
        var spread = StationarySpread.Of(map, sigma)!;
        var spectrum = LinearSpectrum.Of(map, sigma, 4000)!;
        double expected = spread.Covariance.Trace() - spread.Long.Trace() / 4000;
        // The Nyquist bin is counted twice: one part in rounds.
        Rules.Close(expected, spectrum.Spread * spectrum.Spread, 1e-3);
        Assert.Null(LinearSpectrum.Of(
            UpdateMap.Of(Rules.Plain(0.05), Jacobian.Of(new Bilinear(), [0, 0])), sigma.SubMatrix(0, 2, 0, 2), 100));
    }
}
