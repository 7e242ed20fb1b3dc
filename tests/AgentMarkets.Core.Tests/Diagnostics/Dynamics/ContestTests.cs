using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace AgentMarkets.Core.Tests;

/// <summary>A favourite and an underdog whose efforts turn: docs/oscillation.md, 4, case e1, and 6, trap T4.</summary>
public sealed class ContestTests
{
    private static readonly TullockContest Field = new(16, 1);
    private static readonly UpdateRule Rule = Rules.Plain(0.02);

    [Fact]
    public void Eigenvalues_AreTheClosedForm()
    {
        var found = FixedPoint.Find(Field, [0.93, 0.058]);
        Assert.True(found.Landed);
        Assert.Equal(0.885813, found.Point[0], 5.1e-7);
        Assert.Equal(0.055363, found.Point[1], 5.1e-7);
        Assert.Equal(Field.Equilibrium[0], found.Point[0], 1e-12);
        var local = LocalDynamics.Of(Field, Rules.Plain(1), found.Point);
        Assert.Equal(-2.125, local.Eigenvalues[0].Real, 2e-9);
        Assert.Equal(3.984375, Math.Abs(local.Eigenvalues[0].Imaginary), 4e-9);
        Rules.Close(1.875, local.Swirl, 1e-8);
        double all = found.Point.Sum(), apart = found.Point[0] - found.Point[1];
        Rules.Close(17 * apart / (2 * all * all * all), local.Antisymmetric![0, 1], 1e-9);
        Assert.Equal(0, (local.Symmetric! + local.Antisymmetric - local.Jacobian!).FrobeniusNorm(), 1e-14);
    }

    [Fact]
    public void NoiseKeepsTheMapTurning_AsPredicted()
    {
        double[] point = Field.Equilibrium;
        var local = LocalDynamics.Of(Field, Rule, point);
        Assert.Equal(0.96081, local.Radius, 5.1e-6);
        Assert.Equal(75.67, local.Branches[0].Period, 5.1e-3);
        Rules.Close(-1 / Math.Log(0.96081), local.Branches[0].Memory, 2e-4);

        var sigma = Matrix<double>.Build.DenseIdentity(2) / 12 / 32;
        var map = UpdateMap.Of(Rule, local.Jacobian!);
        var spread = StationarySpread.Of(map, sigma)!;
        Assert.Equal(0.009637, spread.Deviation(0), 5.1e-7);
        Assert.Equal(0.002932, spread.Deviation(1), 5.1e-7);
        var white = spread.Covariance.Cholesky().Factor.Inverse();
        var turned = white * spread.Lagged * white.Transpose();
        Assert.Equal(-0.08627, (turned[1, 0] - turned[0, 1]) / 2, 5.1e-6);
        Assert.Equal(14.2, LinearSpectrum.Of(map, sigma, 4000)!.Prominence, 0.06);

        var drawn = GradientNoise.Of(Field, point, 32, 2);
        Rules.Close(sigma[0, 0], drawn[0, 0], 0.09);
        Rules.Close(sigma[1, 1], drawn[1, 1], 0.09);
        Assert.Equal(0, drawn[0, 1], 0.07 * sigma[0, 0]);
    }

    [Fact]
    public void RunWithNoise_SpreadsAsPredicted()
    {
        var (path, end) = FrozenRun.Play(Field, Rule, Rules.At(32, Field.Equilibrium), 2000,
            new GradientDraws(32, Rules.Seeds(32)));
        Rules.Close(0.00995, Movement.Of(path.Part(1000, 1000)).Average(), 0.08);
        var off = NoiseOff.Of(Field, Rule, end, 1000, 0.00995);
        Assert.False(off.Persists);
        Assert.InRange(off.Ratio, 0, 1e-9);
        Assert.Equal(Field.Equilibrium, off.Rest, new Near(1e-9));
    }

    [Fact]
    public void LogarithmsOfEffort_HaveRealEigenvalues()
    {
        using var field = new LogarithmicContest();
        double[] point = [.. Field.Equilibrium.Select(x => Math.Log(x))];
        var eigenvalues = LocalDynamics.Of(field, Rules.Plain(1), point).Eigenvalues;
        Assert.Equal(-0.0298289, eigenvalues[0].Real, 1e-7);
        Assert.Equal(-1.6440975, eigenvalues[1].Real, 1e-7);
        Assert.All(eigenvalues, lambda => Assert.Equal(0, lambda.Imaginary));
    }

    [Fact]
    public void Efforts_StayPositive()
    {
        var (path, _) = FrozenRun.Play(Field, Rules.Plain(5), Rules.At(1, 0.9, 0.05), 20);
        Assert.All(path.Values, effort => Assert.True(effort >= 1e-6));
        Assert.Contains(1e-6, path.Values);
    }

    private sealed class LogarithmicContest : IGradientField
    {
        public IReadOnlyList<string> Parameters => Field.Parameters;

        public Expectation Expectation => Field.Expectation;

        public void Expected(ReadOnlySpan<double> points, Span<double> gradients)
        {
            double[] efforts = [.. points.ToArray().Select(x => Math.Exp(x))];
            Field.Expected(efforts, gradients);
            for (int k = 0; k < efforts.Length; k++)
            {
                gradients[k] *= efforts[k];
            }
        }

        public void Sampled(ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch,
            Span<double> gradients) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
