using System.Collections.Frozen;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Actors.Contracts;

/// <summary>Makes the tensors of a message that is read, on one device, and takes them back where the message turns out
/// to be none.</summary>
/// <remarks>No dispose scope frees them: that is up to <see cref="IMessage.Release"/>.</remarks>
public sealed class TensorLanding(Device device)
{
    private const int MostAxes = 16;
    private const long LongestAxis = 1L << 40;

    /// <summary>The element types that may travel, whoever provides the tensors, and the bytes of an
    /// element.</summary>
    public static FrozenDictionary<ScalarType, int> ElementSizes { get; } = new Dictionary<ScalarType, int>
    {
        [ScalarType.Byte] = 1,
        [ScalarType.Int8] = 1,
        [ScalarType.Int16] = 2,
        [ScalarType.Int32] = 4,
        [ScalarType.Int64] = 8,
        [ScalarType.Float16] = 2,
        [ScalarType.Float32] = 4,
        [ScalarType.Float64] = 8,
        [ScalarType.Bool] = 1,
        [ScalarType.BFloat16] = 2,
    }.ToFrozenDictionary();

    private readonly List<Tensor> _landed = [];

    /// <param name="type">The number of a <see cref="ScalarType"/>.</param>
    /// <param name="elements">Row by row.</param>
    /// <exception cref="FormatException">There is no such type, or the elements do not fill the shape.</exception>
    public Tensor Land(long type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> elements)
    {
        var scalar = (ScalarType)(type is >= 0 and <= sbyte.MaxValue ? type : -1);
        if (!ElementSizes.TryGetValue(scalar, out int size))
        {
            throw new FormatException($"{type} is no element type of tensors.");
        }
        if (!Fills(elements.Length, shape, size))
        {
            throw new FormatException(
                $"{elements.Length} bytes are no {scalar} tensor of shape [{string.Join(", ", shape.ToArray())}].");
        }
        var tensor = empty(shape.ToArray(), scalar).DetachFromDisposeScope();
        _landed.Add(tensor);
        if (elements.Length > 0)
        {
            elements.CopyTo(tensor.bytes);
        }
        if (device.type != TorchSharp.DeviceType.CPU)
        {
            var moved = tensor.to(device).DetachFromDisposeScope();
            tensor.Dispose();
            _landed[^1] = tensor = moved;
        }
        return tensor;
    }

    /// <summary>A tensor of another device as one of this.</summary>
    public Tensor Move(Tensor tensor)
    {
        var moved = tensor.to(device, copy: true).DetachFromDisposeScope();
        _landed.Add(moved);
        return moved;
    }

    /// <summary>Frees all that has landed.</summary>
    public void Discard()
    {
        foreach (var tensor in _landed)
        {
            tensor.Dispose();
        }
        _landed.Clear();
    }

    /// <summary>The tensor itself where its elements lie row by row in this machine's memory, else a copy where they
    /// do, which the caller frees.</summary>
    public static Tensor RowByRow(Tensor tensor)
    {
        if (tensor.device_type == TorchSharp.DeviceType.CPU && tensor.is_contiguous())
        {
            return tensor;
        }
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().DetachFromDisposeScope();
    }

    private static bool Fills(int bytes, ReadOnlySpan<long> shape, int size)
    {
        // With empty axes counted as 1, so that no shape of nothing leads to strides beyond all bounds.
        long elements = 1, extent = 1;
        foreach (long axis in shape)
        {
            if (axis is < 0 or > LongestAxis || shape.Length > MostAxes
                || Math.BigMul(extent, Math.Max(1, axis), out long product) != 0
                || (extent = product) is < 0 or > LongestAxis)
            {
                return false;
            }
            elements *= axis;
        }
        return elements * size == bytes;
    }
}
