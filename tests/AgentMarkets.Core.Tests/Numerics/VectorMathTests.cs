using System.Runtime.Intrinsics;
using AgentMarkets.Core.Numerics;
using Xunit;

namespace AgentMarkets.Core.Tests.Numerics;

/// <summary>Goal: our own exponential is as good as 32 bits allow, everywhere, and calm about what is not
/// finite.</summary>
public class VectorMathTests
{
    // Unit in the last place of a 32-bit number, relative: 2^-23.
    private const double Ulp = 1.0 / (1 << 23);

    [Fact]
    public void Exp_IsOffByAtMostTwoUnits_OverTheWholeNormalRange()
    {
        double worst = 0;
        foreach (float x in Grid(-87.3f, 88.7f, 400_000))
        {
            worst = Math.Max(worst, Math.Abs(Exp(x) / Math.Exp(x) - 1));
        }
        Assert.InRange(worst, 0, 2 * Ulp);
    }

    [Fact]
    public void Exp_UnderflowsAndOverflowsGently()
    {
        foreach (float x in Grid(-200, -87.3f, 10_000))
        {
            Assert.InRange(Exp(x), 0, 1.3e-38f);
        }
        Assert.Equal(0, Exp(-104));
        Assert.Equal(float.PositiveInfinity, Exp(88.8f));
        Assert.Equal(float.PositiveInfinity, Exp(float.MaxValue));
        Assert.Equal(0, Exp(float.MinValue));
        Assert.Equal(float.PositiveInfinity, Exp(float.PositiveInfinity));
        Assert.Equal(0, Exp(float.NegativeInfinity));
        Assert.Equal(float.NaN, Exp(float.NaN));
        Assert.Equal(1, Exp(0));
        Assert.Equal(1, Exp(float.Epsilon));
    }

    [Fact]
    public void Sigmoid_IsOffByAtMostFourUnits()
    {
        double worst = 0;
        foreach (float x in Grid(-87, 87, 400_000))
        {
            worst = Math.Max(worst, Math.Abs(Sigmoid(x) * (1 + Math.Exp(-(double)x)) - 1));
        }
        Assert.InRange(worst, 0, 4 * Ulp);
        Assert.Equal(0.5f, Sigmoid(0));
        Assert.Equal(1, Sigmoid(float.PositiveInfinity));
        Assert.Equal(0, Sigmoid(float.NegativeInfinity));
        Assert.Equal(1, Sigmoid(float.MaxValue));
        Assert.Equal(0, Sigmoid(float.MinValue));
        Assert.Equal(float.NaN, Sigmoid(float.NaN));
    }

    [Fact]
    public void Sigmoid_DoesNotDecrease()
    {
        float last = 0;
        foreach (float x in Grid(-90, 90, 100_000))
        {
            // One unit of slack: neighbours may be rounded apart.
            Assert.True(Sigmoid(x) >= last * (1 - (float)Ulp), $"at {x:R}");
            last = Sigmoid(x);
        }
    }

    [Fact]
    public void Lanes_DoNotMeet()
    {
        var mixed = Vector512.Create(0f, float.NaN, 1, float.PositiveInfinity, -1, float.NegativeInfinity, 50, -50,
            0.5f, -0.5f, 88, -88, 10, -10, 1e-30f, 100);
        var result = VectorMath.Exp(mixed);
        for (int lane = 0; lane < VectorMath.Lanes; lane++)
        {
            Assert.Equal(Exp(mixed[lane]), result[lane]);
        }
    }

    [Fact]
    public void Sum_IsATreeOfHalves()
    {
        float[] x = [.. Enumerable.Range(1, 16).Select(k => 1f / k)];
        var eight = Enumerable.Range(0, 8).Select(k => x[k] + x[k + 8]).ToArray();
        var four = Enumerable.Range(0, 4).Select(k => eight[k] + eight[k + 4]).ToArray();
        Assert.Equal((four[0] + four[2]) + (four[1] + four[3]), VectorMath.Sum(Vector512.Create(x)));
    }

    [Fact]
    public void Products_HaveAllSixtyFourBits_AndIgnoreHighHalves()
    {
        var a = Vector512.Create(0xFFFFFFFFul, 0xDEADBEEF00000003, 0, 1, 0xD2511F53, 7, 0xFFFFFFFF00000000, 0x80000000);
        var b = Vector512.Create(0xFFFFFFFFul, 0x0000000100000005, 9, 0xFFFFFFFF, 0xCD9E8D57, 7, 3, 2);
        var product = VectorMath.MultiplyLow32(a, b);
        for (int lane = 0; lane < 8; lane++)
        {
            Assert.Equal((ulong)(uint)a[lane] * (uint)b[lane], product[lane]);
        }
    }

    private static float Exp(float x) => VectorMath.Exp(Vector512.Create(x))[5];

    private static float Sigmoid(float x) => VectorMath.Sigmoid(Vector512.Create(x))[5];

    private static IEnumerable<float> Grid(float low, float high, int count) =>
        Enumerable.Range(0, count + 1).Select(k => low + (high - low) * ((float)k / count));
}
