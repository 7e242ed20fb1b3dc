using System.Runtime.CompilerServices;
using AgentMarkets.Torch;
using AgentMarkets.Torch.Binding;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor: one reference to libtorch's. A tensor made in a scope belongs to it and needs no finaliser; one made
    /// outside carries a small finalisable companion, so that forgetting to dispose it delays its memory and no more.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long totalCount;

        private IntPtr handle;
        private SafetyNet? net;

        internal Tensor(IntPtr handle)
        {
            this.handle = handle;
            Interlocked.Increment(ref totalCount);
            DisposeScopeManager manager = DisposeScopeManager.Here;
            if (manager.Current is { } scope)
            {
                manager.Counts.CreatedInScopeCount++;
                scope.Include(this);
            }
            else
            {
                manager.Counts.CreatedOutsideScopeCount++;
                net = new SafetyNet(handle);
            }
        }

        /// <summary>Tensors alive in the process: made and neither disposed nor finalised.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        /// <summary>The native handle, valid while the tensor is not disposed.</summary>
        public IntPtr Handle
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
                IntPtr value = handle;
                if (value == IntPtr.Zero)
                {
                    ThrowDisposed();
                }
                return value;
            }
        }

        /// <summary>Whether the tensor was disposed.</summary>
        public bool IsInvalid => handle == IntPtr.Zero;

        internal DisposeScope? Scope { get; set; }

        internal int Slot { get; set; }

        public void Dispose()
        {
            IntPtr taken = Interlocked.Exchange(ref handle, IntPtr.Zero);
            if (taken == IntPtr.Zero)
            {
                return;
            }
            ThreadDisposeScopeStatistics counts = DisposeScopeManager.Here.Counts;
            if (Scope is { } scope)
            {
                scope.Exclude(this);
                counts.DisposedInScopeCount++;
            }
            else
            {
                counts.DisposedOutsideScopeCount++;
                net?.Disarm();
                net = null;
            }
            Interlocked.Decrement(ref totalCount);
            Native.amt_release(taken);
        }

        /// <summary>The scope's own way: the scope forgets all its tensors at once.</summary>
        internal void DisposeWithScope(DisposeScopeManager manager)
        {
            IntPtr taken = handle;
            handle = IntPtr.Zero;
            Scope = null;
            manager.Counts.DisposedInScopeCount++;
            Interlocked.Decrement(ref totalCount);
            Native.amt_release(taken);
        }

        /// <summary>Gives the tensor to the enclosing scope, or to nobody where there is none.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            if (Scope is { } scope)
            {
                MoveTo(scope.OuterScope);
            }
            return this;
        }

        /// <summary>Takes the tensor out of its scope: its user disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            MoveTo(null);
            return this;
        }

        internal void MoveTo(DisposeScope? target)
        {
            if (IsInvalid || target == Scope)
            {
                return;
            }
            ThreadDisposeScopeStatistics counts = DisposeScopeManager.Here.Counts;
            if (Scope is { } scope)
            {
                scope.Exclude(this);
                counts.DetachedFromScopeCount++;
            }
            if (target is null)
            {
                net = new SafetyNet(handle);
                return;
            }
            net?.Disarm();
            net = null;
            target.Include(this);
            counts.AttachedToScopeCount++;
        }

        /// <summary>Lets this object stand for another's tensor, which is left empty.</summary>
        private protected static IntPtr TakeAlias(Tensor source)
        {
            IntPtr alias = Native.amt_alias(source.Handle);
            GC.KeepAlive(source);
            return alias;
        }

        /// <summary>Replaces the tensor this object stands for, keeping its scope.</summary>
        internal void Become(IntPtr replacement)
        {
            IntPtr old = Handle;
            handle = replacement;
            if (net is not null)
            {
                net.Disarm();
                net = new SafetyNet(replacement);
            }
            Native.amt_release(old);
        }

        private static void ThrowDisposed() =>
            throw new ObjectDisposedException("Tensor", "The tensor was disposed, by itself or with its scope.");

        /// <summary>
        /// Releases a forgotten tensor. Apart from the tensor, so that tensors in scopes are not finalisable.
        /// </summary>
        private sealed class SafetyNet(IntPtr handle)
        {
            private IntPtr handle = handle;

            ~SafetyNet()
            {
                IntPtr taken = Interlocked.Exchange(ref handle, IntPtr.Zero);
                if (taken != IntPtr.Zero)
                {
                    Interlocked.Decrement(ref totalCount);
                    Native.amt_release(taken);
                }
            }

            internal void Disarm()
            {
                handle = IntPtr.Zero;
                GC.SuppressFinalize(this);
            }
        }
    }
}
