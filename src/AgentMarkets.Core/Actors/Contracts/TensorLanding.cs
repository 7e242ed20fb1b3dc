using static TorchSharp.torch;

namespace AgentMarkets.Core.Actors.Contracts;

/// <summary>Makes the tensors of a message that is read, on one device, and takes them back where the message turns out
/// to be none.</summary>
/// <remarks>No dispose scope frees them: that is up to <see cref="IMessage.Release"/>.</remarks>
public sealed class TensorLanding(Device device)
{
    private const int MostAxes = 16;
    private const long LongestAxis = 1L << 40;

    private readonly List<Tensor> _landed = [];

    /// <param name="type">The number of a <see cref="ScalarType"/>.</param>
    /// <param name="elements">Row by row.</param>
    /// <exception cref="FormatException">There is no such type, or the elements do not fill the shape.</exception>
    public Tensor Land(long type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> elements)
    {
        var scalar = (ScalarType)(type is >= 0 and <= sbyte.MaxValue ? type : -1);
        if (!Enum.IsDefined(scalar))
        {
            throw new FormatException($"{type} is no element type of tensors.");
        }
        if (!Fills(elements.Length, shape, SizeOf(scalar)))
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

    private static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        _ => 8,
    };
}
