using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace AgentMarkets.Torch.Tests;

/// <summary>Gradients against central differences in float64.</summary>
public sealed partial class GradientTests
{
    private const double Step = 1e-6;

    public static TheoryData<string> Names => [.. Functions.Keys];

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new()
    {
        ["exp"] = x => x.exp(), ["tanh"] = x => x.tanh(), ["sigmoid"] = x => x.sigmoid(), ["selu"] = x => F.selu(x),
        ["silu"] = x => F.silu(x), ["softplus"] = x => F.softplus(x), ["relu"] = x => F.relu(x),
        ["log"] = x => (x + 2).log(), ["sqrt"] = x => (x + 2).sqrt(), ["pow"] = x => x.pow(3),
        ["div"] = x => 1 / (x + 2),
        ["softmax"] = x => x.softmax(1) * Made.Doubles([3, 4], 7), ["logsumexp"] = x => x.logsumexp(1),
        ["mean"] = x => x.mean([1]).pow(2), ["cumsum"] = x => x.cumsum(1).pow(2), ["prod"] = x => x.prod(1),
        ["max"] = x => x.max(1).values, ["clamp"] = x => x.clamp(-0.5, 0.5) * x, ["where"] = x => where(x > 0, x * 2,
        x),
        ["matmul"] = x => x.matmul(Made.Doubles([4, 2], 3)).pow(2), ["gather"] = x => x.gather(1, Made.Positions([3,
        2], 4)),
        ["index"] = x => x[1.., ..2].pow(2), ["topk"] = x => x.topk(2, 1).values.pow(2),
        ["sort"] = x => x.sort(1).Values * Made.Doubles([3, 4], 5), ["cat"] = x => cat([x, x * x], 0).pow(2),
        ["scatter_add"] = x => zeros(3, 4, float64).scatter_add(1, Made.Positions([3, 4], 3), x).pow(2),
        ["cross_entropy"] = x => F.cross_entropy(x, Made.Positions([3], 4)),
        ["layer_norm"] = x => F.layer_norm(x, [4]) * Made.Doubles([3, 4], 2),
        ["mse"] = x => F.mse_loss(x, Made.Doubles([3, 4], 50)),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradient_IsTheLimitOfDifferences(string name) => IsTheLimitOfDifferences(name, Functions[name]);

    [Fact]
    public void GradOfGrad_IsTheSecondDerivative()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(0.7, requires_grad: true);
        Tensor first = autograd.grad([x.pow(3)], [x], create_graph: true)[0];
        Tensor second = autograd.grad([first], [x])[0];
        Assert.Equal(6 * 0.7, second.item<double>(), 12);
    }

    [Fact]
    public void NoGrad_RecordsNothingAndEnds()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, requires_grad: true);
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
            {
                Assert.True((x * 2).requires_grad);
            }
            Assert.False(is_grad_enabled());
        }
        Assert.True((x * 2).requires_grad);
        Assert.False(x.detach().requires_grad);
        using (inference_mode())
        {
            Assert.False((x * 2).requires_grad);
        }
    }

    private static void IsTheLimitOfDifferences(string name, Func<Tensor, Tensor> function)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Made.Doubles([3, 4]).mul(0.9).requires_grad_();
        function(x).sum().backward();
        double[] found = x.grad!.data<double>().ToArray();
        double[] values = x.detach().data<double>().ToArray();
        for (int i = 0; i < values.Length; i++)
        {
            double expected = (At(function, values, i, Step) - At(function, values, i, -Step)) / (2 * Step);
            Assert.True(
                Math.Abs(found[i] - expected) < 1e-6 * Math.Max(1, Math.Abs(expected)),
                $"{name}, element {i}: {found[i]}, differences say {expected}");
        }
    }

    private static double At(Func<Tensor, Tensor> function, double[] values, int place, double step)
    {
        using DisposeScope scope = NewDisposeScope();
        double[] moved = [.. values];
        moved[place] += step;
        return function(tensor(moved, [3, 4])).sum().item<double>();
    }
}
