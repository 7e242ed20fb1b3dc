using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>The process's tensors, for laws and tests that run with no other beside them.</summary>
internal static class TensorCount
{
    /// <summary>Their count once what earlier code forgot is cleared away, so that it is not cleared away, and
    /// counted, in the middle.</summary>
    public static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
