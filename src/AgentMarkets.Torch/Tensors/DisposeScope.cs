using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// Disposes the tensors made on its thread while it is the innermost scope. Adding and removing take constant time, and
/// a tensor in a scope has no finaliser.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager manager;
    private readonly List<Tensor?> tensors = [];
    private List<IDisposable>? others;
    private bool disposed;

    internal DisposeScope(DisposeScopeManager manager, DisposeScope? outer)
    {
        this.manager = manager;
        OuterScope = outer;
    }

    /// <summary>The scope that encloses this one on its thread.</summary>
    public DisposeScope? OuterScope { get; }

    /// <summary>How many things are disposed with the scope.</summary>
    public int DisposablesCount => tensors.Count + (others?.Count ?? 0);

    internal void Include(Tensor tensor)
    {
        tensor.Scope = this;
        tensor.Slot = tensors.Count;
        tensors.Add(tensor);
    }

    internal void Exclude(Tensor tensor)
    {
        int last = tensors.Count - 1;
        // Mostly the newest goes first; otherwise the newest takes the leaving one's place.
        if (tensor.Slot != last)
        {
            Tensor moved = tensors[last]!;
            tensors[tensor.Slot] = moved;
            moved.Slot = tensor.Slot;
        }
        tensors.RemoveAt(last);
        tensor.Scope = null;
    }

    /// <summary>Hands a tensor (or anything attached) over to the enclosing scope, or to none.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        Move(disposable, OuterScope);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable => (MoveToOuter(first), MoveToOuter(second));

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable => (MoveToOuter(first), MoveToOuter(second), MoveToOuter(third));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables)
    {
        foreach (IDisposable disposable in disposables)
        {
            Move(disposable, OuterScope);
        }
    }

    /// <summary>Takes a tensor (or anything attached) out of all scopes: its user disposes it.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Move(disposable, null);
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable => (Detach(first), Detach(second));

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable => (Detach(first), Detach(second), Detach(third));

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (IDisposable disposable in disposables)
        {
            Move(disposable, null);
        }
    }

    public void Attach(IDisposable disposable) => Move(disposable, this);

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        List<IDisposable> list = [.. disposables];
        list.ForEach(Attach);
        return list;
    }

    /// <summary>Disposes everything in the scope except what is named.</summary>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        List<Tensor> doomed = [.. tensors.OfType<Tensor>().Where(tensor => !keep.Contains(tensor))];
        doomed.ForEach(tensor => tensor.Dispose());
        List<IDisposable> rest = [.. (others ?? []).Where(other => !keep.Contains(other))];
        others?.RemoveAll(other => !keep.Contains(other));
        rest.ForEach(other => other.Dispose());
    }

    public void DisposeEverythingBut(params IDisposable[] keep) =>
        DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable
        where T2 : IDisposable
    {
        DisposeEverythingBut([first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable
        where T2 : IDisposable
        where T3 : IDisposable
    {
        DisposeEverythingBut([first, second, third]);
        return (first, second, third);
    }

    public void DisposeEverything() => DisposeEverythingBut(Array.Empty<IDisposable>());

    /// <summary>Disposes what is left, and scopes opened later on this thread and still open.</summary>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }
        disposed = true;
        manager.Close(this);
        for (int i = tensors.Count - 1; i >= 0; i--)
        {
            tensors[i]!.DisposeWithScope(manager);
        }
        tensors.Clear();
        foreach (IDisposable other in others ?? [])
        {
            other.Dispose();
        }
        others = null;
    }

    private void Move(IDisposable disposable, DisposeScope? target)
    {
        if (disposable is Tensor tensor)
        {
            tensor.MoveTo(target);
            return;
        }
        for (DisposeScope? holder = manager.Current; holder is not null; holder = holder.OuterScope)
        {
            holder.others?.Remove(disposable);
        }
        if (target is not null)
        {
            (target.others ??= []).Add(disposable);
        }
    }
}
