using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Torch.Tests;

/// <summary>Inputs by a formula that <c>print_golden.py</c> shares.</summary>
internal static class Made
{
    internal static Tensor Doubles(long[] shape, int start = 0) => tensor(Values(shape, start), shape);

    internal static Tensor Floats(long[] shape, int start = 0) => Doubles(shape, start).to(float32);

    internal static Tensor Of(ScalarType type, long[] shape, int start = 0) => Doubles(shape, start).to(type);

    internal static Tensor Positions(long[] shape, long limit)
    {
        long[] values = new long[Count(shape)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ((i * 7) + 3) % limit;
        }
        return tensor(values, shape);
    }

    internal static float[] Array(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();

    private static double[] Values(long[] shape, int start)
    {
        double[] values = new double[Count(shape)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ((i + start) * 37 % 101 / 50.0) - 1;
        }
        return values;
    }

    private static long Count(long[] shape) => shape.Aggregate(1L, (product, extent) => product * extent);
}
