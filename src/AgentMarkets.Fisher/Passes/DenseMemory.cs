using System.Runtime.InteropServices;

namespace AgentMarkets.Fisher.Passes;

/// <summary>Memory that begins at a cache line, outside the collected heap: a market is freed when it is no longer
/// needed, not when memory gets short.</summary>
internal sealed unsafe class DenseMemory<T>(long count) : IDisposable
    where T : unmanaged
{
    private const int CacheLine = 64;

    ~DenseMemory() => Free();

    public T* Start { get; private set; } =
        (T*)NativeMemory.AlignedAlloc((nuint)(Math.Max(count, 1) * sizeof(T)), CacheLine);

    public Span<T> Of(long first, int length) => new(Start + first, length);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Start);
        Start = null;
    }
}
