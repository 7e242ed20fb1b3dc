using AgentMarkets.Torch;
using AgentMarkets.Torch.Binding;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get
            {
                int answer = Native.amt_requires_grad(Handle);
                GC.KeepAlive(this);
                return answer != 0;
            }
            set => Check(Native.amt_set_requires_grad(Handle, value ? 1 : 0), "requires_grad", this);
        }

        public bool is_leaf
        {
            get
            {
                int answer = Native.amt_is_leaf(Handle);
                GC.KeepAlive(this);
                return answer != 0;
            }
        }

        /// <summary>
        /// The gradient gathered so far, null when there is none. Each reading makes a reference of its own.
        /// </summary>
        public unsafe Tensor? grad
        {
            get
            {
                IntPtr result;
                Check(Native.amt_grad(Handle, &result), "grad", this);
                return result == IntPtr.Zero ? null : new Tensor(result);
            }
            set => Check(Native.amt_set_grad(Handle, Of(value)), "grad", this, value);
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor retain_grad()
        {
            Check(Native.amt_retain_grad(Handle), "retain_grad", this);
            return this;
        }

        public Tensor detach() => Run(Unary.detach, this);

        public Tensor detach_() => InPlace(Unary.detach_);

        public void backward() => backward(null);

        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }

    /// <summary>Gradients of chosen outputs with respect to chosen inputs.</summary>
    public static class autograd
    {
        public static unsafe void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor>? inputs = null)
        {
            IntPtr[] roots = Tensor.Handles(tensors), gradients = Tensor.Handles(grad_tensors);
            IntPtr[] leaves = Tensor.Handles(inputs);
            bool retain = retain_graph ?? create_graph;
            fixed (IntPtr* r = roots, g = gradients, l = leaves)
            {
                int failed = Native.amt_backward(
                    r, roots.Length, g, gradients.Length, retain ? 1 : 0, create_graph ? 1 : 0, l, leaves.Length);
                if (failed != 0)
                {
                    throw TorchException.From("backward", [.. tensors, .. grad_tensors ?? []]);
                }
            }
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        /// <summary>One gradient per input; null where an unused input is allowed.</summary>
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            IntPtr[] from = Tensor.Handles(outputs), to = Tensor.Handles(inputs);
            IntPtr[] gradients = Tensor.Handles(grad_outputs), results = new IntPtr[to.Length];
            bool retain = retain_graph || create_graph;
            fixed (IntPtr* f = from, t = to, g = gradients, r = results)
            {
                int failed = Native.amt_gradients(
                    f, from.Length, t, to.Length, g, gradients.Length, retain ? 1 : 0, create_graph ? 1 : 0,
                    allow_unused ? 1 : 0, r);
                if (failed != 0)
                {
                    throw TorchException.From("autograd.grad", [.. outputs, .. inputs, .. grad_outputs ?? []]);
                }
            }
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return Array.ConvertAll(results, result => result == IntPtr.Zero ? null! : new Tensor(result));
        }
    }

    /// <summary>Operations are not recorded until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => Native.amt_grad_enabled() != 0;

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    private sealed class GradMode : IDisposable
    {
        private readonly bool before = is_grad_enabled();
        private bool left;

        internal GradMode(bool enabled) => Native.amt_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose()
        {
            if (!left)
            {
                left = true;
                Native.amt_set_grad_enabled(before ? 1 : 0);
            }
        }
    }

    private sealed class InferenceMode : IDisposable
    {
        private IntPtr guard;

        internal InferenceMode(bool mode)
        {
            guard = Native.amt_inference_enter(mode ? 1 : 0);
            if (guard == IntPtr.Zero)
            {
                throw TorchException.From("inference_mode");
            }
        }

        public void Dispose()
        {
            IntPtr taken = Interlocked.Exchange(ref guard, IntPtr.Zero);
            if (taken != IntPtr.Zero)
            {
                Native.amt_inference_leave(taken);
            }
        }
    }

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.Here.Open();

    /// <summary>Evaluates in a scope of its own and keeps the result.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using DisposeScope scope = NewDisposeScope();
        return scope.MoveToOuter(expr());
    }
}
