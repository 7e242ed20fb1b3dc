using AgentMarkets.Torch.Binding;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace AgentMarkets.Torch.Tests;

/// <content>Our binding's own words, tables and loader.</content>
public sealed partial class ErrorTests
{
    [Fact]
    public void WrongShapes_NameOperationShapesAndDtypes()
    {
        Tensor a = zeros(2, 3), b = zeros(4, 5, float64), whole = zeros(2, 2, int64);
        Refused(() => a.add(b), "add", "float32[2, 3]", "float64[4, 5]");
        Refused(() => _ = a * b, "mul", "[2, 3]", "[4, 5]");
        Refused(() => a.add_(b), "add_", "[4, 5]");
        Refused(() => a.matmul(zeros(4, 5)), "matmul", "[2, 3]", "[4, 5]");
        Refused(() => a.bmm(a), "bmm");
        Refused(() => a.baddbmm(a, a), "baddbmm");
        Refused(() => F.linear(a, zeros(2, 7)), "linear", "[2, 7]");
        Refused(() => a.view(5), "view", "[5]", "[2, 3]");
        Refused(() => a.reshape(7), "reshape", "[7]");
        Refused(() => a.expand(3, 3), "expand");
        Refused(() => a.permute(0, 0), "permute");
        Refused(() => a.sum(5), "sum", "dim [5]");
        Refused(() => a.softmax(9), "softmax");
        Refused(() => a.max(4), "max", "dim 4");
        Refused(() => a.topk(9, 1), "topk", "k 9");
        Refused(() => a.gather(1, zeros(2, 2)), "gather", "int64");
        Refused(() => a.gather(1, full([2, 1], 9)), "gather");
        Refused(() => a.index_select(0, whole), "index_select");
        Refused(() => _ = a[5], "index", "[5]");
        Refused(() => a.index_put_(zeros(9), 0), "index_put_", "[9]");
        Refused(() => a.masked_fill(a, 1), "masked_fill");
        Refused(() => where(a, zeros(7), b), "where");
        Refused(() => cat([a, b]), "cat", "[4, 5]");
        Refused(() => stack(new[] { a, b }), "stack");
        Refused(() => a.split(-1), "split");
        Refused(() => whole.softmax(0).mean().item<int>(), "softmax");
        Refused(() => F.mse_loss(a, zeros(7)), "mse_loss", "[7]");
        Refused(() => F.cross_entropy(a, zeros(5, int64)), "cross_entropy");
        Refused(() => F.layer_norm(a, [9]), "layer_norm");
        Refused(() => F.one_hot(a), "one_hot");
        Refused(() => searchsorted(zeros(2, 3), zeros(3, 3)), "searchsorted");
        Refused(() => multinomial(zeros(3), 2), "multinomial");
        Refused(() => zeros(-2), "zeros", "[-2]");
        Refused(() => arange(3, 1), "arange");
        Refused(() => tensor(new float[] { 1, 2, 3 }, [2]), "tensor", "[2]");
        Refused(() => a.item<float>(), "item");
        Refused(() => a.backward(), "backward", "[2, 3]");
        Refused(() => autograd.grad([a.sum()], [a]), "autograd.grad");
        Refused(() => whole.requires_grad_(), "requires_grad", "int64");
        Refused(() => a.copy_(b), "copy_");
        Refused(() => nn.init.orthogonal_(zeros(3)), "orthogonal_");
        Refused(() => a.inverse(), "inverse");
        Refused(() => a.save("/nowhere/at/all"), "save", "/nowhere/at/all");
        Refused(() => load("/nowhere/at/all"), "load", "/nowhere/at/all");
        if (!cuda.is_available())
        {
            Refused(() => a.cuda(), "to", "CUDA");
        }
    }

    [Fact]
    public void EnumsOfOperations_AreTheNativeTables()
    {
        Compare<Unary>(0);
        Compare<Binary>(1);
        Compare<Scaled>(2);
        Compare<Ternary>(3);
    }

    [Fact]
    public void Loader_ListsEveryPathAndWhyItFailed()
    {
        string broken = Path.GetTempFileName();
        File.WriteAllText(broken, "no library");
        DllNotFoundException error =
            Assert.Throws<DllNotFoundException>(() => NativeLoader.Load(["/nowhere/one.so", broken]));
        Assert.Contains("/nowhere/one.so: no such file", error.Message, StringComparison.Ordinal);
        Assert.Contains(broken + ": ", error.Message, StringComparison.Ordinal);
        Assert.Contains("libtorch-dev", error.Message, StringComparison.Ordinal);
        Assert.Contains("LIBTORCH", error.Message, StringComparison.Ordinal);
        File.Delete(broken);
    }

    private static void Refused(Action call, string operation, params string[] words)
    {
        TorchException error = Assert.Throws<TorchException>(call);
        Assert.Equal(operation, error.Operation);
        Assert.StartsWith(operation + "(", error.Message, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    private static unsafe void Compare<T>(int family)
        where T : struct, Enum
    {
        string[] names = Enum.GetNames<T>();
        for (int i = 0; i < names.Length; i++)
        {
            nint name = (nint)Native.amt_operation_name(family, i);
            Assert.Equal(names[i], System.Runtime.InteropServices.Marshal.PtrToStringUTF8(name));
        }
        Assert.True(Native.amt_operation_name(family, names.Length) == null, typeof(T).Name);
    }
}
