using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Numerics;

/// <summary>Views of a tensor's numbers, for kernels of our own and for states.</summary>
public static class TensorBytes
{
    /// <summary>Where the numbers of a contiguous CPU tensor begin, for kernels that go over many tensors row by
    /// row.</summary>
    public static unsafe float* Floats(this Tensor tensor) =>
        (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.AsSpan<float>()));

    /// <summary>A copy of the numbers, from any device.</summary>
    public static byte[] ToBytes(this Tensor tensor)
    {
        if (tensor.device_type == DeviceType.CPU)
        {
            return tensor.bytes.ToArray();
        }
        using var onCpu = tensor.cpu();
        return onCpu.bytes.ToArray();
    }

    /// <summary>A copy of the numbers in 64 bits, from any device, row by row.</summary>
    public static double[] Numbers(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().to(float64).contiguous().AsSpan<double>().ToArray();
    }

    /// <summary>Writes what <see cref="ToBytes"/> read.</summary>
    /// <exception cref="InvalidDataException">The sizes differ.</exception>
    public static void FromBytes(this Tensor tensor, ReadOnlySpan<byte> bytes)
    {
        long expected = tensor.NumberOfElements * BytesOf(tensor.dtype);
        if (expected != bytes.Length)
        {
            throw new InvalidDataException($"{bytes.Length} bytes do not fit a tensor of {expected} bytes.");
        }
        if (tensor.device_type == DeviceType.CPU)
        {
            bytes.CopyTo(tensor.bytes);
            return;
        }
        using var onCpu = empty(tensor.shape, tensor.dtype);
        bytes.CopyTo(onCpu.bytes);
        using var guard = no_grad();
        tensor.copy_(onCpu);
    }

    private static int BytesOf(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 => 4,
        ScalarType.Bool => 1,
        _ => throw new ArgumentException($"Tensors of {type} are not part of any state."),
    };
}
