using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;
using Xunit;

namespace AgentMarkets.Core.Tests.Numerics;

/// <summary>Goal: 64-bit exponentials, and logarithms of both widths, are as good as their bits allow, everywhere, and
/// calm about what is not finite. Method: against Math, in units in the last place.</summary>
public class VectorMathDoubleTests
{
    [Theory]
    [InlineData(-708.3, 709.7)]
    [InlineData(-40, 0)]
    [InlineData(-0.35, 0.35)]
    public void Exp_IsOffByAtMostOneUnit_BesideMaths(double low, double high)
    {
        foreach (double x in Grid(low, high, 200_000))
        {
            double exact = Math.Exp(x);
            Assert.InRange(Math.Abs(Exp(x) - exact), 0, Math.BitIncrement(exact) - exact);
        }
    }

    [Fact]
    public void Exp_UnderflowsAndOverflowsGently()
    {
        foreach (double x in Grid(-1000, -708.3, 10_000))
        {
            Assert.InRange(Exp(x), Math.Exp(x) - double.Epsilon, Math.Exp(x) * (1 + 3e-16) + double.Epsilon);
        }
        Assert.Equal(0, Exp(-745.2));
        Assert.Equal(0, Exp(double.MinValue));
        Assert.Equal(0, Exp(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, Exp(709.8));
        Assert.Equal(double.PositiveInfinity, Exp(double.MaxValue));
        Assert.Equal(double.PositiveInfinity, Exp(double.PositiveInfinity));
        Assert.Equal(double.NaN, Exp(double.NaN));
        Assert.Equal(1, Exp(0));
        Assert.Equal(1, Exp(double.Epsilon));
    }

    [Fact]
    public void Log_IsOffByAtMostOneUnit_OverAllExponents()
    {
        foreach (double y in Grid(-708, 709, 300_000))
        {
            Near(Math.Exp(y));
        }
        foreach (double x in Grid(0.5, 2, 300_000))
        {
            Near(x);
        }

        static void Near(double x)
        {
            double exact = Math.Log(x);
            Assert.InRange(Math.Abs(Log(x) - exact), 0, Math.BitIncrement(Math.Abs(exact)) - Math.Abs(exact));
        }
    }

    [Fact]
    public void Log_OfFloats_IsOffByAtMostOneUnit_OverAllExponents()
    {
        foreach (double y in Grid(-87.3, 88.7, 200_000))
        {
            Near((float)Math.Exp(y));
        }
        foreach (double x in Grid(0.5, 2, 200_000))
        {
            Near((float)x);
        }

        static void Near(float x)
        {
            // Half a unit is what rounding the exact number takes already.
            double exact = Math.Log(x);
            float near = (float)Math.Abs(exact);
            Assert.InRange(Math.Abs(Log(x) - exact), 0, MathF.BitIncrement(near) - near);
        }
    }

    [Fact]
    public void Log_OfWhatIsNoOrdinaryNumber()
    {
        foreach (double zero in new[] { 0, -0.0, double.Epsilon })
        {
            Assert.Equal(double.NegativeInfinity, Log(zero));
            Assert.Equal(float.NegativeInfinity, Log((float)zero));
        }
        Assert.Equal(0, Log(1.0));
        Assert.Equal(0, Log(1f));
        Assert.Equal(double.PositiveInfinity, Log(double.PositiveInfinity));
        Assert.Equal(float.PositiveInfinity, Log(float.PositiveInfinity));
        foreach (double none in new[] { -1, double.NegativeInfinity, double.NaN })
        {
            Assert.Equal(double.NaN, Log(none));
            Assert.Equal(float.NaN, Log((float)none));
        }
    }

    [Fact]
    public void Lanes_DoNotMeet()
    {
        var mixed = Vector512.Create(0, double.NaN, 1, double.PositiveInfinity, -700, double.NegativeInfinity, 50, .5);
        for (int lane = 0; lane < VectorMath.DoubleLanes; lane++)
        {
            Assert.Equal(Exp(mixed[lane]), VectorMath.Exp(mixed)[lane]);
            Assert.Equal(Log(mixed[lane]), VectorMath.Log(mixed)[lane]);
        }
    }

    [Fact]
    public void Sum_IsATreeOfHalves()
    {
        double[] x = [.. Enumerable.Range(1, 8).Select(k => 1.0 / k)];
        var four = Enumerable.Range(0, 4).Select(k => x[k] + x[k + 4]).ToArray();
        Assert.Equal((four[0] + four[2]) + (four[1] + four[3]), VectorMath.Sum(Vector512.Create(x)));
    }

    private static double Exp(double x) => VectorMath.Exp(Vector512.Create(x))[3];

    private static double Log(double x) => VectorMath.Log(Vector512.Create(x))[3];

    private static float Log(float x) => VectorMath.Log(Vector512.Create(x))[5];

    private static IEnumerable<double> Grid(double low, double high, int count) =>
        Enumerable.Range(0, count + 1).Select(k => low + (high - low) * ((double)k / count));
}
