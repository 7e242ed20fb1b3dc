using AgentMarkets.Torch.Binding;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Torch.Tests;

/// <content>What only kernels of our own have: instruction sets.</content>
public sealed partial class FusedTests
{
    [Theory]
    [MemberData(nameof(Cases))]
    public void InstructionSets_GiveTheSameBits(Activation activation, ScalarType type)
    {
        var shape = new MlpShape([2, 9, 6, 3], activation, activation);
        Tensor p = Parameters(shape, 2, type), x = Made.Of(type, [2, 333, 2], 1).mul_(4);
        Tensor g = Made.Of(type, [2, 333, 3], 2);
        try
        {
            Native.amt_limit_instructions(2);
            (Tensor y, Tensor gradient) = Both(shape, p, x, g);
            Tensor moved = Adam(p, gradient).Moved;
            foreach (int limit in (int[])[0, 1])
            {
                Native.amt_limit_instructions(limit);
                (Tensor narrow, Tensor narrowGradient) = Both(shape, p, x, g);
                Assert.True(y.Equals(narrow), $"{activation} {type}: outputs with set {limit}");
                Assert.True(gradient.Equals(narrowGradient), $"{activation} {type}: gradients with set {limit}");
                Assert.True(moved.Equals(Adam(p, gradient).Moved), $"{type}: Adam with set {limit}");
            }
        }
        finally
        {
            Native.amt_limit_instructions(2);
        }
    }
}
