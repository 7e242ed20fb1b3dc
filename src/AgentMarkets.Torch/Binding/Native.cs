using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

[assembly: DisableRuntimeMarshalling]

namespace AgentMarkets.Torch.Binding;

/// <summary>
/// The C functions of <c>native/</c>: handles and numbers only, so that a call is a jump and nothing is converted.
/// Functions that only read a field skip the garbage collector's transition.
/// </summary>
internal static unsafe partial class Native
{
    internal const string Library = "agentmarkets_torch";

    [DllImport(Library), SuppressGCTransition] internal static extern byte* amt_last_error();
    [DllImport(Library)] internal static extern void amt_release(IntPtr tensor);
    [DllImport(Library)] internal static extern IntPtr amt_alias(IntPtr tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern long amt_dim(IntPtr tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern void amt_sizes(IntPtr tensor, long* sizes);
    [DllImport(Library), SuppressGCTransition] internal static extern void amt_strides(IntPtr tensor, long* strides);
    [DllImport(Library), SuppressGCTransition] internal static extern long amt_numel(IntPtr tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern int amt_dtype(IntPtr tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern long amt_element_size(IntPtr tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern int amt_device_type(IntPtr tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern int amt_device_index(IntPtr tensor);
    [DllImport(Library), SuppressGCTransition] internal static extern int amt_is_contiguous(IntPtr tensor);
    [DllImport(Library)] internal static extern void* amt_data_ptr(IntPtr tensor);
    [DllImport(Library)] internal static extern int amt_item(IntPtr tensor, double* real, long* whole);

    [DllImport(Library)]
    internal static extern IntPtr amt_to(IntPtr tensor, int dtype, int deviceType, int index, int copy, int async);

    [DllImport(Library)] internal static extern int amt_save(IntPtr tensor, byte* path);
    [DllImport(Library)] internal static extern IntPtr amt_load(byte* path);
    [DllImport(Library)] internal static extern byte* amt_version();
    [DllImport(Library)] internal static extern int amt_set_threads(int count);
    [DllImport(Library)] internal static extern int amt_get_threads();
    [DllImport(Library)] internal static extern int amt_set_interop_threads(int count);
    [DllImport(Library)] internal static extern int amt_get_interop_threads();
    [DllImport(Library)] internal static extern int amt_cuda_available();
    [DllImport(Library)] internal static extern int amt_cuda_count();
    [DllImport(Library)] internal static extern int amt_cuda_synchronize(int index);
    [DllImport(Library)] internal static extern int amt_file_of(byte* symbol, byte* path, int capacity);

    [DllImport(Library)] internal static extern IntPtr amt_unary(int operation, IntPtr a);
    [DllImport(Library)] internal static extern IntPtr amt_binary(int operation, IntPtr a, IntPtr b);
    [DllImport(Library)] internal static extern IntPtr amt_scalar(int operation, IntPtr a, Scalar number);

    [DllImport(Library)]
    internal static extern IntPtr amt_ternary(
        int operation, IntPtr a, IntPtr b, IntPtr c, Scalar first, Scalar second);

    [DllImport(Library)] internal static extern byte* amt_operation_name(int family, int operation);

    [DllImport(Library)]
    internal static extern IntPtr amt_along(
        int operation, IntPtr a, long* dims, long count, int keep, int dtype, double extra);

    [DllImport(Library)]
    internal static extern IntPtr amt_shaped(int operation, IntPtr a, long* numbers, long count);

    [DllImport(Library)]
    internal static extern int amt_pair(
        int operation, IntPtr a, long dim, long k, int first, int second, IntPtr* values, IntPtr* positions);

    [DllImport(Library)] internal static extern IntPtr amt_join(int stack, IntPtr* tensors, long count, long dim);

    [DllImport(Library)]
    internal static extern int amt_split(
        int mode, IntPtr a, long size, long dim, IntPtr* parts, long capacity, long* count);

    [DllImport(Library)] internal static extern IntPtr amt_index(IntPtr a, IndexItem* items, long count);

    [DllImport(Library)]
    internal static extern int amt_index_put(IntPtr a, IndexItem* items, long count, IntPtr value, int accumulate);

    [DllImport(Library)]
    internal static extern IntPtr amt_gathered(
        int operation, IntPtr a, long dim, IntPtr index, IntPtr source, Scalar number);

    [DllImport(Library)]
    internal static extern IntPtr amt_searchsorted(IntPtr sorted, IntPtr values, int right, int narrow);

    [DllImport(Library)]
    internal static extern int amt_allclose(
        IntPtr a, IntPtr b, double relative, double absolute, int equalNan, int* result);

    [DllImport(Library)] internal static extern int amt_equal(IntPtr a, IntPtr b, int* result);
    [DllImport(Library)] internal static extern IntPtr amt_one_hot(IntPtr a, long classes);
    [DllImport(Library)] internal static extern IntPtr amt_embedding(IntPtr weight, IntPtr indices, long padding);
    [DllImport(Library)] internal static extern IntPtr amt_bincount(IntPtr a, long minimum);
}
