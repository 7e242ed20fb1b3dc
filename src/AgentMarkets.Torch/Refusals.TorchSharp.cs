using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Torch;

/// <summary>The checks of <see cref="Fused"/>, in the words of our binding.</summary>
internal readonly struct Refusals(string operation, string numbers, params Tensor?[] operands)
{
    internal TorchException Because(string reason) =>
        TorchException.Because(operation, numbers, reason, operands);

    internal void Expect(bool isTrue, string reason)
    {
        if (!isTrue)
        {
            throw Because(reason);
        }
    }

    internal void ExpectFloats(string name, Tensor tensor, int dimensions)
    {
        if (tensor.dim() != dimensions)
        {
            throw Because($"{name} has shape {Text(tensor.shape)}, expected {dimensions} dimensions");
        }
        if (tensor.dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw Because($"{name} is {Text(tensor.dtype)}, expected Float or Double");
        }
    }

    internal void ExpectLike(string name, Tensor tensor, ReadOnlySpan<long> shape, Tensor parameters)
    {
        if (!tensor.shape.AsSpan().SequenceEqual(shape))
        {
            throw Because($"{name} has shape {Text(tensor.shape)}, expected {Text(shape.ToArray())}");
        }
        if (tensor.dtype != parameters.dtype)
        {
            throw Because($"{name} is {Text(tensor.dtype)}, expected {Text(parameters.dtype)} as the parameters");
        }
        if (tensor.device_type != parameters.device_type || tensor.device_index != parameters.device_index)
        {
            throw Because($"{name} is on {tensor.device}, expected {parameters.device} as the parameters");
        }
    }

    internal void ExpectWritten(string name, Tensor tensor, ReadOnlySpan<long> shape, Tensor parameters)
    {
        ExpectLike(name, tensor, shape, parameters);
        if (!tensor.is_contiguous())
        {
            throw Because($"{name} is written in place and must be contiguous; its strides are "
                + Text(tensor.stride()));
        }
        if (tensor.requires_grad && is_grad_enabled())
        {
            throw Because($"{name} requires a gradient and is written in place: detach it or use no_grad");
        }
    }

    // In libtorch's words.
    private static string Text(ScalarType type) => type switch
    {
        ScalarType.Float32 => "Float",
        ScalarType.Float64 => "Double",
        ScalarType.Int64 => "Long",
        ScalarType.Int32 => "Int",
        _ => $"{type}",
    };

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}
