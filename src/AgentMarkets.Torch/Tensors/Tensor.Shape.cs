using AgentMarkets.Torch.Binding;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Run(Shaped.view, this, shape);

        public Tensor view_as(Tensor other) => Run(Binary.view_as, this, other);

        public Tensor reshape(params long[] shape) => Run(Shaped.reshape, this, shape);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Run(Shaped.flatten, this, start_dim, end_dim);

        public Tensor transpose(long dim0, long dim1) => Run(Shaped.transpose, this, dim0, dim1);

        public Tensor transpose_(long dim0, long dim1) => InPlace(Shaped.transpose_, dim0, dim1);

        public Tensor t() => Run(Unary.t, this);

        /// <summary>All dimensions in reverse.</summary>
        public Tensor T
        {
            get
            {
                long count = dim();
                long[] order = new long[count];
                for (int i = 0; i < count; i++)
                {
                    order[i] = count - 1 - i;
                }
                return Run(Shaped.permute, this, order);
            }
        }

        /// <summary>The last two dimensions exchanged.</summary>
        public Tensor mT => transpose(-2, -1);

        public Tensor permute(params long[] permutation) => Run(Shaped.permute, this, permutation);

        public Tensor permute(IEnumerable<long> permutation) => Run(Shaped.permute, this, permutation.ToArray());

        public Tensor movedim(long source, long destination) => Run(Shaped.movedim, this, source, destination);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Run(Shaped.expand, this, sizes);

        public Tensor expand(long[] sizes, bool isImplicit) => Run(Shaped.expand, this, sizes);

        public Tensor expand(params long[] sizes) => Run(Shaped.expand, this, sizes);

        public Tensor expand_as(Tensor other) => Run(Binary.expand_as, this, other);

        public Tensor repeat(params long[] sizes) => Run(Shaped.repeat, this, sizes);

        public Tensor tile(params long[] reps) => Run(Shaped.tile, this, reps);

        public Tensor squeeze(long? dim = null) =>
            dim is { } one ? Run(Shaped.squeeze, this, one) : Run(Unary.squeeze, this);

        public Tensor squeeze_(long dim) => InPlace(Shaped.squeeze_, dim);

        public Tensor unsqueeze(long dim) => Run(Shaped.unsqueeze, this, dim);

        public Tensor unsqueeze_(long dim) => InPlace(Shaped.unsqueeze_, dim);

        public Tensor narrow(long dim, long start, long length) => Run(Shaped.narrow, this, dim, start, length);

        public Tensor select(long dim, long index) => Run(Shaped.select, this, dim, index);

        public Tensor slice(long dim, long start, long finish, long step) =>
            Run(Shaped.slice, this, dim, start, finish, step);

        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) =>
            Run(Shaped.diagonal, this, offset, dim1, dim2);

        public Tensor triu(long diagonal = 0) => Run(Shaped.triu, this, diagonal);

        public Tensor tril(long diagonal = 0) => Run(Shaped.tril, this, diagonal);

        public Tensor flip(params long[] dims) => Run(Shaped.flip, this, dims);

        public Tensor roll(long shifts, long dims) => Run(Shaped.roll, this, shifts, dims);

        public Tensor unfold(long dimension, long size, long step) =>
            Run(Shaped.unfold, this, dimension, size, step);

        public Tensor contiguous() => Run(Unary.contiguous, this);

        public Tensor clone() => Run(Unary.clone, this);

        /// <summary>Another reference to the same tensor.</summary>
        public Tensor alias() => Wrap(Native.amt_alias(Handle), "alias", this);

        public Tensor[] split(long size, long dim = 0) => Parts(0, "split", size, dim);

        public Tensor[] chunk(long chunks, long dim = 0) => Parts(1, "chunk", chunks, dim);

        public Tensor[] unbind(long dim = 0) => Parts(2, "unbind", 0, dim);

        private unsafe Tensor[] Parts(int mode, string operation, long size, long dim)
        {
            // No split has more parts than the dimension has places, or one where the dimension is empty.
            long capacity = 1;
            foreach (long extent in shape)
            {
                capacity = Math.Max(capacity, extent);
            }
            IntPtr[] handles = new IntPtr[Math.Max(capacity, mode == 1 ? size : 1)];
            long count;
            fixed (IntPtr* first = handles)
            {
                Check(
                    Native.amt_split(mode, Handle, size, dim, first, handles.Length, &count), operation, this);
            }
            Tensor[] parts = new Tensor[count];
            for (long i = 0; i < count; i++)
            {
                parts[i] = new Tensor(handles[i]);
            }
            return parts;
        }
    }

    public static Tensor reshape(Tensor input, params long[] shape) => input.reshape(shape);

    public static Tensor transpose(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);

    public static Tensor permute(Tensor input, params long[] permutation) => input.permute(permutation);

    public static Tensor squeeze(Tensor input, long? dim = null) => input.squeeze(dim);

    public static Tensor unsqueeze(Tensor input, long dim) => input.unsqueeze(dim);

    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);

    public static Tensor triu(Tensor input, long diagonal = 0) => input.triu(diagonal);

    public static Tensor tril(Tensor input, long diagonal = 0) => input.tril(diagonal);

    public static Tensor[] split(Tensor tensor, long split_size, long dim = 0) => tensor.split(split_size, dim);

    public static Tensor[] chunk(Tensor tensor, long chunks, long dim = 0) => tensor.chunk(chunks, dim);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Join(0, "cat", [.. tensors], dim);

    public static Tensor cat(Tensor[] tensors, long dim = 0) => Join(0, "cat", tensors, dim);

    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => Join(0, "cat", tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Join(1, "stack", [.. tensors], dim);

    public static Tensor stack(ReadOnlySpan<Tensor> tensors, long dim = 0) => Join(1, "stack", tensors, dim);

    private static unsafe Tensor Join(int stack, string operation, ReadOnlySpan<Tensor> tensors, long dim)
    {
        IntPtr[] handles = new IntPtr[tensors.Length];
        for (int i = 0; i < handles.Length; i++)
        {
            handles[i] = tensors[i].Handle;
        }
        fixed (IntPtr* first = handles)
        {
            return Tensor.Wrap(Native.amt_join(stack, first, handles.Length, dim), operation, [.. tensors]);
        }
    }
}
