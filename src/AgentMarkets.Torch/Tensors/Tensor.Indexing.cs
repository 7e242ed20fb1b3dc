using AgentMarkets.Torch;
using AgentMarkets.Torch.Binding;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[long i1]
        {
            get => index(TensorIndex.Single(i1));
            set => index_put_(value, TensorIndex.Single(i1));
        }

        public Tensor this[long i1, long i2]
        {
            get => index(TensorIndex.Single(i1), TensorIndex.Single(i2));
            set => index_put_(value, TensorIndex.Single(i1), TensorIndex.Single(i2));
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => index(TensorIndex.Single(i1), TensorIndex.Single(i2), TensorIndex.Single(i3));
            set => index_put_(value, TensorIndex.Single(i1), TensorIndex.Single(i2), TensorIndex.Single(i3));
        }

        public unsafe Tensor index(params TensorIndex[] indices)
        {
            IndexItem[] items = Array.ConvertAll(indices, place => place.Item);
            IntPtr result;
            fixed (IndexItem* first = items)
            {
                result = Native.amt_index(Handle, first, items.Length);
            }
            if (result == IntPtr.Zero)
            {
                throw TorchException.WithNumbers("index", Places(indices), Involved(indices));
            }
            GC.KeepAlive(indices);
            GC.KeepAlive(this);
            return new Tensor(result);
        }

        public Tensor index(params Tensor[] indices) => index(Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public unsafe Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate)
        {
            IndexItem[] items = Array.ConvertAll(indices, place => place.Item);
            int failed;
            fixed (IndexItem* first = items)
            {
                failed = Native.amt_index_put(Handle, first, items.Length, value.Handle, accumulate ? 1 : 0);
            }
            if (failed != 0)
            {
                throw TorchException.WithNumbers("index_put_", Places(indices), [.. Involved(indices), value]);
            }
            GC.KeepAlive(indices);
            GC.KeepAlive(value);
            GC.KeepAlive(this);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) =>
            index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor), false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate) =>
            index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor), accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using Tensor number = full([], value, dtype, device);
            return index_put_(number, indices, false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices) =>
            index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index_select(long dim, Tensor index) => Run(Gathered.index_select, this, dim, index);

        public Tensor gather(long dim, Tensor index) => Run(Gathered.gather, this, dim, index);

        public Tensor scatter(long dim, Tensor index, Tensor src) => Run(Gathered.scatter, this, dim, index, src);

        public Tensor scatter(long dim, Tensor index, Scalar value) =>
            Run(Gathered.scatter, this, dim, index, null, value);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => InPlace(Gathered.scatter_, dim, index, src);

        public Tensor scatter_(long dim, Tensor index, Scalar value) =>
            InPlace(Gathered.scatter_, dim, index, null, value);

        public Tensor scatter_add(long dim, Tensor index, Tensor src) =>
            Run(Gathered.scatter_add, this, dim, index, src);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) =>
            InPlace(Gathered.scatter_add_, dim, index, src);

        public Tensor index_add(long dim, Tensor index, Tensor source) =>
            Run(Gathered.index_add, this, dim, index, source);

        public Tensor index_add_(long dim, Tensor index, Tensor source) =>
            InPlace(Gathered.index_add_, dim, index, source);

        public Tensor index_copy_(long dim, Tensor index, Tensor source) =>
            InPlace(Gathered.index_copy_, dim, index, source);

        public Tensor masked_fill(Tensor mask, Scalar value) =>
            Run(Gathered.masked_fill, this, 0, mask, null, value);

        public Tensor masked_fill_(Tensor mask, Scalar value) =>
            InPlace(Gathered.masked_fill_, 0, mask, null, value);

        public Tensor masked_select(Tensor mask) => Run(Binary.masked_select, this, mask);

        public Tensor masked_scatter(Tensor mask, Tensor tensor) =>
            Run(Gathered.masked_scatter, this, 0, mask, tensor);

        public Tensor take(Tensor index) => Run(Binary.take, this, index);

        public Tensor take_along_dim(Tensor indices, long dim) => Run(Gathered.take_along_dim, this, dim, indices);

        public Tensor where(Tensor condition, Tensor other) => Run(Ternary.where, condition, this, other);

        public Tensor nonzero() => Run(Unary.nonzero, this);

        private Tensor?[] Involved(TensorIndex[] indices) =>
            [this, .. indices.Select(place => place.Positions).Where(positions => positions is not null)];

        private static string Places(TensorIndex[] indices) =>
            "[" + string.Join(", ", indices.Select(place => place.ToString())) + "]";
    }

    public static Tensor gather(Tensor input, long dim, Tensor index, bool sparse_grad = false) =>
        input.gather(dim, index);

    public static Tensor scatter(Tensor input, long dim, Tensor index, Tensor src) => input.scatter(dim, index, src);

    public static Tensor index_select(Tensor input, long dim, Tensor index) => input.index_select(dim, index);

    public static Tensor masked_select(Tensor input, Tensor mask) => input.masked_select(mask);

    public static Tensor nonzero(Tensor input) => input.nonzero();

    public static Tensor take(Tensor input, Tensor index) => input.take(index);

    /// <summary>The positions where the condition holds, one tensor a dimension.</summary>
    public static Tensor[] where(Tensor condition)
    {
        using Tensor positions = condition.nonzero();
        return positions.unbind(1);
    }
}
