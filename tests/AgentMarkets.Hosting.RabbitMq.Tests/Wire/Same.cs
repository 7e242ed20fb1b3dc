using System.Collections;
using System.Reflection;
using System.Runtime.InteropServices;
using AgentMarkets.Core.Numerics;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Wire;

/// <summary>Compares whatever travels, down to the bits of its numbers; knows nothing of contracts.</summary>
internal static class Same
{
    /// <returns>Where the first difference is, or nothing.</returns>
    public static string? Difference(object? one, object? other, string path = "")
    {
        switch (one, other)
        {
            case (null, null):
                return null;
            case (null, _) or (_, null):
                return $"{path}: nothing and something";
            case (double a, double b):
                return BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b)
                    ? null : $"{path}: {a} and {b}";
            case (Tensor a, Tensor b):
                return a.dtype == b.dtype && a.shape.SequenceEqual(b.shape) && Bytes(a).SequenceEqual(Bytes(b))
                    ? null : $"{path}: {a} and {b}";
            case (string or IConvertible, _):
                return one.Equals(other) ? null : $"{path}: {one} and {other}";
            case (double[] a, double[] b):
                return MemoryMarshal.AsBytes<double>(a).SequenceEqual(MemoryMarshal.AsBytes<double>(b))
                    ? null : $"{path}: [{string.Join(", ", a)}] and [{string.Join(", ", b)}]";
            case (Array { Rank: 2 } a, Array b):
                return Items([a.GetLength(0), a.GetLength(1), .. a.Cast<object>()],
                    [b.GetLength(0), b.GetLength(1), .. b.Cast<object>()], path);
            case (IEnumerable a, IEnumerable b):
                return Items([.. a.Cast<object?>()], [.. b.Cast<object?>()], path);
            default:
                return one.GetType() == other.GetType()
                    ? Members(one, other, path) : $"{path}: {one.GetType()} and {other.GetType()}";
        }
    }

    private static byte[] Bytes(Tensor tensor)
    {
        using var rows = tensor.detach().cpu().contiguous();
        return rows.NumberOfElements == 0 ? [] : rows.ToBytes();
    }

    private static string? Items(object?[] one, object?[] other, string path) => one.Length != other.Length
        ? $"{path}: {one.Length} and {other.Length} items"
        : one.Select((item, i) => Difference(item, other[i], $"{path}[{i}]"))
            .FirstOrDefault(found => found is not null);

    private static string? Members(object one, object other, string path)
    {
        var properties = one.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(p => Difference(p.GetValue(one), p.GetValue(other), $"{path}.{p.Name}"));
        var fields = one.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance)
            .Select(f => Difference(f.GetValue(one), f.GetValue(other), $"{path}.{f.Name}"));
        return properties.Concat(fields).FirstOrDefault(found => found is not null);
    }
}
