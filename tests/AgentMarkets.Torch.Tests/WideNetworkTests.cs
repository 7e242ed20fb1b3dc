using AgentMarkets.TestKit.Laws;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Torch.Tests;

/// <summary>
/// Towers and pair networks: against the kernels for small networks, finite differences and themselves.
/// </summary>
[Collection(nameof(Alone))]
public sealed partial class WideNetworkTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public static TheoryData<Activation> Activations => [.. Enum.GetValues<Activation>()];

    public void Dispose() => scope.Dispose();

    [Theory]
    [MemberData(nameof(Activations))]
    public void Tower_IsTheSmallNetworksKernels(Activation activation)
    {
        // Widths around the tiles' and rows around the blocks', so that every edge is met.
        foreach ((long[] widths, long rows) in (ReadOnlySpan<(long[], long)>)[
            ([5, 37, 16, 64, 10], 461), ([1, 1, 1], 1), ([33, 17], 13), ([3, 130, 3], 192), ([7, 15, 12, 1], 385)])
        {
            var shape = new MlpShape(widths, activation, activation);
            Tensor p = Parameters(shape), x = Doubles([rows, widths[0]], 13).mul_(2);
            Tensor g = Doubles([rows, widths[^1]], 31);
            (Tensor y, Tensor gradient) = Tower(shape, p, x, g);
            (Tensor expected, Tensor expectedGradient) = Small(shape, p, x, g);
            Close(expected, y, $"{shape} outputs of {rows} rows");
            Close(expectedGradient, gradient, $"{shape} gradients of {rows} rows");
            Tensor untraced = zeros_like(y);
            Fused.TowerForward(shape, p, x, untraced);
            Assert.True(y.Equals(untraced), $"{shape}: outputs with and without a trace");
        }
    }

    [Theory]
    [InlineData(71, 3)]
    [InlineData(5, 70)]
    [InlineData(1, 1)]
    [InlineData(2, 401)]
    public void Pairs_AreTheSmallNetworksKernelsOnConcatenations(long buyerCount, long goodCount)
    {
        var shape = new MlpShape([10, 40, 24, 1], Activation.Silu, Activation.Softplus);
        Tensor p = Parameters(shape), b = Doubles([buyerCount, 5], 3), goods = Doubles([goodCount, 5], 8);
        Tensor g = Doubles([buyerCount, goodCount], 21);
        (Tensor y, Tensor gradient) = Pairs(shape, p, b, goods, g);
        Tensor joined = Joined(b, goods);
        (Tensor expected, Tensor expectedGradient) = Small(shape, p, joined, g.view(-1, 1));
        Close(expected.view(buyerCount, goodCount), y, "outputs");
        Close(expectedGradient, gradient, "gradients");
        Tensor untraced = zeros_like(y);
        Fused.PairForward(shape, p, b, goods, untraced);
        Assert.True(y.Equals(untraced), "outputs with and without a trace");
    }

    [Fact]
    public void FullWidth_InFloat32_AgreesWithFloat64()
    {
        var tower = new MlpShape([5, 256, 256, 256, 256, 10], Activation.Silu, Activation.Identity);
        var pair = new MlpShape([10, 256, 256, 256, 256, 1], Activation.Relu, Activation.Softplus);
        Tensor x = Doubles([300, 5], 1), g = Doubles([300, 10], 2);
        Tensor p = Parameters(tower, 0.06), q = Parameters(pair, 0.06);
        (Tensor y, Tensor gradient) = Tower(tower, p, x, g);
        (Tensor y32, Tensor gradient32) = Tower(tower, Single(p), Single(x), Single(g));
        Close(y, y32.to(float64), "tower's outputs", 1e-5);
        Close(gradient, gradient32.to(float64), "tower's gradients", 1e-5);
        Tensor goods = Doubles([10, 5], 40);
        (y, gradient) = Pairs(pair, q, x, goods, g);
        (y32, gradient32) = Pairs(pair, Single(q), Single(x), Single(goods), Single(g));
        Close(y, y32.to(float64), "pairs' outputs", 1e-5);
        // A pre-activation within rounding of zero may fall on either side of ReLU's corner.
        Close(gradient, gradient32.to(float64), "pairs' gradients", 1e-3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_AreFiniteDifferences(bool throughLibtorch)
    {
        var shape = new MlpShape([4, 9, 6, 1], Activation.Silu, Activation.Softplus);
        Tensor p = Parameters(shape), b = Doubles([7, 2], 3), goods = Doubles([5, 2], 8);
        Tensor g = Doubles([7, 5], 21), joined = Joined(b, goods), flat = g.view(-1, 1);
        Through(throughLibtorch, () =>
        {
            Tensor pairs = Pairs(shape, p, b, goods, g).Gradient, tower = Tower(shape, p, joined, flat).Gradient;
            Tensor y = zeros(7, 5, float64), z = zeros(35, 1, float64);
            const double H = 1e-5;
            for (long k = 0; k < shape.ParameterCount; k++)
            {
                double pairSlope = 0, towerSlope = 0;
                foreach (int side in (ReadOnlySpan<int>)[1, -1])
                {
                    Tensor moved = p.clone();
                    moved[0, k] += side * H;
                    Fused.PairForward(shape, moved, b, goods, y);
                    Fused.TowerForward(shape, moved, joined, z);
                    pairSlope += side * (y * g).sum().item<double>() / (2 * H);
                    towerSlope += side * (z * flat).sum().item<double>() / (2 * H);
                }
                Assert.Equal(pairSlope, pairs[0, k].item<double>(), 1e-7);
                Assert.Equal(towerSlope, tower[0, k].item<double>(), 1e-7);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void OtherDevicesWay_AgreesWithTheKernels(Activation activation)
    {
        var shape = new MlpShape([6, 20, 9, 1], activation, activation);
        Tensor p = Parameters(shape), b = Doubles([31, 3], 3), goods = Doubles([4, 3], 8);
        Tensor g = Doubles([31, 4], 21), x = Doubles([57, 6], 2).mul_(3), h = Doubles([57, 1], 9);
        (Tensor y, Tensor gradient) = Pairs(shape, p, b, goods, g);
        (Tensor z, Tensor towerGradient) = Tower(shape, p, x, h);
        Through(true, () =>
        {
            (Tensor y2, Tensor gradient2) = Pairs(shape, p, b, goods, g);
            (Tensor z2, Tensor towerGradient2) = Tower(shape, p, x, h);
            Close(y, y2, $"{activation}: pairs' outputs");
            Close(gradient, gradient2, $"{activation}: pairs' gradients");
            Close(z, z2, $"{activation}: tower's outputs");
            Close(towerGradient, towerGradient2, $"{activation}: tower's gradients");
        });
    }

    [Fact]
    public void OtherDevicesWay_WithoutATrace_TakesManyRowsInParts()
    {
        var shape = new MlpShape([2, 3, 1], Activation.Tanh, Activation.Identity);
        Tensor p = Parameters(shape), x = Doubles([70_000, 2]), y = zeros(70_000, 1, float64);
        Tensor b = Doubles([30_000, 1]), goods = Doubles([3, 1], 8), pairs = zeros(30_000, 3, float64);
        Tensor y2 = zeros_like(y), pairs2 = zeros_like(pairs);
        Fused.TowerForward(shape, p, x, y);
        Fused.PairForward(shape, p, b, goods, pairs);
        Through(true, () =>
        {
            Fused.TowerForward(shape, p, x, y2);
            Fused.PairForward(shape, p, b, goods, pairs2);
        });
        Close(y, y2, "tower");
        Close(pairs, pairs2, "pairs");
    }

    [Fact]
    public void Steps_ReuseTheTraceAndMakeNoTensors()
    {
        var shape = new MlpShape([5, 40, 40, 3], Activation.Silu, Activation.Identity);
        Tensor p = Single(Parameters(shape)), gradient = zeros_like(p), first = zeros_like(p), second = zeros_like(p);
        Tensor rate = full(1, 1e-3), large = Single(Doubles([300, 5])), small = Single(Doubles([20, 5], 7));
        Tensor largeOut = zeros(300, 3), smallOut = zeros(20, 3), g = Single(Doubles([20, 3], 4));
        using var trace = new NetworkTrace();
        Fused.TowerForward(shape, p, small, smallOut, trace);
        Fused.Backward(trace, g, gradient);
        float[] expected = Made.Array(gradient);
        long before = TensorCount.Settled();
        for (int step = 1; step <= 3; step++)
        {
            // A larger batch in between leaves nothing behind.
            Fused.TowerForward(shape, p, large, largeOut, trace);
            Fused.TowerForward(shape, p, small, smallOut, trace);
            Fused.Backward(trace, g, gradient);
            if (step == 1)
            {
                Assert.Equal(expected, gradient.AsSpan<float>().ToArray());
            }
            Fused.AdamStep(p, gradient, first, second, rate, 0.9, 0.999, 1e-8, step);
        }
        Assert.Equal(before, Tensor.TotalCount);
        Assert.NotEqual(expected, gradient.AsSpan<float>().ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NoRows_GiveNoGradient(bool throughLibtorch) => Through(throughLibtorch, () =>
    {
        var shape = new MlpShape([4, 3, 1], Activation.Relu, Activation.Identity);
        Tensor p = Parameters(shape), empty = zeros([0, 4], float64), none = zeros([0, 1], float64);
        Assert.Equal(0, Tower(shape, p, empty, none).Gradient.abs().max().item<double>());
        Tensor goods = zeros(2, 2, float64), noBuyers = zeros([0, 2], float64);
        Assert.Equal(0, Pairs(shape, p, noBuyers, goods, noBuyers).Gradient.abs().max().item<double>());
    });

    [Fact]
    public void WrongArguments_AreNamedWithTheirShapes()
    {
        var tower = new MlpShape([4, 3, 2], Activation.Relu, Activation.Identity);
        var pair = new MlpShape([4, 3, 1], Activation.Relu, Activation.Identity);
        Tensor p = zeros(1, tower.ParameterCount), q = zeros(1, pair.ParameterCount), x = zeros(5, 4), y = zeros(5, 2);
        Tensor b = zeros(5, 2), goods = zeros(3, 2), z = zeros(5, 3);
        using var trace = new NetworkTrace();
        Refused(() => Fused.Backward(trace, y, p), "Backward", "TowerForward or PairForward");
        Refused(() => Fused.TowerForward(tower, zeros(2, 23), x, y), "TowerForward", "parameters", "[2, 23]");
        Refused(() => Fused.TowerForward(tower, p, zeros(5, 3), y), "input", "[5, 3]", "[5, 4]");
        Refused(() => Fused.TowerForward(tower, p, x, zeros(5, 3)), "output", "[5, 3]", "[5, 2]");
        Refused(() => Fused.TowerForward(tower, p, x.to(float64), y), "input", "Double", "Float");
        Refused(() => Fused.TowerForward(tower, p.to(int64), x, y), "parameters", "Long");
        Refused(() => Fused.TowerForward(tower, p, x, zeros(2, 5).transpose(0, 1)), "output", "contiguous");
        Refused(() => Fused.PairForward(tower, p, b, goods, z), "PairForward", "last width is 2");
        Refused(() => Fused.PairForward(pair, q, x, goods, z), "buyers", "[5, 4]", "[5, 2]");
        Refused(() => Fused.PairForward(pair, q, b, zeros(3, 3), z), "goods", "[3, 3]", "[3, 2]");
        Refused(() => Fused.PairForward(pair, q, b, zeros([0, 2]), zeros([5, 0])), "goods", "at least one row");
        Refused(() => Fused.PairForward(pair, q, b, goods, zeros(3, 5)), "output", "[3, 5]", "[5, 3]");
        Refused(() => Fused.PairForward(pair, q, b, goods.to(float64), z), "goods", "Double");
        Fused.TowerForward(tower, p, x, y, trace);
        Refused(() => Fused.Backward(trace, zeros(4, 2), p.clone()), "gradOutput", "[4, 2]", "[5, 2]");
        Refused(() => Fused.Backward(trace, y, zeros(2, 23)), "gradParameters", "[2, 23]", "[1, 23]");
        Refused(() => Fused.Backward(trace, y.to(float64), p.clone()), "gradOutput", "Double");
        p.add_(1);
        Refused(() => Fused.Backward(trace, y, p.clone()), "changed since the forward pass");
        trace.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Fused.TowerForward(tower, p, x, y, trace));
    }

    private static void Refused(Action call, params string[] words)
    {
        TorchException error = Assert.Throws<TorchException>(call);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    private static void Through(bool libtorch, Action body)
    {
        Fused.ThroughLibtorch = libtorch;
        try
        {
            body();
        }
        finally
        {
            Fused.ThroughLibtorch = false;
        }
    }

    private static Tensor Parameters(MlpShape shape, double scale = 0.4) =>
        Doubles([1, shape.ParameterCount], 5).mul_(scale);

    // Numbers without pattern: sums of a grid's would hit the corners of ReLU exactly, and rounding would choose.
    private static Tensor Doubles(long[] shape, long start = 0)
    {
        long count = shape.Aggregate(1L, (product, extent) => product * extent);
        return arange(start, start + count, dtype: float64).add_(1).square().mul_(0.123).sin().view(shape);
    }

    private static Tensor Single(Tensor tensor) => tensor.to(float32);

    /// <summary>[M m, 2 d]: for each buyer all goods, the buyer's numbers first.</summary>
    private static Tensor Joined(Tensor buyers, Tensor goods)
    {
        long count = buyers.size(0), goodCount = goods.size(0), d = goods.size(1);
        Tensor left = buyers.unsqueeze(1).expand(count, goodCount, d);
        return cat([left, goods.unsqueeze(0).expand(count, goodCount, d)], 2).reshape(count * goodCount, 2 * d);
    }

    private static (Tensor Output, Tensor Gradient) Tower(MlpShape shape, Tensor p, Tensor x, Tensor g)
    {
        using var trace = new NetworkTrace();
        Tensor y = full_like(g, -5), gradient = full_like(p, 3);
        Fused.TowerForward(shape, p, x, y, trace);
        Fused.Backward(trace, g, gradient);
        return (y, gradient);
    }

    private static (Tensor Output, Tensor Gradient) Pairs(MlpShape shape, Tensor p, Tensor b, Tensor goods, Tensor g)
    {
        using var trace = new NetworkTrace();
        Tensor y = full_like(g, -5), gradient = full_like(p, 3);
        Fused.PairForward(shape, p, b, goods, y, trace);
        Fused.Backward(trace, g, gradient);
        return (y, gradient);
    }

    private static (Tensor Output, Tensor Gradient) Small(MlpShape shape, Tensor p, Tensor x, Tensor g)
    {
        Tensor y = zeros_like(g).unsqueeze(0), gradient = zeros_like(p);
        Fused.MlpForward(shape, p, x.unsqueeze(0), y);
        Fused.MlpBackward(shape, p, x.unsqueeze(0), g.unsqueeze(0), gradient);
        return (y.squeeze(0), gradient);
    }

    private static void Close(Tensor expected, Tensor found, string what, double tolerance = 1e-12)
    {
        double scale = Math.Max(1, expected.abs().max().to(float64).item<double>());
        double error = (expected - found).abs().max().to(float64).item<double>();
        Assert.True(error <= tolerance * scale, $"{what} differ by {error}, largest {scale}");
    }
}
