using AgentMarkets.Torch.Binding;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Torch.Tests;

/// <content>What only kernels of our own have: instruction sets, and rows' bits whatever their number.</content>
public sealed partial class WideNetworkTests
{
    public static TheoryData<ScalarType> Types => [float32, float64];

    [Theory]
    [MemberData(nameof(Types))]
    public void Rows_AreTheSameBitsWhateverLiesAroundThem(ScalarType type)
    {
        var shape = new MlpShape([4, 70, 33, 1], Activation.Silu, Activation.Softplus);
        Tensor p = Parameters(shape).to(type), x = Doubles([500, 4], 7).to(type), b = Doubles([101, 2], 5).to(type);
        Tensor goods = Doubles([7, 2], 9).to(type), y = zeros([500, 1], type), pairs = zeros([101, 7], type);
        Fused.TowerForward(shape, p, x, y);
        Fused.PairForward(shape, p, b, goods, pairs);
        foreach ((int start, int count) in (ReadOnlySpan<(int, int)>)[(0, 1), (3, 1), (94, 7), (50, 51)])
        {
            Tensor alone = zeros([count, 1], type), pairsAlone = zeros([count, 7], type);
            Fused.TowerForward(shape, p, x.narrow(0, start, count), alone);
            Fused.PairForward(shape, p, b.narrow(0, start, count), goods, pairsAlone);
            Assert.True(alone.Equals(y.narrow(0, start, count)), $"tower, rows {start} to {start + count}");
            Assert.True(pairsAlone.Equals(pairs.narrow(0, start, count)), $"pairs, buyers {start} to {start + count}");
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void InstructionSetsWithFusedMultiplyAdd_GiveTheSameBits(ScalarType type)
    {
        var shape = new MlpShape([6, 50, 35, 1], Activation.Silu, Activation.Softplus);
        Tensor p = Parameters(shape).to(type), b = Doubles([67, 3], 5).to(type), goods = Doubles([5, 3], 9).to(type);
        Tensor g = Doubles([67, 5], 2).to(type);
        try
        {
            Native.amt_limit_instructions(2);
            (Tensor y, Tensor gradient) = Pairs(shape, p, b, goods, g);
            Native.amt_limit_instructions(1);
            (Tensor y2, Tensor gradient2) = Pairs(shape, p, b, goods, g);
            Assert.True(y.Equals(y2), "outputs");
            Assert.True(gradient.Equals(gradient2), "gradients");
            Native.amt_limit_instructions(0);
            (Tensor y3, Tensor gradient3) = Pairs(shape, p, b, goods, g);
            double tolerance = type == float32 ? 1e-5 : 1e-13;
            Close(y, y3, "outputs of the baseline", tolerance);
            Close(gradient, gradient3, "gradients of the baseline", tolerance);
        }
        finally
        {
            Native.amt_limit_instructions(2);
        }
    }
}
