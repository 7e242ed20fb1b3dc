using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace AgentMarkets.Torch.Tests;

/// <summary>The numbers that <c>Golden/print_golden.py</c> printed, computed again.</summary>
public sealed partial class GoldenTests : IDisposable
{
    private static readonly Dictionary<string, Printed> Numbers = Read();

    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void ElementwiseOperations_AgreeWithPyTorch()
    {
        Tensor a = Made.Doubles([3, 4]), p = Made.Doubles([3, 4]).abs() + 0.1;
        var onAll = new Dictionary<string, Func<Tensor, Tensor>>
        {
            ["neg"] = neg, ["abs"] = abs, ["sign"] = sign, ["exp"] = exp, ["expm1"] = expm1, ["sin"] = sin,
            ["cos"] = cos, ["tan"] = tan, ["atan"] = atan, ["tanh"] = tanh, ["erf"] = erf, ["floor"] = floor,
            ["ceil"] = ceil, ["round"] = x => round(x), ["trunc"] = trunc, ["sigmoid"] = sigmoid, ["square"] = square,
            ["relu"] = x => F.relu(x), ["selu"] = x => F.selu(x), ["silu"] = x => F.silu(x),
            ["softplus"] = x => F.softplus(x), ["gelu"] = F.gelu, ["leaky_relu"] = x => F.leaky_relu(x),
            ["logsigmoid"] = F.logsigmoid, ["elu"] = x => F.elu(x, 0.7), ["softplus_beta"] = x => F.softplus(x, 2, 1),
        };
        foreach ((string name, Func<Tensor, Tensor> operation) in onAll)
        {
            Same(name, operation(a));
        }
        Same("log", log(p));
        Same("log1p", log1p(p));
        Same("log2", log2(p));
        Same("log10", log10(p));
        Same("sqrt", sqrt(p));
        Same("rsqrt", rsqrt(p));
        Same("reciprocal", reciprocal(p));
    }

    [Fact]
    public void OperationsOnTwoTensors_AgreeWithPyTorch()
    {
        Tensor a = Made.Doubles([3, 4]), b = Made.Doubles([3, 4], 50), p = a.abs() + 0.1;
        Same("add", a.add(b));
        Same("sub", a - b);
        Same("mul", a * b);
        Same("div", a / b);
        Same("maximum", maximum(a, b));
        Same("minimum", minimum(a, b));
        Same("remainder", a % b);
        Same("fmod", a.fmod(b));
        Same("atan2", a.atan2(b));
        Same("div_floor", a.div(b, RoundingMode.floor));
        Same("div_trunc", a.div(b, RoundingMode.trunc));
        Same("pow", p.pow(b));
        Same("pow_scalar", a.pow(3));
        Same("add_alpha", a.add(b, 0.25));
        Same("scalars", ((2 - a) * 3 / (a + 1.5)) - 1);
        Same("comparisons", (a < b).@double() + (2 * (a >= 0.2).@double()) + (4 * (a != b).@double()));
        Same("clamp", a.clamp(-0.5, 0.25));
        Same("where", where(a > b, a, b));
        Same("lerp", a.lerp(b, 0.3));
        Same("addcmul", a.addcmul(b, p, 0.5));
        Same("addcdiv", a.addcdiv(b, p, 0.5));
    }

    [Fact]
    public void Reductions_AgreeWithPyTorch()
    {
        Tensor a = Made.Doubles([3, 4]), b = Made.Doubles([3, 4], 50);
        var whole = new Dictionary<string, Func<Tensor, Tensor>>
        {
            ["sum"] = x => x.sum(), ["mean"] = x => x.mean(), ["prod"] = x => x.prod(), ["max"] = x => x.max(),
            ["min"] = x => x.min(), ["argmax"] = x => x.argmax(), ["argmin"] = x => x.argmin(),
            ["median"] = x => x.median(), ["std"] = x => x.std(), ["var"] = x => x.var(),
            ["sum_1"] = x => x.sum(1), ["mean_1"] = x => x.mean([1]), ["prod_1"] = x => x.prod(1),
            ["argmax_1"] = x => x.argmax(1), ["argmin_1"] = x => x.argmin(1), ["logsumexp_1"] = x => x.logsumexp(1),
            ["softmax_1"] = x => x.softmax(1), ["log_softmax_1"] = x => x.log_softmax(1),
            ["cumsum_1"] = x => x.cumsum(1), ["cumprod_1"] = x => x.cumprod(1), ["std_1"] = x => x.std(1),
            ["var_1"] = x => x.var(1), ["norm_3"] = x => x.norm(3f),
        };
        foreach ((string name, Func<Tensor, Tensor> operation) in whole)
        {
            Same(name, operation(a));
        }
        Same("max_0", a.max(0).values);
        Same("min_0_at", a.min(0).indexes);
        Same("sort", a.sort(1, true).Values);
        Same("sort_at", torch.sort(a, 1, true).indices);
        Same("topk", a.topk(2, 1).values);
        Same("topk_at", torch.topk(a, 2, 1).indices);
        Same("searchsorted", searchsorted(a.reshape(-1).sort().Values, b));
    }

    [Fact]
    public void ProductsAndShapes_AgreeWithPyTorch()
    {
        Tensor a = Made.Doubles([3, 4]), b = Made.Doubles([3, 4], 50);
        Tensor left = Made.Doubles([2, 3, 4]), right = Made.Doubles([2, 4, 5], 9);
        Same("matmul", a.matmul(b.t()));
        Same("bmm", left.bmm(right));
        Same("addmm", Made.Doubles([3, 3]).addmm(a, b.T));
        Same("outer", a[0].outer(b[1]));
        Same("permute", left.permute(2, 0, 1));
        Same("cat", cat([a, b], 1));
        Same("stack", stack(new[] { a, b }, 1));
        Same("flip", a.flip(0));
        Same("triu", a.triu());
        Same("repeat", a.repeat(1, 2));
        Same("arange", arange(1, 4, 0.5, float64));
        Same("linspace", linspace(-1, 1, 7, float64));
        Same("eye", eye(2, 3, float64));
    }

    [Fact]
    public void Indexing_AgreesWithPyTorch()
    {
        Tensor a = Made.Doubles([3, 4]), b = Made.Doubles([3, 4], 50), at = Made.Positions([3, 2], 4);
        Same("gather", a.gather(1, at));
        Same("scatter", a.scatter(1, at, b));
        Same("scatter_add", a.scatter_add(1, at, b));
        Same("index_select", a.index_select(1, Made.Positions([3], 4)));
        Same("index", a.index(Made.Positions([5], 3), Made.Positions([5], 4)));
        Same("slice", a[1.., TensorIndex.Slice(step: 2)]);
        Same("mask", a[a > 0]);
        Same("masked_fill", a.masked_fill(a > 0, 7));
        Tensor put = a.clone();
        put.index_put_(9, 1.., 0);
        Same("index_put", put);
        Same("one_hot", F.one_hot(Made.Positions([4], 5), 6));
    }

    [Fact]
    public void LayersAndLosses_AgreeWithPyTorch()
    {
        Tensor a = Made.Doubles([3, 4]), b = Made.Doubles([3, 4], 50);
        Same("linear", F.linear(a, Made.Doubles([2, 4], 5), Made.Doubles([2])));
        Same("layer_norm", F.layer_norm(a, [4], Made.Doubles([4]), Made.Doubles([4], 3)));
        Same("mse_loss", F.mse_loss(a, b));
        Same("l1_loss", F.l1_loss(a, b));
        Same("smooth_l1_loss", F.smooth_l1_loss(a, b));
        Same("huber_loss", F.huber_loss(a, b));
        Same("cross_entropy", F.cross_entropy(a, Made.Positions([3], 4)));
        Same("bce", F.binary_cross_entropy(a.sigmoid(), b.sigmoid()));
        Same("bce_logits", F.binary_cross_entropy_with_logits(a, b.sigmoid()));
    }

    [Fact]
    public void Optimisers_AgreeWithPyTorch()
    {
        var makers = new Dictionary<string, Func<Parameter, optim.Optimizer>>
        {
            ["sgd"] = w => optim.SGD([w], 0.1),
            ["sgd_momentum"] = w => optim.SGD([w], 0.1, momentum: 0.9, weight_decay: 0.01),
            ["sgd_nesterov"] = w => optim.SGD([w], 0.1, momentum: 0.9, nesterov: true),
            ["adam"] = w => optim.Adam([w], 0.1),
            ["adam_decay"] = w => optim.Adam([w], 0.1, weight_decay: 0.1),
            ["adam_amsgrad"] = w => optim.Adam([w], 0.1, amsgrad: true),
            ["adamw"] = w => optim.AdamW([w], 0.1, weight_decay: 0.1),
        };
        foreach ((string name, Func<Parameter, optim.Optimizer> make) in makers)
        {
            using var w = new Parameter(Made.Doubles([3, 4]));
            using optim.Optimizer optimiser = make(w);
            for (int step = 0; step < 5; step++)
            {
                optimiser.zero_grad();
                ((w - Made.Doubles([3, 4], 50)).pow(2) * Made.Doubles([3, 4]).abs()).sum().backward();
                optimiser.step();
            }
            Same("optimiser_" + name, w);
        }
    }

    [Fact]
    public void SeededRandomNumbers_AreThoseOfPyTorch()
    {
        using var generator = new Generator(11);
        Same("generator_rand", rand(4, float64, generator: generator));
        Same("generator_randperm", randperm(6, generator: generator));
        using var seeded = new Generator(7);
        Same("seeded_rand", rand(5, float64, generator: seeded));
        Same("seeded_randn", randn(20, float64, generator: seeded));
    }

    private static void Same(string name, Tensor tensor)
    {
        Printed expected = Numbers[name];
        Assert.Equal(expected.shape, tensor.shape);
        double[] values = tensor.detach().to(float64).contiguous().data<double>().ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            double difference = Math.Abs(values[i] - expected.values[i]);
            bool close = difference <= 1e-12 * Math.Max(1, Math.Abs(expected.values[i]));
            Assert.True(close, $"{name}[{i}]: {values[i]:R}, PyTorch printed {expected.values[i]:R}");
        }
    }

    private static Dictionary<string, Printed> Read()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", "golden.json");
        return JsonSerializer.Deserialize<Dictionary<string, Printed>>(File.ReadAllText(path))!;
    }

    private sealed record Printed(long[] shape, double[] values);
}
