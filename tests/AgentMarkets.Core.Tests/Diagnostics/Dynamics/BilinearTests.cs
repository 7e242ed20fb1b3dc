using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;
using MathNet.Numerics.LinearAlgebra;
using Xunit;
using Complex = System.Numerics.Complex;

namespace AgentMarkets.Core.Tests;

/// <summary>The game that only turns, u = xy against -xy: docs/oscillation.md, 4, case d.</summary>
public sealed class BilinearTests
{
    private static readonly Bilinear Field = new();

    public static TheoryData<string, double, double> Cases => new()
    {
        { "simultaneous", 1.00124922, 125.76836 },
        { "extra-gradient", 0.95817535, 19.73051 },
        { "optimistic", 0.94868330, 19.52813 },
        { "short extra-gradient", 0.99504, 62.41 },
    };

    private static UpdateRule Rule(string name) => name switch
    {
        "simultaneous" => Rules.Plain(0.05),
        "extra-gradient" => Rules.Extra(0.3),
        "optimistic" => Rules.Optimistic(0.3),
        _ => Rules.Extra(0.1),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void LargestRoot_IsTheClosedForm(string name, double size, double period)
    {
        double digits = name.StartsWith("short") ? 5e-3 : 6e-6;
        var local = LocalDynamics.Of(Field, Rule(name), [0, 0]);
        Assert.Equal(size, local.Radius, digits / 1000);
        Assert.Equal(period, local.Branches[0].Period, digits);
        Assert.True(local.Swirl > 1e6);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_ShrinksAndTurnsAsTheRootSays(string name, double size, double period)
    {
        var (path, _) = FrozenRun.Play(Field, Rule(name), Rules.At(1, 1, 0), 201);
        double Radius(int t) => Math.Sqrt(path[t, 0, 0] * path[t, 0, 0] + path[t, 0, 1] * path[t, 0, 1]);
        double digits = name.StartsWith("short") ? 5e-6 : 1e-8;
        Assert.Equal(size, Math.Pow(Radius(200) / Radius(150), 1.0 / 50), digits);
        double turned = Math.Atan2(path[200, 0, 1], path[200, 0, 0]) - Math.Atan2(path[199, 0, 1], path[199, 0, 0]);
        turned = Math.Abs(Math.IEEERemainder(turned, 2 * Math.PI));
        Assert.Equal(period, 2 * Math.PI / turned, 1e-2);
    }

    [Fact]
    public void SimultaneousSteps_SpiralOutwards()
    {
        var (_, end) = FrozenRun.Play(Field, Rules.Plain(0.05), Rules.At(8, 1, 0), 2000);
        Assert.Equal(12.14, Math.Sqrt(end.Points[0] * end.Points[0] + end.Points[1] * end.Points[1]), 6e-3);

        // Every round multiplies the distance by |z|, so quarters differ by |z|^1500 exactly.
        var off = NoiseOff.Of(Field, Rules.Plain(0.05), Rules.At(8, 1, 0), 2000, 7.43);
        Rules.Close(Math.Pow(1.0025, 750), off.Decay, 1e-9);
        Assert.True(off.Persists);
        Assert.Equal(8, off.Agreeing);
        Assert.Single(off.Pieces);
        Assert.InRange(off.Straightness, 0, 0.1);
        var flow = FlowTest.Of(Field, Rules.Plain(0.05), Rules.At(8, 1, 0), 2000);
        Rules.Close(1.0779, flow.Ratio, 5e-5);
        Assert.True(flow.Survives);
    }

    [Fact]
    public void NoisyExtraGradient_SpreadsAsPredictedAndLessWithTheBatch()
    {
        ulong[] seeds = Rules.Seeds(16);
        var rule = Rules.Extra(0.1);
        var map = UpdateMap.Of(rule, Jacobian.Of(Field, [0, 0]));
        var noise = GradientNoise.Of(Field, [0, 0], 100, 1);
        Rules.Close(0.01, noise[0, 0], 0.09);
        Assert.Equal(0, noise[0, 1], 8e-4);
        var spectrum = LinearSpectrum.Of(map, noise, 1000)!;
        Assert.Equal(62.5, spectrum.Period, 0.01);
        var (path, end) = FrozenRun.Play(Field, rule, Rules.At(16, 0, 0), 2000, new GradientDraws(100, seeds));
        Rules.Close(spectrum.Spread, Movement.Of(path.Part(1000, 1000)).Average(), 0.25);

        var scan = BatchScan.Of(Field, rule, end, 100, 2000, seeds);
        Assert.Equal([25, 100, 400], scan.Points.Select(point => point.Batch));
        Assert.InRange(scan.StandardError, 0.01, 0.08);
        Assert.Equal(-0.5, scan.Slope, 4 * scan.StandardError);

        var off = NoiseOff.Of(Field, rule, end, 2000, spectrum.Spread);
        Assert.False(off.Persists);
        Rules.Close(5.7451e-4, off.Decay, 1e-3);
    }

    [Fact]
    public void Spectrum_IsThatOfAComplexRoot()
    {
        // Isotropic noise, z = 1 - d^2 + i d: both coordinates have S(f) = s^2 / 2 (1/|e - z|^2 + 1/|e - z*|^2).
        var map = UpdateMap.Of(Rules.Extra(0.1), Jacobian.Of(Field, [0, 0]));
        var spectrum = LinearSpectrum.Of(map, Matrix<double>.Build.DenseIdentity(2), 1000)!;
        double At(int bin)
        {
            var turn = Complex.FromPolarCoordinates(1, 2 * Math.PI * bin / 1000);
            Complex z = new(0.99, 0.1), e = turn - z, other = turn - Complex.Conjugate(z);
            return 0.01 * 1.01 / 2 * (1 / (e.Magnitude * e.Magnitude) + 1 / (other.Magnitude * other.Magnitude));
        }
        Assert.All([1, 4, 16, 100, 500], bin => Rules.Close(At(bin), spectrum.Curves[1][bin - 1], 1e-8));
        Rules.Close(At(16) / Enumerable.Range(1, 4).Average(At), spectrum.Prominence, 1e-8);
        Rules.Close(Math.Sqrt(2.0 / 1000 * 2 * Enumerable.Range(1, 500).Sum(At)), spectrum.Spread, 1e-8);
    }

    [Fact]
    public void ErrorsOfBothGradients_EnterExtraGradient()
    {
        // x' = x + D J(x + D(J x + e1)) + D e2: for D = d I, J J' = I the covariance is d^2 (1 + d^2) sigma^2 I.
        var map = UpdateMap.Of(Rules.Extra(0.5), Jacobian.Of(Field, [0, 0]));
        var injected = map.Injected(Matrix<double>.Build.DenseIdentity(2));
        Assert.Equal(0.25 * 1.25, injected[0, 0], 1e-9);
        Assert.Equal(0, injected[0, 1], 1e-9);
    }
}
