using AgentMarkets.Fisher.Passes;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Fisher.Tests;

/// <summary>Goal: the pass through tensors, meant for GPUs, gives the kernels' numbers. Method: on the CPU, where both
/// run.</summary>
public class DenseTensorTests
{
    [Theory]
    [InlineData(9, false)]
    [InlineData(1, false)]
    [InlineData(-0.5, false)]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    public void Pass_IsThatOfTheKernels(double k, bool isCobbDouglas)
    {
        foreach (double holes in new[] { 0, 0.3 })
        {
            var market = new DenseMarket<float>(2 * BlockTree.BlockSize + 77, 6, holes);
            var form = new ClosedForm(k, isCobbDouglas);
            Compare(market, DenseSpendingTests.Pass(6, form, Precision.Double), 1e-12);
            Compare(market, DenseSpendingTests.Pass(6, form, Precision.Double, 100), 1e-12);
            Compare(market, DenseSpendingTests.Pass(6, form, Precision.Double) with { Second = false }, 1e-12);
            Compare(market, DenseSpendingTests.Pass(6, form, Precision.Single), 1e-5);
        }
    }

    [Fact]
    public void Device_ChoosesThePass()
    {
        using var buyers = new DenseMarket<float>(10, 2).Open();
        Assert.Same(buyers, TensorBuyers.On(torch.CPU, buyers));
    }

    private static void Compare(DenseMarket<float> market, SpendingPass pass, double tolerance)
    {
        using var kernels = market.Open(true, 1, 2);
        using var tensors = new TensorBuyers(market.Open(false, 1, 2), ScalarType.Float32, torch.CPU);
        Assert.Equal(kernels.Count, tensors.Count);
        Assert.Equal(kernels.Numbers(), tensors.Numbers());
        double[] expected = DenseSpendingTests.Total(kernels, pass);
        double[] got = DenseSpendingTests.Total(tensors, pass);
        double budget = expected[pass.Goods + 1];
        Assert.Equal(expected.Length, got.Length);
        Assert.All(expected.Zip(got), pair =>
            Assert.Equal(pair.First, pair.Second, tolerance * Math.Max(Math.Abs(pair.First), 1e-3 * budget)));
    }
}
