using System.Collections;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>A tensor's elements, row by row. Copies go straight between the span and the tensor.</summary>
public sealed class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly Tensor tensor;

    internal TensorAccessor(Tensor tensor)
    {
        if (tensor.dtype != TypeOf<T>())
        {
            throw new ArgumentException(
                $"data<{typeof(T).Name}>({TorchException.Describe(tensor)}): the element types differ.");
        }
        this.tensor = tensor;
    }

    public long Count => tensor.NumberOfElements;

    public bool IsContiguous => tensor.is_contiguous();

    /// <summary>The element at a position counted row by row.</summary>
    public T this[long index]
    {
        get => this.Contiguous()[checked((int)index)];
        set => this.Contiguous()[checked((int)index)] = value;
    }

    public T this[params long[] indices]
    {
        get => this[Position(indices)];
        set => this[Position(indices)] = value;
    }

    public T[] ToArray()
    {
        T[] array = new T[Count];
        CopyTo(array);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0) =>
        CopyTo(array.AsSpan(arrayIndex, checked((int)Count)));

    public void CopyTo(Span<T> span) => tensor.CopyMemory<T>(span[..checked((int)Count)], false, "CopyTo");

    public void CopyFrom(T[] array, int arrayIndex = 0) =>
        CopyFrom(array.AsSpan(arrayIndex, checked((int)Count)));

    public void CopyFrom(ReadOnlySpan<T> span) => tensor.CopyMemory(span, true, "CopyFrom");

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
    }

    private unsafe Span<T> Contiguous() => new(tensor.Pointer("data"), checked((int)Count));

    private long Position(long[] indices)
    {
        long[] shape = tensor.shape;
        if (indices.Length != shape.Length)
        {
            throw new ArgumentException($"{indices.Length} indices for {shape.Length} dimensions.");
        }
        long position = 0;
        for (int i = 0; i < shape.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)indices[i], (ulong)shape[i]);
            position = (position * shape[i]) + indices[i];
        }
        return position;
    }
}
