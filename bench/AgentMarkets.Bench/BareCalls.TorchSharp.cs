using static TorchSharp.torch;

namespace AgentMarkets.Bench;

/// <summary>TorchSharp keeps its native functions to itself: there is nothing to time.</summary>
internal static class BareCalls
{
    /// <summary>No number.</summary>
    internal static double Add(int repeats, Tensor a, Tensor b) => double.NaN;
}
