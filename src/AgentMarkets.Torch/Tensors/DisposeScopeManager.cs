using System.Runtime.CompilerServices;

namespace TorchSharp;

/// <summary>One thread's stack of scopes and its counts of tensors.</summary>
public sealed class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? here;

    private DisposeScope? current;

    private DisposeScopeManager()
    {
    }

    /// <summary>This thread's counts.</summary>
    public static ThreadDisposeScopeStatistics Statistics => Here.Counts;

    internal static DisposeScopeManager Here
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => here ?? Create();
    }

    internal readonly ThreadDisposeScopeStatistics Counts = new();

    internal DisposeScope? Current => current;

    internal DisposeScope Open() => current = new DisposeScope(this, current);

    internal void Close(DisposeScope scope)
    {
        // Scopes inside the closing one that nobody closed go with it; a scope that is no longer on the stack (closed
        // by an outer one) leaves the stack as it is.
        DisposeScope? found = current;
        while (found is not null && found != scope)
        {
            found = found.OuterScope;
        }
        if (found is null)
        {
            return;
        }
        while (current != scope)
        {
            current!.Dispose();
        }
        current = scope.OuterScope;
    }


    private static DisposeScopeManager Create() => here = new DisposeScopeManager();
}

/// <summary>How many tensors a thread made and disposed, in scopes and outside of them.</summary>
public sealed class ThreadDisposeScopeStatistics
{
    public long CreatedOutsideScopeCount { get; internal set; }

    public long CreatedInScopeCount { get; internal set; }

    public long DisposedInScopeCount { get; internal set; }

    public long DisposedOutsideScopeCount { get; internal set; }

    public long DetachedFromScopeCount { get; internal set; }

    public long AttachedToScopeCount { get; internal set; }

    /// <summary>Made less disposed, on this thread.</summary>
    public long ThreadTotalLiveCount =>
        CreatedOutsideScopeCount + CreatedInScopeCount - DisposedInScopeCount - DisposedOutsideScopeCount;

    public void Reset()
    {
        CreatedOutsideScopeCount = CreatedInScopeCount = 0;
        DisposedInScopeCount = DisposedOutsideScopeCount = 0;
        DetachedFromScopeCount = AttachedToScopeCount = 0;
    }
}
