using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Torch.Tests;

/// <content>What TorchSharp 0.106.0 gets wrong: its baddbmm exchanges the terms.</content>
public sealed partial class GoldenTests
{
    [Fact]
    public void BatchedProductAndSum_AgreesWithPyTorch()
    {
        Tensor left = Made.Doubles([2, 3, 4]), right = Made.Doubles([2, 4, 5], 9);
        Same("baddbmm", Made.Doubles([2, 3, 5]).baddbmm(left, right, 0.5f, 2f));
    }
}
