using static TorchSharp.torch;

namespace AgentMarkets.Torch;

/// <summary>Ours, beside TorchSharp's names: memory without a detour. Another provider brings its own.</summary>
public static class TensorExtensions
{
    /// <summary>
    /// The first element's address in a contiguous CPU tensor; valid while the tensor is not disposed.
    /// </summary>
    public static unsafe void* DataPointer(this Tensor tensor) => tensor.Pointer(nameof(DataPointer));

    /// <summary>The elements of a contiguous CPU tensor as a span over its own memory.</summary>
    public static unsafe Span<T> AsSpan<T>(this Tensor tensor)
        where T : unmanaged
    {
        if (tensor.dtype != TypeOf<T>())
        {
            throw new ArgumentException(
                $"AsSpan<{typeof(T).Name}>({TorchException.Describe(tensor)}): the element types differ.");
        }
        return new Span<T>(tensor.Pointer(nameof(AsSpan)), checked((int)tensor.NumberOfElements));
    }

    /// <summary>Overwrites all elements, row by row, wherever the tensor lies: one copy on the CPU.</summary>
    public static void CopyFrom<T>(this Tensor tensor, ReadOnlySpan<T> source)
        where T : unmanaged => tensor.CopyMemory(source, true, nameof(CopyFrom));

    /// <inheritdoc cref="CopyFrom{T}(Tensor, ReadOnlySpan{T})"/>
    public static void CopyFrom<T>(this Tensor tensor, T[] source)
        where T : unmanaged => tensor.CopyMemory<T>(source, true, nameof(CopyFrom));

    /// <summary>Copies all elements out, row by row, wherever the tensor lies: one copy on the CPU.</summary>
    public static void CopyTo<T>(this Tensor tensor, Span<T> target)
        where T : unmanaged => tensor.CopyMemory<T>(target, false, nameof(CopyTo));

    /// <inheritdoc cref="CopyTo{T}(Tensor, Span{T})"/>
    public static void CopyTo<T>(this Tensor tensor, T[] target)
        where T : unmanaged => tensor.CopyMemory<T>(target, false, nameof(CopyTo));

    /// <summary>A new CPU tensor of a shape, holding a copy of the span.</summary>
    public static Tensor ToTensor<T>(this ReadOnlySpan<T> source, params ReadOnlySpan<long> shape)
        where T : unmanaged => Filled(source, shape, null, null, false);
}
