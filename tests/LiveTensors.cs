using static TorchSharp.torch;

namespace AgentMarkets;

/// <summary>The process's tensors, for tests that run with no other beside them.</summary>
internal static class LiveTensors
{
    /// <summary>Their count once what earlier tests forgot is cleared away, so that it is not cleared away, and
    /// counted, in the middle of this one.</summary>
    public static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
