using System.Runtime.InteropServices;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>A multilayer perceptron from the type to the bid, with a ReLU at its end; first fitted to b(v) =
/// v.</summary>
/// <remarks>
/// Bichler et al. (2021), methods; Kohring, Pieroth and Bichler (2023). Weights start uniform on +-1/sqrt(inputs).
/// The fit is to the output before the ReLU: a network that starts below zero would otherwise never move.
/// </remarks>
[Card("mlp", "A neural network from the type to the bid, first fitted to truthful bids.",
    "Kohring, Pieroth and Bichler (2023)")]
public sealed class Mlp(Mlp.Settings settings) : IStrategy
{
    private const int FitSteps = 500;
    private const int FitRows = 1024;
    private const double FitRate = 1e-2;

    public sealed record Settings
    {
        [Setting("Width of each hidden layer.", Min = 1, Structural = true)]
        public IReadOnlyList<int> Hidden { get; init; } = [10, 10];

        [Setting("What a hidden unit does with its sum.")]
        public HiddenActivation Activation { get; init; } = HiddenActivation.Selu;
    }

    public bool IsPiecewiseLinear => false;

    public IBidFunction Start(Bidder bidder, ulong[] seeds, Device device)
    {
        long[] widths = [1, .. settings.Hidden.Select(width => (long)width), 1];
        var hidden = settings.Activation.ToActivation();
        var raw = new MlpShape(widths, hidden, Activation.Identity);
        using var started = zeros(seeds.Length, raw.ParameterCount, dtype: float32);
        Draw(bidder.Id, seeds, widths, started.AsSpan<float>(), (int)raw.ParameterCount);
        Fit(bidder, seeds, raw, started);
        return new Networks(started.to(device, copy: true).DetachFromDisposeScope(),
            new MlpShape(widths, hidden, Activation.Relu));
    }

    private static void Draw(ActorId id, ulong[] seeds, long[] widths, Span<float> to, int count)
    {
        for (int r = 0; r < seeds.Length; r++)
        {
            var row = to.Slice(r * count, count);
            new RandomStream(StreamKey.Of(seeds[r], id, "weights"), 0).Uniform(row);
            int place = 0;
            for (int layer = 0; layer + 1 < widths.Length; layer++)
            {
                float bound = 1 / MathF.Sqrt(widths[layer]);
                for (int end = place + (int)((widths[layer] + 1) * widths[layer + 1]); place < end; place++)
                {
                    row[place] = bound * (2 * row[place] - 1);
                }
            }
        }
    }

    /// <summary>Least squares to b(v) = v over fresh types, by Adam.</summary>
    private static void Fit(Bidder bidder, ulong[] seeds, MlpShape shape, Tensor parameters)
    {
        using var scope = NewDisposeScope();
        int replicas = seeds.Length;
        var keys = StreamKey.Of(seeds, bidder.Id, "fit");
        var types = zeros(replicas, FitRows, 1, dtype: float32);
        var fitted = zeros_like(types);
        var gradient = zeros_like(parameters);
        var first = zeros_like(parameters);
        var second = zeros_like(parameters);
        var rate = full(replicas, FitRate, dtype: float32);
        for (int step = 1; step <= FitSteps; step++)
        {
            bidder.DrawTypes(keys, step, types.AsSpan<float>());
            Fused.MlpForward(shape, parameters, types, fitted);
            // d/db of the mean of (b - v)^2
            var slope = fitted.AsSpan<float>();
            var v = types.AsSpan<float>();
            for (int k = 0; k < slope.Length; k++)
            {
                slope[k] = 2 * (slope[k] - v[k]) / FitRows;
            }
            Fused.MlpBackward(shape, parameters, types, fitted, gradient);
            Fused.AdamStep(parameters, gradient, first, second, rate, 0.9, 0.999, 1e-8, step);
        }
    }

    private sealed class Networks(Tensor parameters, MlpShape shape) : IBidFunction
    {
        public Tensor Parameters => parameters;

        public void Bid(Tensor types, Tensor bids, RowCounts rows) =>
            Fused.MlpForward(shape, parameters, types, bids, rows.Tensor);

        public void Gradient(Tensor types, Tensor slope, RowCounts rows, Tensor gradient)
        {
            Fused.MlpBackward(shape, parameters, types, slope, gradient, rows.Tensor);
            // The kernel sums over rows; utility is a mean.
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            gradient.div_(rows.Tensor.to(gradient.device).unsqueeze(1));
        }

        public void Evaluate(int replica, ReadOnlySpan<double> types, Span<double> bids)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            var row = parameters.narrow(0, replica, 1).cpu().to(float64);
            var input = empty(1, types.Length, 1, dtype: float64);
            types.CopyTo(input.AsSpan<double>());
            var output = empty_like(input);
            Fused.MlpForward(shape, row, input, output);
            output.AsSpan<double>().CopyTo(bids);
        }

        public void Dispose() => parameters.Dispose();
    }
}
