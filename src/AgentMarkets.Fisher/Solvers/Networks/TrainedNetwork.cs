using AgentMarkets.Core.Numerics;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Fisher.Solvers.Networks;

/// <summary>The parameters of one shard's network, and the optimiser that moves them.</summary>
/// <remarks>Kingma and Ba (2015), algorithm 1, with beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8.</remarks>
internal sealed class TrainedNetwork : IDisposable
{
    private readonly Tensor _all, _allGradient, _first, _second, _rate;

    /// <param name="weights">The stream that weights and biases start from: uniform on +-1/sqrt(inputs) of their
    /// layer, PyTorch's law of linear layers.</param>
    /// <param name="extra">Numbers that are learned beside the network's own; they start at 1.</param>
    public TrainedNetwork(MlpShape shape, StreamKey weights, Device device, int extra = 0)
    {
        Shape = shape;
        long count = shape.ParameterCount;
        using var scope = NewDisposeScope();
        var started = ones(1, count + extra, dtype: float32);
        Draw(shape, weights, started.AsSpan<float>()[..(int)count]);
        _all = Kept(started.to(device, copy: true));
        _allGradient = Kept(zeros_like(_all));
        _first = Kept(zeros_like(_all));
        _second = Kept(zeros_like(_all));
        _rate = Kept(zeros(1, dtype: float32, device: device));
        Parameters = Kept(_all.narrow(1, 0, count));
        Gradient = Kept(_allGradient.narrow(1, 0, count));
        Extra = Kept(_all.narrow(1, count, extra));
        ExtraGradient = Kept(_allGradient.narrow(1, count, extra));
    }

    public MlpShape Shape { get; }

    /// <summary>The network's, [1, P].</summary>
    public Tensor Parameters { get; }

    /// <summary>Of the loss by <see cref="Parameters"/>, [1, P]: to be written before <see cref="Descend"/>.</summary>
    public Tensor Gradient { get; }

    /// <summary>What is learned beside, [1, E].</summary>
    public Tensor Extra { get; }

    /// <summary>Of the loss by <see cref="Extra"/>, [1, E].</summary>
    public Tensor ExtraGradient { get; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>One step of Adam.</summary>
    public void Descend(double rate)
    {
        using var guard = no_grad();
        _rate.fill_(rate);
        Fused.AdamStep(_all, _allGradient, _first, _second, _rate, 0.9, 0.999, 1e-8, ++Steps);
    }

    /// <summary>Multiplies the last layer's weights by <paramref name="factor"/> and clears its bias, so that outputs
    /// start nearly equal.</summary>
    public void Calm(double factor)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        int last = Shape.LayerCount - 1;
        long weights = Shape.WeightOffset(last), bias = Shape.BiasOffset(last);
        Parameters.narrow(1, weights, bias - weights).mul_(factor);
        Parameters.narrow(1, bias, Shape.OutputCount).zero_();
    }

    public IReadOnlyList<(string Name, byte[] Bytes)> Save() =>
    [
        ("network", _all.ToBytes()), ("adam.first", _first.ToBytes()), ("adam.second", _second.ToBytes()),
        ("adam.steps", BitConverter.GetBytes(Steps)),
    ];

    /// <param name="state">As <see cref="Save"/> gives it.</param>
    public void Load(IReadOnlyList<(string Name, byte[] Bytes)> state)
    {
        _all.FromBytes(state[0].Bytes);
        _first.FromBytes(state[1].Bytes);
        _second.FromBytes(state[2].Bytes);
        Steps = BitConverter.ToInt64(state[3].Bytes);
    }

    public void Dispose()
    {
        foreach (var tensor in new[]
            { Parameters, Gradient, Extra, ExtraGradient, _all, _allGradient, _first, _second, _rate })
        {
            tensor.Dispose();
        }
    }

    private static void Draw(MlpShape shape, StreamKey weights, Span<float> to)
    {
        new RandomStream(weights, 0).Uniform(to);
        for (int layer = 0; layer < shape.LayerCount; layer++)
        {
            float bound = 1 / MathF.Sqrt(shape.Widths[layer]);
            int from = (int)shape.WeightOffset(layer), end = (int)(shape.BiasOffset(layer) + shape.Widths[layer + 1]);
            foreach (ref float value in to[from..end])
            {
                value = bound * (2 * value - 1);
            }
        }
    }

    private static Tensor Kept(Tensor tensor) => tensor.DetachFromDisposeScope();
}
