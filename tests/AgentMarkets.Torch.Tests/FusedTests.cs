using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Torch.Tests;

/// <summary>Whole-network calls: against modules and autograd, and bit for bit against themselves.</summary>
[Collection(nameof(Alone))]
public sealed partial class FusedTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public static TheoryData<Activation, ScalarType> Cases
    {
        get
        {
            TheoryData<Activation, ScalarType> cases = [];
            foreach (Activation activation in Enum.GetValues<Activation>())
            {
                cases.Add(activation, float32);
                cases.Add(activation, float64);
            }
            return cases;
        }
    }

    public void Dispose() => scope.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Passes_AgreeWithModulesAndAutograd(Activation activation, ScalarType type)
    {
        var shape = new MlpShape([3, 7, 5, 2], activation, Activation.Identity);
        const long Replicas = 3, Batch = 301;
        Tensor p = Parameters(shape, Replicas, type), x = Made.Of(type, [Replicas, Batch, 3], 13).mul_(3);
        Tensor g = Made.Of(type, [Replicas, Batch, 2], 31);
        (Tensor y, Tensor gradient) = Both(shape, p, x, g);
        double tolerance = type == float32 ? 2e-5 : 1e-12;
        for (int r = 0; r < Replicas; r++)
        {
            Tensor row = p[r].clone().requires_grad_();
            Tensor expected = Layered(shape, row, x[r]);
            expected.backward([g[r]]);
            Assert.True(y[r].allclose(expected, tolerance, tolerance), $"{activation} {type}: outputs of {r}");
            Tensor sums = row.grad!;
            double scale = sums.abs().max().to(float64).item<double>();
            double error = (gradient[r] - sums).abs().max().to(float64).item<double>();
            Assert.True(error <= tolerance * scale, $"{activation} {type}: gradients of {r} differ by {error}");
        }
    }

    [Fact]
    public void Replica_IsTheSameBitsAloneAndAmong64()
    {
        var shape = new MlpShape([1, 10, 10, 1], Activation.Selu, Activation.Relu);
        Tensor p = Parameters(shape, 64, float32), x = Made.Floats([64, 700, 1], 3), g = Made.Floats([64, 700, 1], 5);
        (Tensor y, Tensor gradient) = Both(shape, p, x, g);
        (Tensor moved, Tensor first, Tensor second) = Adam(p, gradient);
        foreach (int r in (int[])[0, 17, 63])
        {
            Tensor alone = p.narrow(0, r, 1).clone();
            (Tensor y1, Tensor gradient1) = Both(shape, alone, x.narrow(0, r, 1), g.narrow(0, r, 1));
            (Tensor moved1, Tensor first1, Tensor second1) = Adam(alone, gradient1);
            Assert.Equal(Made.Array(y[r]), Made.Array(y1[0]));
            Assert.Equal(Made.Array(gradient[r]), Made.Array(gradient1[0]));
            Assert.Equal(Made.Array(moved[r]), Made.Array(moved1[0]));
            Assert.Equal(Made.Array(first[r]), Made.Array(first1[0]));
            Assert.Equal(Made.Array(second[r]), Made.Array(second1[0]));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void OtherDevicesWay_AgreesWithTheKernels(Activation activation, ScalarType type)
    {
        var shape = new MlpShape([2, 8, 3], activation, Activation.Softplus);
        Tensor p = Parameters(shape, 3, type), x = Made.Of(type, [3, 40, 2], 1), g = Made.Of(type, [3, 40, 3], 2);
        Tensor rows = tensor(new long[] { 40, 0, 13 });
        (Tensor y, Tensor gradient) = Both(shape, p, x, g, rows);
        (Tensor moved, Tensor _, Tensor _) = Adam(p, gradient);
        Fused.ThroughLibtorch = true;
        try
        {
            (Tensor y2, Tensor gradient2) = Both(shape, p, x, g, rows);
            double tolerance = type == float32 ? 1e-5 : 1e-12;
            Assert.True(y.allclose(y2, tolerance, tolerance));
            Assert.True(gradient.allclose(gradient2, tolerance, tolerance * 10));
            Assert.True(moved.allclose(Adam(p, gradient).Moved, tolerance, tolerance));
        }
        finally
        {
            Fused.ThroughLibtorch = false;
        }
    }

    [Fact]
    public void RowsBeyondTheCount_AreNeitherReadNorWritten()
    {
        var shape = new MlpShape([1, 4, 1], Activation.Tanh, Activation.Identity);
        Tensor p = Parameters(shape, 2, float32), x = Made.Floats([2, 10, 1]), g = Made.Floats([2, 10, 1], 3);
        Tensor rows = tensor(new long[] { 4, 10 });
        x[0, 7, 0] = float.NaN;
        g[0, 4, 0] = float.NaN;
        (Tensor y, Tensor gradient) = Both(shape, p, x, g, rows);
        float[] outputs = Made.Array(y[0]);
        Assert.All(outputs[4..], value => Assert.Equal(-5f, value));
        Assert.All(outputs[..4], value => Assert.NotEqual(-5f, value));
        Tensor cutX = x.narrow(0, 0, 1).narrow(1, 0, 4).contiguous();
        (Tensor _, Tensor cut) = Both(shape, p.narrow(0, 0, 1), cutX, g.narrow(0, 0, 1).narrow(1, 0, 4).contiguous());
        Assert.Equal(Made.Array(cut[0]), Made.Array(gradient[0]));
    }

    [Fact]
    public void AdamStep_IsPyTorchsAdam()
    {
        using var w = new Parameter(Made.Doubles([2, 6]));
        using Adam adam = optim.Adam([w], 0.05);
        Tensor p = Made.Doubles([2, 6]), first = zeros_like(p), second = zeros_like(p);
        for (int step = 1; step <= 20; step++)
        {
            Tensor gradient = Made.Doubles([2, 6], step * 11);
            w.grad = gradient.clone();
            adam.step();
            Fused.AdamStep(p, gradient, first, second, full(2, 0.05, float64), 0.9, 0.999, 1e-8, step);
        }
        Assert.True(p.allclose(w, 1e-13, 1e-13));
    }

    [Fact]
    public void Activations_KeepNaN()
    {
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            var shape = new MlpShape([1, 1], activation, activation);
            Tensor y = empty(1, 3, 1);
            Fused.MlpForward(shape, ones(1, 2), tensor(new[] { float.NaN, 1f, -200f }, [1, 3, 1]), y);
            Assert.True(float.IsNaN(Made.Array(y)[0]), activation.ToString());
            Assert.True(float.IsFinite(Made.Array(y)[2]), activation.ToString());
        }
    }

    [Fact]
    public void WrongArguments_AreNamedWithTheirShapes()
    {
        var shape = new MlpShape([2, 3, 1], Activation.Relu, Activation.Identity);
        Tensor p = zeros(2, shape.ParameterCount), x = zeros(2, 5, 2), y = zeros(2, 5, 1);
        Refused(() => Fused.MlpForward(shape, zeros(2, 5), x, y), "MlpForward", "parameters", "[2, 5]", "[2, 13]");
        Refused(() => Fused.MlpForward(shape, p, zeros(2, 5, 4), y), "input", "[2, 5, 4]");
        Refused(() => Fused.MlpForward(shape, p, x, zeros(2, 4, 1)), "output", "[2, 4, 1]");
        Refused(() => Fused.MlpForward(shape, p, x, y.to(float64)), "output", "float64");
        Refused(() => Fused.MlpForward(shape, p.to(int64), x, y), "parameters", "int64");
        Refused(() => Fused.MlpForward(shape, p, x, y, tensor(new long[] { 1, 9 })), "rows[1]", "9");
        Refused(() => Fused.MlpForward(shape, p, x, y, tensor(new long[] { 1 })), "rows");
        Refused(() => Fused.MlpForward(shape, p, x, zeros(5, 2, 1).transpose(0, 1)), "output", "contiguous");
        Refused(() => Fused.MlpBackward(shape, p, x, zeros(2, 5, 3), zeros_like(p)), "gradOutput");
        Refused(() => Fused.MlpBackward(shape, p, x, y, zeros(2, 3)), "gradParameters");
        Refused(() => Fused.AdamStep(p, p, p, p, zeros(3), 0.9, 0.999, 1e-8, 1), "AdamStep", "rate", "[3]");
        Refused(() => Fused.AdamStep(p, p, p, p, zeros(2), 0.9, 0.999, 1e-8, 0), "step");
        Assert.Throws<ArgumentException>(() => new MlpShape([2], Activation.Relu, Activation.Relu));
    }

    private static void Refused(Action call, params string[] words)
    {
        TorchException error = Assert.Throws<TorchException>(call);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.OrdinalIgnoreCase));
    }

    private static Tensor Parameters(MlpShape shape, long replicas, ScalarType type) =>
        Made.Of(type, [replicas, shape.ParameterCount], 5).mul_(0.6);

    private static (Tensor Output, Tensor Gradient) Both(
        MlpShape shape, Tensor p, Tensor x, Tensor g, Tensor? rows = null)
    {
        Tensor y = full([x.size(0), x.size(1), shape.OutputCount], -5, p.dtype), gradient = full_like(p, 3);
        Fused.MlpForward(shape, p, x, y, rows);
        Fused.MlpBackward(shape, p, x, g, gradient, rows);
        return (y, gradient);
    }

    private static (Tensor Moved, Tensor First, Tensor Second) Adam(Tensor parameters, Tensor gradient)
    {
        Tensor p = parameters.clone(), first = full_like(p, 0.1), second = full_like(p, 0.2);
        Fused.AdamStep(p, gradient, first, second, full([p.size(0)], 0.01, p.dtype), 0.9, 0.999, 1e-8, 3);
        return (p, first, second);
    }

    private static Tensor Layered(MlpShape shape, Tensor row, Tensor input)
    {
        Tensor x = input;
        for (int l = 0; l < shape.LayerCount; l++)
        {
            long inputs = shape.Widths[l], outputs = shape.Widths[l + 1];
            Tensor weight = row.narrow(0, shape.WeightOffset(l), inputs * outputs).view(outputs, inputs);
            Tensor z = nn.functional.linear(x, weight, row.narrow(0, shape.BiasOffset(l), outputs));
            x = shape.ActivationOf(l) switch
            {
                Activation.Relu => z.relu(),
                Activation.Selu => z.selu(),
                Activation.Silu => z.silu(),
                Activation.Tanh => z.tanh(),
                Activation.Sigmoid => z.sigmoid(),
                Activation.Softplus => nn.functional.softplus(z),
                _ => z,
            };
        }
        return x;
    }
}
