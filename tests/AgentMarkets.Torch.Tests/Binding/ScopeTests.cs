using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Torch.Tests;

/// <content>
/// Our tensors' safety net, where TorchSharp's are all finalisable; and memory, which TorchSharp's scalars hold until
/// they are finalised.
/// </content>
public sealed partial class ScopeTests
{
    private const System.Reflection.BindingFlags Hidden =
        System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic;

    [Fact]
    public void TensorsInScopes_AreNotFinalisable()
    {
        Assert.Null(typeof(Tensor).GetMethod("Finalize", Hidden | System.Reflection.BindingFlags.DeclaredOnly));
        using DisposeScope scope = NewDisposeScope();
        System.Reflection.FieldInfo net = typeof(Tensor).GetField("net", Hidden)!;
        Tensor inside = zeros(1);
        Assert.Null(net.GetValue(inside));
        inside.DetachFromDisposeScope();
        Assert.NotNull(net.GetValue(inside));
        inside.Dispose();
    }

    [Fact]
    public void TrainingFor10000Steps_LeaksNothing()
    {
        using Training training = new();
        training.Run(2000);
        GC.Collect();
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount, memory = Resident();
        training.Run(10000);
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        GC.Collect();
        long grown = Resident() - memory;
        // One leaked tensor a step of the smallest kind would be 3 MB or more.
        Assert.True(grown < 8 << 20, $"resident memory grew by {grown / 1024} KiB in 10,000 steps");
    }

    private static long Resident()
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
    }
}
