using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Torch;

/// <summary>
/// Ours, beside TorchSharp's names: memory without a detour, by <c>Tensor.bytes</c>, which is such a view.
/// </summary>
public static class TensorExtensions
{
    /// <summary>
    /// The first element's address in a contiguous CPU tensor; valid while the tensor is not disposed.
    /// </summary>
    public static unsafe void* DataPointer(this Tensor tensor) => Pointer(tensor, nameof(DataPointer));

    /// <summary>The elements of a contiguous CPU tensor as a span over its own memory.</summary>
    public static unsafe Span<T> AsSpan<T>(this Tensor tensor)
        where T : unmanaged
    {
        if (tensor.dtype != TypeOf<T>())
        {
            throw new ArgumentException(
                $"AsSpan<{typeof(T).Name}>({TorchException.Describe(tensor)}): the element types differ.");
        }
        return new Span<T>(Pointer(tensor, nameof(AsSpan)), checked((int)tensor.NumberOfElements));
    }

    /// <summary>Overwrites all elements, row by row, wherever the tensor lies: one copy on the CPU.</summary>
    public static void CopyFrom<T>(this Tensor tensor, ReadOnlySpan<T> source)
        where T : unmanaged
    {
        ExpectElements<T>(tensor, source.Length, nameof(CopyFrom));
        if (IsPlain(tensor))
        {
            source.CopyTo(tensor.AsSpan<T>());
            return;
        }
        using DisposeScope scope = NewDisposeScope();
        using var guard = no_grad();
        Tensor plain = empty(tensor.shape, tensor.dtype);
        source.CopyTo(plain.AsSpan<T>());
        tensor.copy_(plain);
    }

    /// <inheritdoc cref="CopyFrom{T}(Tensor, ReadOnlySpan{T})"/>
    public static void CopyFrom<T>(this Tensor tensor, T[] source)
        where T : unmanaged => tensor.CopyFrom<T>(source.AsSpan());

    /// <summary>Copies all elements out, row by row, wherever the tensor lies: one copy on the CPU.</summary>
    public static void CopyTo<T>(this Tensor tensor, Span<T> target)
        where T : unmanaged
    {
        ExpectElements<T>(tensor, target.Length, nameof(CopyTo));
        if (IsPlain(tensor))
        {
            tensor.AsSpan<T>().CopyTo(target);
            return;
        }
        using DisposeScope scope = NewDisposeScope();
        tensor.detach().cpu().contiguous().AsSpan<T>().CopyTo(target);
    }

    /// <inheritdoc cref="CopyTo{T}(Tensor, Span{T})"/>
    public static void CopyTo<T>(this Tensor tensor, T[] target)
        where T : unmanaged => tensor.CopyTo<T>(target.AsSpan());

    /// <summary>A new CPU tensor of a shape, holding a copy of the span.</summary>
    public static Tensor ToTensor<T>(this ReadOnlySpan<T> source, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        long[] sizes = shape.ToArray();
        if (sizes.Aggregate(1L, (product, size) => product * size) != source.Length)
        {
            throw TorchException.Because(
                "tensor", $"[{string.Join(", ", sizes)}]", $"{source.Length} numbers do not fill the shape");
        }
        Tensor result = empty(sizes, TypeOf<T>());
        source.CopyTo(result.AsSpan<T>());
        return result;
    }

    private static bool IsPlain(Tensor tensor) =>
        tensor.device_type == TorchSharp.DeviceType.CPU && tensor.is_contiguous();

    private static void ExpectElements<T>(Tensor tensor, int count, string operation)
        where T : unmanaged
    {
        if (tensor.dtype != TypeOf<T>())
        {
            throw new ArgumentException(
                $"{operation}({TorchException.Describe(tensor)}): elements of type {typeof(T).Name} do not fit.");
        }
        if (tensor.NumberOfElements != count)
        {
            throw TorchException.Because(
                operation, string.Empty, $"{count} numbers do not fill the tensor", tensor);
        }
    }

    private static unsafe void* Pointer(Tensor tensor, string operation)
    {
        if (!IsPlain(tensor))
        {
            throw new InvalidOperationException(
                $"{operation}({TorchException.Describe(tensor)}): "
                + "only a contiguous CPU tensor's memory can be seen.");
        }
        // The bytes of a tensor end at 2 GiB; those of its first element are there for all.
        if (tensor.NumberOfElements <= int.MaxValue / 16)
        {
            return Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
        }
        using Tensor first = tensor.view(-1).narrow(0, 0, 1);
        return Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }

    private static ScalarType TypeOf<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return ScalarType.Float32;
        if (typeof(T) == typeof(double)) return ScalarType.Float64;
        if (typeof(T) == typeof(long)) return ScalarType.Int64;
        if (typeof(T) == typeof(int)) return ScalarType.Int32;
        if (typeof(T) == typeof(short)) return ScalarType.Int16;
        if (typeof(T) == typeof(sbyte)) return ScalarType.Int8;
        if (typeof(T) == typeof(byte)) return ScalarType.Byte;
        if (typeof(T) == typeof(bool)) return ScalarType.Bool;
        throw new ArgumentException($"No tensor holds elements of type {typeof(T).Name}.");
    }
}
