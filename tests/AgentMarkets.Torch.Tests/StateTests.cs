using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Torch.Tests;

/// <summary>What is kept: files, states, seeds, memory.</summary>
public sealed class StateTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly string file = Path.GetTempFileName();

    public void Dispose()
    {
        scope.Dispose();
        File.Delete(file);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Bool)]
    public void SavedTensor_ComesBack(ScalarType type)
    {
        Tensor written = Made.Of(type, [3, 4]).t();
        save(written, file);
        Tensor read = load(file);
        Assert.Equal(type, read.dtype);
        Assert.True(read.Equals(written));
    }

    [Fact]
    public void SavedModule_ComesBack()
    {
        using Network first = new(), second = new();
        Tensor x = Made.Floats([5, 3]);
        Assert.False(first.call(x).Equals(second.call(x)));
        first.save(file);
        second.load(file);
        Assert.True(first.call(x).Equals(second.call(x)));
        Assert.Equal(
            ["scale", "body.0.weight", "body.0.bias", "body.2.weight", "body.2.bias"],
            first.named_parameters().Select(p => p.name));
        Assert.Equal(5, first.state_dict().Count);
        using Linear other = nn.Linear(3, 2);
        Assert.Throws<InvalidOperationException>(() => other.load_state_dict(first.state_dict()));
    }

    [Fact]
    public void Module_MovesItsParametersInPlace()
    {
        using Network network = new();
        network.to(float64);
        Assert.All(network.parameters(), p => Assert.Equal(float64, p.dtype));
        Assert.All(network.parameters(), p => Assert.True(p.requires_grad && p.is_leaf));
        Assert.Equal(float64, network.call(Made.Doubles([5, 3])).dtype);
        network.eval();
        Assert.All(network.modules(), m => Assert.False(m.training));
    }

    [Fact]
    public void ModulesMadeInAScope_OutliveIt()
    {
        Linear layer;
        using (NewDisposeScope())
        {
            layer = nn.Linear(2, 2);
        }
        Assert.Equal([1L, 2L], layer.call(ones(1, 2)).shape);
        layer.Dispose();
        Assert.True(layer.weight.IsInvalid);
    }

    [Fact]
    public void ClippedGradients_HaveTheLimitAsNorm()
    {
        using var w = new Parameter(ones(4));
        (w * 3).sum().backward();
        Assert.Equal(6, nn.utils.clip_grad_norm_([w], 1), 5);
        Assert.Equal(1, w.grad!.norm().item<float>(), 4);
        nn.utils.clip_grad_value_([w], 0.25);
        Assert.Equal(0.25f, w.grad!.max().item<float>());
    }

    [Fact]
    public void Generators_RepeatAndStandApart()
    {
        using var first = new Generator(5);
        using var second = new Generator(5);
        Tensor a = rand(8, generator: first), b = rand(8, generator: second);
        Assert.True(a.Equals(b));
        Assert.False(a.Equals(rand(8, generator: first)));
        Tensor state = first.get_state();
        Tensor next = randn(8, generator: first);
        first.set_state(state);
        Assert.True(next.Equals(randn(8, generator: first)));
        first.manual_seed(5);
        Assert.Equal(5, first.initial_seed());
        Assert.True(a.Equals(rand(8, generator: first)));
        Assert.True(randint(2, 5, [100], generator: first).ge(2).all().item<bool>());
        Assert.Equal(28, randperm(8, generator: second).sum().item<long>());
    }

    [Fact]
    public void Spans_GoInAndOut()
    {
        Tensor t = zeros(2, 3);
        t.CopyFrom([1f, 2, 3, 4, 5, 6]);
        Assert.Equal([1f, 4, 2, 5, 3, 6], t.T.data<float>().ToArray());
        t.T.CopyFrom([10f, 20, 30, 40, 50, 60]);
        float[] read = new float[6];
        t.CopyTo(read);
        Assert.Equal([10f, 30, 50, 20, 40, 60], read);
        t.AsSpan<float>()[4] = -1;
        Assert.Equal(-1f, t[1, 1].item<float>());
        Assert.Equal(-1f, t.data<float>()[1, 1]);
        Assert.Equal(24, t.bytes.Length);
        Assert.Equal(3L, from_array(new int[,] { { 1, 2, 3 } }).size(1));
        unsafe
        {
            Assert.Equal(10f, ((float*)t.DataPointer())[0]);
        }
    }

    private sealed class Network : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential body = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2));
        private readonly Parameter scale = new(full(2, 1.5));

        internal Network()
            : base(nameof(Network)) => RegisterComponents();

        public override Tensor forward(Tensor input) => body.call(input) * scale;
    }
}
