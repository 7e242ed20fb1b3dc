using AgentMarkets.Torch.Binding;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) =>
            type is null ? Run(Unary.sum, this) : Run(Along.sum, this, [], false, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            Run(Along.sum, this, dim, keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) =>
            Run(Along.sum, this, dim, keepdim, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            Run(Along.sum, this, [dim], keepdim, type);

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) =>
            Run(Along.sum, this, [dim0, dim1], keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            Run(Along.sum, this, [dim0, dim1, dim2], keepdim, type);

        public Tensor mean() => Run(Unary.mean, this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Run(Along.mean, this, dimensions, keepdim, type);

        public Tensor prod() => Run(Unary.prod, this);

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) =>
            Run(Along.prod, this, [dim], keepdim, type);

        public Tensor var(bool unbiased = true) => Run(Along.var, this, [], extra: unbiased ? 1 : 0);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false) =>
            Run(Along.var, this, [dim], keepdim, null, unbiased ? 1 : 0);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false) =>
            Run(Along.var, this, dimensions, keepdim, null, unbiased ? 1 : 0);

        public Tensor std(bool unbiased = true) => Run(Along.std, this, [], extra: unbiased ? 1 : 0);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false) =>
            Run(Along.std, this, [dim], keepdim, null, unbiased ? 1 : 0);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false) =>
            Run(Along.std, this, dimensions, keepdim, null, unbiased ? 1 : 0);

        public Tensor norm(float p = 2) => Run(Along.norm, this, [], extra: p);

        public Tensor norm(int dim, bool keepdim = false, float p = 2) =>
            Run(Along.norm, this, [dim], keepdim, null, p);

        public Tensor max() => Run(Unary.max, this);

        public Tensor max(Tensor other) => Run(Binary.maximum, this, other);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) =>
            Run(Paired.max, this, dim, 0, keepdim, false);

        public Tensor min() => Run(Unary.min, this);

        public Tensor min(Tensor other) => Run(Binary.minimum, this, other);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) =>
            Run(Paired.min, this, dim, 0, keepdim, false);

        public Tensor median() => Run(Unary.median, this);

        public (Tensor values, Tensor indices) median(long dim, bool keepdim = false) =>
            Run(Paired.median, this, dim, 0, keepdim, false);

        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false) => Run(Along.amax, this, dims, keepdim);

        public Tensor amax(params long[] dims) => Run(Along.amax, this, dims);

        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false) => Run(Along.amin, this, dims, keepdim);

        public Tensor amin(params long[] dims) => Run(Along.amin, this, dims);

        public Tensor argmax() => Run(Unary.argmax, this);

        public Tensor argmax(long dim, bool keepdim = false) => Run(Along.argmax, this, [dim], keepdim);

        public Tensor argmin() => Run(Unary.argmin, this);

        public Tensor argmin(long dim, bool keepdim = false) => Run(Along.argmin, this, [dim], keepdim);

        public Tensor all() => Run(Unary.all, this);

        public Tensor all(long dim, bool keepdim = false) => Run(Along.all, this, [dim], keepdim);

        public Tensor any() => Run(Unary.any, this);

        public Tensor any(long dim, bool keepdim = false) => Run(Along.any, this, [dim], keepdim);

        public Tensor logsumexp(long dim, bool keepdim = false) => Run(Along.logsumexp, this, [dim], keepdim);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Run(Along.softmax, this, [dim], false, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) =>
            Run(Along.log_softmax, this, [dim], false, dtype);

        public Tensor cumsum(long dim, ScalarType? type = null) => Run(Along.cumsum, this, [dim], false, type);

        public Tensor cumprod(long dim, ScalarType? type = null) => Run(Along.cumprod, this, [dim], false, type);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            Run(Paired.sort, this, dim, 0, descending, stable);

        public Tensor argsort(long dim = -1, bool descending = false)
        {
            (Tensor values, Tensor positions) = sort(dim, descending);
            values.Dispose();
            return positions;
        }

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Run(Paired.topk, this, dim, k, largest, sorted);

        public Tensor bincount(long minlength = 0) =>
            Wrap(Native.amt_bincount(Handle, minlength), "bincount", this);

        public unsafe bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            int result;
            Check(
                Native.amt_allclose(Handle, target.Handle, rtol, atol, equal_nan ? 1 : 0, &result),
                "allclose", this, target);
            return result != 0;
        }

        /// <summary>Whether two tensors have one shape and the same elements: PyTorch's <c>equal</c>.</summary>
        public unsafe bool Equals(Tensor? target)
        {
            if (target is null)
            {
                return false;
            }
            int result;
            Check(Native.amt_equal(Handle, target.Handle, &result), "equal", this, target);
            return result != 0;
        }
    }
}
