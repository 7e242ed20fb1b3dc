using AgentMarkets.Torch.Binding;

namespace AgentMarkets.Torch;

/// <summary>
/// What <see cref="Fused.Backward"/> needs of the forward pass before it: the layers' values and slopes, and references
/// to the parameters and inputs (which therefore stay in memory until the next pass or <see cref="Dispose"/>). Kept
/// from step to step: its memory grows to the largest batch and is then reused. One thread at a time.
/// </summary>
public sealed class NetworkTrace : IDisposable
{
    private IntPtr handle = Native.amt_trace_new();

    ~NetworkTrace() => Release();

    /// <summary>The native object, valid while the trace is not disposed.</summary>
    internal IntPtr Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(handle == IntPtr.Zero, this);
            return handle;
        }
    }

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        IntPtr taken = Interlocked.Exchange(ref handle, IntPtr.Zero);
        if (taken != IntPtr.Zero)
        {
            Native.amt_trace_delete(taken);
        }
    }
}
