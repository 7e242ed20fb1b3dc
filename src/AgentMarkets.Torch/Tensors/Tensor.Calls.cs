using AgentMarkets.Torch;
using AgentMarkets.Torch.Binding;

namespace TorchSharp;

public static partial class torch
{
    // The one way into each family of native operations: call, check, wrap. KeepAlive stands after every call because
    // the companion of a tensor outside all scopes may be finalised as soon as its tensor is no longer reachable.
    public partial class Tensor
    {
        internal static Tensor Run(Unary operation, Tensor a)
        {
            IntPtr result = Native.amt_unary((int)operation, a.Handle);
            if (result == IntPtr.Zero)
            {
                throw TorchException.From(operation.ToString(), a);
            }
            GC.KeepAlive(a);
            return new Tensor(result);
        }

        internal static Tensor Run(Binary operation, Tensor a, Tensor b)
        {
            IntPtr result = Native.amt_binary((int)operation, a.Handle, b.Handle);
            if (result == IntPtr.Zero)
            {
                throw TorchException.From(operation.ToString(), a, b);
            }
            GC.KeepAlive(a);
            GC.KeepAlive(b);
            return new Tensor(result);
        }

        internal static Tensor Run(Scaled operation, Tensor a, Scalar number)
        {
            IntPtr result = Native.amt_scalar((int)operation, a.Handle, number);
            if (result == IntPtr.Zero)
            {
                throw TorchException.WithNumbers(operation.ToString(), number.ToString(), a);
            }
            GC.KeepAlive(a);
            return new Tensor(result);
        }

        internal static Tensor Run(
            Ternary operation, Tensor a, Tensor? b, Tensor? c, Scalar first = default, Scalar second = default)
        {
            IntPtr result = Native.amt_ternary((int)operation, a.Handle, Of(b), Of(c), first, second);
            if (result == IntPtr.Zero)
            {
                throw TorchException.From(operation.ToString(), a, b, c);
            }
            GC.KeepAlive(a);
            GC.KeepAlive(b);
            GC.KeepAlive(c);
            return new Tensor(result);
        }

        internal static unsafe Tensor Run(
            Along operation, Tensor a, ReadOnlySpan<long> dims, bool keepdim = false, ScalarType? type = null,
            double extra = 0)
        {
            IntPtr result;
            fixed (long* first = dims)
            {
                result = Native.amt_along(
                    (int)operation, a.Handle, first, dims.Length, keepdim ? 1 : 0, Of(type), extra);
            }
            if (result == IntPtr.Zero)
            {
                throw TorchException.WithNumbers(operation.ToString(), "dim " + Listed(dims), a);
            }
            GC.KeepAlive(a);
            return new Tensor(result);
        }

        internal static unsafe Tensor Run(Shaped operation, Tensor a, params ReadOnlySpan<long> numbers)
        {
            IntPtr result;
            fixed (long* first = numbers)
            {
                result = Native.amt_shaped((int)operation, a.Handle, first, numbers.Length);
            }
            if (result == IntPtr.Zero)
            {
                throw TorchException.WithNumbers(operation.ToString(), Listed(numbers), a);
            }
            GC.KeepAlive(a);
            return new Tensor(result);
        }

        internal static unsafe (Tensor, Tensor) Run(
            Paired operation, Tensor a, long dim, long k, bool first, bool second)
        {
            IntPtr values, positions;
            int failed = Native.amt_pair(
                (int)operation, a.Handle, dim, k, first ? 1 : 0, second ? 1 : 0, &values, &positions);
            if (failed != 0)
            {
                string numbers = operation == Paired.topk ? $"k {k}, dim {dim}" : $"dim {dim}";
                throw TorchException.WithNumbers(operation.ToString(), numbers, a);
            }
            GC.KeepAlive(a);
            return (new Tensor(values), new Tensor(positions));
        }

        internal static Tensor Run(
            Gathered operation, Tensor a, long dim, Tensor index, Tensor? source = null, Scalar number = default)
        {
            IntPtr result = Native.amt_gathered((int)operation, a.Handle, dim, index.Handle, Of(source), number);
            if (result == IntPtr.Zero)
            {
                throw TorchException.WithNumbers(operation.ToString(), $"dim {dim}", a, index, source);
            }
            GC.KeepAlive(a);
            GC.KeepAlive(index);
            GC.KeepAlive(source);
            return new Tensor(result);
        }

        // In-place operations hand back a second reference to the same tensor, which is let go at once.
        private Tensor InPlace(Unary operation)
        {
            IntPtr result = Native.amt_unary((int)operation, Handle);
            return LetGo(result) ? this : throw TorchException.From(operation.ToString(), this);
        }

        private Tensor InPlace(Binary operation, Tensor other)
        {
            IntPtr result = Native.amt_binary((int)operation, Handle, other.Handle);
            GC.KeepAlive(other);
            return LetGo(result) ? this : throw TorchException.From(operation.ToString(), this, other);
        }

        private Tensor InPlace(Scaled operation, Scalar number)
        {
            IntPtr result = Native.amt_scalar((int)operation, Handle, number);
            return LetGo(result)
                ? this
                : throw TorchException.WithNumbers(operation.ToString(), number.ToString(), this);
        }

        private Tensor InPlace(Ternary operation, Tensor? b, Tensor? c, Scalar first = default, Scalar second = default)
        {
            IntPtr result = Native.amt_ternary((int)operation, Handle, Of(b), Of(c), first, second);
            GC.KeepAlive(b);
            GC.KeepAlive(c);
            return LetGo(result) ? this : throw TorchException.From(operation.ToString(), this, b, c);
        }

        private unsafe Tensor InPlace(Shaped operation, params ReadOnlySpan<long> numbers)
        {
            IntPtr result;
            fixed (long* first = numbers)
            {
                result = Native.amt_shaped((int)operation, Handle, first, numbers.Length);
            }
            return LetGo(result)
                ? this
                : throw TorchException.WithNumbers(operation.ToString(), Listed(numbers), this);
        }

        private Tensor InPlace(
            Gathered operation, long dim, Tensor index, Tensor? source = null, Scalar number = default)
        {
            IntPtr result = Native.amt_gathered((int)operation, Handle, dim, index.Handle, Of(source), number);
            GC.KeepAlive(index);
            GC.KeepAlive(source);
            return LetGo(result)
                ? this
                : throw TorchException.WithNumbers(operation.ToString(), $"dim {dim}", this, index, source);
        }

        private bool LetGo(IntPtr second)
        {
            GC.KeepAlive(this);
            if (second == IntPtr.Zero)
            {
                return false;
            }
            Native.amt_release(second);
            return true;
        }

        internal static IntPtr Of(Tensor? tensor) => tensor is null ? IntPtr.Zero : tensor.Handle;

        internal static int Of(ScalarType? type) => type.HasValue ? (int)type.GetValueOrDefault() : -1;

        internal static Tensor Wrap(IntPtr result, string operation, params ReadOnlySpan<Tensor?> operands)
        {
            if (result == IntPtr.Zero)
            {
                throw TorchException.From(operation, operands);
            }
            foreach (Tensor? operand in operands)
            {
                GC.KeepAlive(operand);
            }
            return new Tensor(result);
        }

        internal static void Check(int failed, string operation, params ReadOnlySpan<Tensor?> operands)
        {
            if (failed != 0)
            {
                throw TorchException.From(operation, operands);
            }
            foreach (Tensor? operand in operands)
            {
                GC.KeepAlive(operand);
            }
        }

        internal static IntPtr[] Handles<TTensor>(IEnumerable<TTensor>? tensors)
            where TTensor : Tensor => tensors is null ? [] : [.. tensors.Select(tensor => tensor.Handle)];

        internal static string Listed(ReadOnlySpan<long> numbers) => "[" + string.Join(", ", numbers.ToArray()) + "]";
    }
}
