using System.Runtime.InteropServices;
using AgentMarkets.Auctions.Certificates;
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

    public IBidFunction Start(Opening opening)
    {
        var shape = opening.Game.Shape;
        long[] widths = [shape.Types, .. settings.Hidden.Select(width => (long)width), shape.Bids];
        var hidden = settings.Activation.ToActivation();
        var raw = new MlpShape(widths, hidden, Activation.Identity);
        using var started = zeros(opening.Rows, raw.ParameterCount, dtype: float32);
        if (!opening.IsPutLater)
        {
            Draw(opening, widths, started.AsSpan<float>(), (int)raw.ParameterCount);
            Fit(opening, raw, started);
        }
        return new Networks(started.to(opening.Device, copy: true).DetachFromDisposeScope(),
            new MlpShape(widths, hidden, Activation.Relu));
    }

    private static void Draw(Opening opening, long[] widths, Span<float> to, int count)
    {
        for (int row = 0; row < opening.Rows; row++)
        {
            var mine = to.Slice(row * count, count);
            new RandomStream(StreamKey.Of(opening.Seed(row), opening.Owner(row).Id, "weights"), 0).Uniform(mine);
            int place = 0;
            for (int layer = 0; layer + 1 < widths.Length; layer++)
            {
                float bound = 1 / MathF.Sqrt(widths[layer]);
                for (int end = place + (int)((widths[layer] + 1) * widths[layer + 1]); place < end; place++)
                {
                    mine[place] = bound * (2 * mine[place] - 1);
                }
            }
        }
    }

    /// <summary>Least squares to b(v) = v over fresh types, by Adam.</summary>
    private static void Fit(Opening opening, MlpShape shape, Tensor parameters)
    {
        using var scope = NewDisposeScope();
        var (d, n) = (opening.Game.Shape.Types, opening.Game.Shape.Bids);
        int rows = opening.Rows, width = FitRows * d;
        var keys = Enumerable.Range(0, rows)
            .Select(row => StreamKey.Of(opening.Seed(row), opening.Owner(row).Id, "fit")).ToArray();
        var types = zeros(rows, FitRows, d, dtype: float32);
        var fitted = zeros(rows, FitRows, n, dtype: float32);
        var gradient = zeros_like(parameters);
        var first = zeros_like(parameters);
        var second = zeros_like(parameters);
        var rate = full(rows, FitRate, dtype: float32);
        for (int step = 1; step <= FitSteps; step++)
        {
            for (int row = 0; row < rows; row++)
            {
                opening.Game.Nature.Draw(opening.Owner(row), keys[row], step,
                    types.AsSpan<float>().Slice(row * width, width));
            }
            Fused.MlpForward(shape, parameters, types, fitted);
            // d/db of the mean of (b - v)^2; a bid of more numbers than the type takes the last again.
            var slope = fitted.AsSpan<float>();
            var v = types.AsSpan<float>();
            for (int k = 0; k < rows * FitRows; k++)
            {
                for (int a = 0; a < n; a++)
                {
                    slope[k * n + a] = 2 * (slope[k * n + a] - v[k * d + Math.Min(a, d - 1)]) / FitRows;
                }
            }
            Fused.MlpBackward(shape, parameters, types, fitted, gradient);
            Fused.AdamStep(parameters, gradient, first, second, rate, 0.9, 0.999, 1e-8, step);
        }
    }

    private sealed class Networks(Tensor parameters, MlpShape shape) : IBidFunction, IBoundedBids
    {
        public Tensor Parameters => parameters;

        public void Bid(Tensor at, Tensor types, Tensor bids, RowCounts rows) =>
            Fused.MlpForward(shape, at, types, bids, rows.Tensor);

        public void Gradient(Tensor types, Tensor slope, RowCounts rows, Tensor gradient)
        {
            Fused.MlpBackward(shape, parameters, types, slope, gradient, rows.Tensor);
            // The kernel sums over games; utility is a mean.
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            gradient.div_(rows.Tensor.to(gradient.device).unsqueeze(1));
        }

        public void Evaluate(int row, ReadOnlySpan<double> types, Span<double> bids)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            var mine = parameters.narrow(0, row, 1).cpu().to(float64);
            var input = empty(1, types.Length / shape.Widths[0], shape.Widths[0], dtype: float64);
            types.CopyTo(input.AsSpan<double>());
            var output = empty(1, input.shape[1], shape.Widths[^1], dtype: float64);
            Fused.MlpForward(shape, mine, input, output);
            output.AsSpan<double>().CopyTo(bids);
        }

        public Func<double, double, (double Low, double High)> RangesOf(int row)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            return new NetworkRange(shape, parameters.narrow(0, row, 1).cpu().to(float64).contiguous()
                .AsSpan<double>().ToArray()).Of;
        }

        public void Dispose() => parameters.Dispose();
    }
}
