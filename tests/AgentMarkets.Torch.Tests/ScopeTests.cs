using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Torch.Tests;

/// <summary>Tests that watch the whole process and so run with no other beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Who disposes a tensor, and that nobody forgets one.</summary>
[Collection(nameof(Alone))]
public sealed partial class ScopeTests
{
    [Fact]
    public void Scope_DisposesWhatWasMadeInIt()
    {
        Tensor inner, kept, outer;
        using (DisposeScope outside = NewDisposeScope())
        {
            using (DisposeScope scope = NewDisposeScope())
            {
                inner = zeros(2);
                kept = zeros(2).DetachFromDisposeScope();
                outer = zeros(2).MoveToOuterDisposeScope();
                Assert.Equal(1, scope.DisposablesCount);
            }
            Assert.True(inner.IsInvalid);
            Assert.False(outer.IsInvalid);
            Assert.Equal(1, outside.DisposablesCount);
        }
        Assert.True(outer.IsInvalid);
        Assert.False(kept.IsInvalid);
        kept.Dispose();
        Assert.ThrowsAny<InvalidOperationException>(() => kept.add(1));
        kept.Dispose();
    }

    [Fact]
    public void DisposeEverythingBut_KeepsWhatIsNamed()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = zeros(1), b = zeros(1), c = zeros(1);
        scope.DisposeEverythingBut(b);
        Assert.True(a.IsInvalid && c.IsInvalid);
        Assert.False(b.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void WrappedScope_KeepsTheResultAlone()
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (Tensor result = WrappedTensorDisposeScope(() => (zeros(3) + 1) * 2))
        {
            Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            Assert.Equal(6, result.sum().item<float>());
        }
    }

    [Fact]
    public void Training_LeavesNoTensorBehind()
    {
        using Training training = new();
        training.Run(20);
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        training.Run(200);
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void ForgottenTensors_AreFinalised()
    {
        long before = Tensor.TotalCount;
        Forget();
        for (int i = 0; i < 50 && Tensor.TotalCount > before; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.True(Tensor.TotalCount <= before, "forgotten tensors are still alive");
    }

    [Fact]
    public async Task Threads_HaveScopesOfTheirOwn()
    {
        await Task.WhenAll(Enumerable.Range(0, 2).Select(seed => Task.Run(() =>
        {
            long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            for (int i = 0; i < 2000; i++)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor x = full(64, seed + 1.0, requires_grad: true);
                (x * x).sum().backward();
                Assert.Equal(2 * (seed + 1.0), x.grad![3].item<float>());
                if (i % 100 == 0)
                {
                    Assert.ThrowsAny<ExternalException>(() => x.add(zeros(seed + 3)));
                }
            }
            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        })));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Forget()
    {
        for (int i = 0; i < 1000; i++)
        {
            _ = zeros(4);
        }
    }

    private sealed class Training : IDisposable
    {
        private readonly Sequential network = nn.Sequential(nn.Linear(4, 16), nn.SELU(), nn.Linear(16, 1));
        private readonly Adam adam;
        private readonly Tensor x = Made.Floats([32, 4]), y = Made.Floats([32, 1], 9);

        internal Training() => adam = optim.Adam(network.parameters());

        public void Dispose()
        {
            adam.Dispose();
            network.Dispose();
            x.Dispose();
            y.Dispose();
        }

        internal void Run(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                using DisposeScope scope = NewDisposeScope();
                adam.zero_grad();
                Tensor loss = nn.functional.mse_loss(network.call(x), y);
                loss.backward();
                adam.step();
            }
        }
    }
}
