using AgentMarkets.Core.Numerics;
using Xunit;

namespace AgentMarkets.Core.Tests;

public sealed class AreFiniteTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void OneNumberThatIsNotFinite_IsFoundAnywhere(float wrong)
    {
        for (int length = 1; length <= 40; length++)
        {
            var numbers = Enumerable.Range(0, length).Select(k => k % 2 == 0 ? float.MaxValue : -1e-45f).ToArray();
            Assert.True(VectorMath.AreFinite(numbers));
            for (int place = 0; place < length; place++)
            {
                float kept = numbers[place];
                numbers[place] = wrong;
                Assert.False(VectorMath.AreFinite(numbers));
                numbers[place] = kept;
            }
        }
    }
}
