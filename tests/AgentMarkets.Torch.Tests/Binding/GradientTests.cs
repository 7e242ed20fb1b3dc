using Xunit;

namespace AgentMarkets.Torch.Tests;

/// <content>What TorchSharp 0.106.0 gets wrong: its baddbmm exchanges the terms.</content>
public sealed partial class GradientTests
{
    [Fact]
    public void GradientOfBatchedProductAndSum_IsTheLimitOfDifferences() => IsTheLimitOfDifferences(
        "baddbmm", x => Made.Doubles([1, 3, 2]).baddbmm(x.unsqueeze(0), Made.Doubles([1, 4, 2], 3)).pow(2));
}
