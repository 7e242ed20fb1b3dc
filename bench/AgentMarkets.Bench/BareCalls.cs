using System.Diagnostics;
using AgentMarkets.Torch.Binding;
using static TorchSharp.torch;

namespace AgentMarkets.Bench;

/// <summary>Our native library's functions without the binding around them.</summary>
internal static class BareCalls
{
    /// <summary>Microseconds of one addition.</summary>
    internal static double Add(int repeats, Tensor a, Tensor b)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            Native.amt_release(Native.amt_binary((int)Binary.add, a.Handle, b.Handle));
        }
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / repeats;
    }
}
