using System.Numerics;
using AgentMarkets.Core.Numerics;
using Xunit;

namespace AgentMarkets.Core.Tests.Diagnostics.Series;

/// <summary>The transform against its definition.</summary>
public sealed class FourierTransformTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(60)]
    [InlineData(97)]
    [InlineData(1000)]
    public void TheTransformIsTheSumThatDefinesIt(int n)
    {
        Complex[] wave = [.. Enumerable.Range(0, n).Select(t => new Complex(Math.Sin(t * t), t % 7 - 3))];
        Complex[] found = [.. wave];
        new FourierTransform(n).Forward(found);
        for (int k = 0; k < n; k++)
        {
            Complex sum = 0;
            for (int t = 0; t < n; t++)
            {
                sum += wave[t] * Complex.FromPolarCoordinates(1, -2 * Math.PI * ((long)k * t % n) / n);
            }
            Assert.InRange((sum - found[k]).Magnitude, 0, 1e-11 * n);
        }
    }

    [Fact]
    public void ATransformUsedTwiceGivesTheSameBits()
    {
        var transform = new FourierTransform(12);
        Complex[] first = [.. Enumerable.Range(0, 12).Select(t => new Complex(t, -t))], second = [.. first];
        transform.Forward(first);
        transform.Forward(second);
        Assert.Equal(first, second);
    }
}
