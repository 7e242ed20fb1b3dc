using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace AgentMarkets.Core.Tests;

/// <summary>A game with real eigenvalues, optimisers that ring: docs/oscillation.md, 4, cases b and c.</summary>
public sealed class OptimiserOscillationTests
{
    private static readonly LinearFirstPrice Field = new(50);
    private static readonly double[] Fixed = FixedPoint.Find(Field, [0, 0]).Point;
    private static readonly double W = LinearFirstPrice.Share(Fixed[0]);
    private static readonly Matrix<double> SigmaB =
        Rules.Matrix(new[,] { { 0.051918, 0.039358 }, { 0.039358, 0.051918 } }) / 128;

    [Fact]
    public void HeavyBall_RingsThoughTheGameDoesNot()
    {
        var rule = Rules.HeavyBall(0.1, 0.99);
        var local = LocalDynamics.Of(Field, rule, Fixed);
        Assert.All(local.Branches, b => Assert.Equal(0.994987, b.Map.Magnitude, 1e-6));
        Assert.Equal(0.994987, local.Radius, 1e-6);
        Assert.Equal([44.58, 44.58, 70.23, 70.23], local.Branches.Select(b => b.Period).Order(), new Near(0.006));
        Assert.Equal(0, local.Swirl);
        var spectrum = LinearSpectrum.Of(UpdateMap.Of(rule, local.Jacobian!), SigmaB, 2000)!;
        Assert.Equal(0.0383, spectrum.Spread / Math.Sqrt(2) * W * (1 - W), 6e-5);
        var window = LinearSpectrum.Of(UpdateMap.Of(rule, local.Jacobian!), SigmaB, 1000)!;
        Rules.Close(149.2, window.Prominence, 2e-3);
    }

    [Fact]
    public void LargeStepsOfAdam_Ring()
    {
        var j = Jacobian.Of(Field, Fixed);
        var adam = AdamStationary.Of(j, SigmaB, 0.08)!;
        Rules.Close(3.6656, adam.Steps[0], 2e-5);
        var periods = LocalDynamics.Of(Field, adam.Rule, Fixed).Branches.Select(b => b.Period).Order();
        Assert.Equal([23.09, 23.09, 37.45, 37.45], periods, new Near(0.006));
        var spectrum = LinearSpectrum.Of(UpdateMap.Of(Rules.FrozenAdam(3.68), j), SigmaB, 1000)!;
        Assert.Equal(6.99, spectrum.Prominence, 0.05);
        Assert.InRange(spectrum.Period, 22, 26);
    }

    [Fact]
    public void StepsBeyondTheBound_FlipForEver()
    {
        var rule = Rules.Plain(10.6);
        var (path, end) = FrozenRun.Play(Field, rule, new Standing(1, [0.1, -0.2], [0, 0]), 4000);
        double[] shares = [.. Enumerable.Range(3998, 2).Select(t => LinearFirstPrice.Share(path[t, 0, 0])).Order()];
        Assert.Equal(0.33780587, shares[0], 6e-9);
        Assert.Equal(0.46821302, shares[1], 6e-9);
        Assert.Equal(path[3998, 0, 0], path[3999, 0, 1], 1e-12);
        Assert.Equal(-1.09431, LocalDynamics.Of(Field, rule, Fixed).Branches[0].Map.Real, 6e-6);

        var off = NoiseOff.Of(Field, rule, end, 400, 0.38592);
        Assert.True(off.Persists);
        Assert.Equal(1, off.Ratio, 1e-4);
        var flow = FlowTest.Of(Field, rule, end, 400);
        Assert.False(flow.Survives);
        Assert.InRange(flow.Ratio, 0, 1e-6);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(1.2)]
    public void UnfrozenAdamWithExactGradients_LiesStillAndBursts(double second)
    {
        double[] x = [0.9, second], g = [0, 0], m = [0, 0], v = [0, 0];
        int lastLoud = 0, onset = 0;
        for (int t = 1; t <= 16000 && onset == 0; t++)
        {
            Field.Expected(x, g);
            for (int i = 0; i < 2; i++)
            {
                m[i] = 0.9 * m[i] + 0.1 * g[i];
                v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
                x[i] += 0.01 * m[i] / (1 - Math.Pow(0.9, t))
                    / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8);
            }
            double off = x.Max(theta => Math.Abs(LinearFirstPrice.Share(theta) - W));
            lastLoud = t < 4000 && off > 1e-12 ? t : lastLoud;
            onset = t > 1000 && off > 1e-5 ? t : 0;
        }
        Assert.InRange(lastLoud, 100, 1000);
        Assert.InRange(onset, 4000, 16000);
    }

    [Fact]
    public void FrozenAdamWithExactGradients_StaysStill()
    {
        var (path, _) = FrozenRun.Play(Field, Rules.FrozenAdam(0.49), Rules.At(1, 0.9, 1.2), 12000);
        Assert.InRange(Movement.Of(path.Part(1000, 11000))[0], 0, 1e-13);
    }
}
