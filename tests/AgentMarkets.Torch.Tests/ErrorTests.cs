using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Torch.Tests;

/// <summary>
/// What libtorch refuses is an exception with the operation, the shapes and the dtypes; never the end.
/// </summary>
public sealed partial class ErrorTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void WrongElementTypes_AreRefused()
    {
        Tensor a = zeros(3);
        Assert.Throws<ArgumentException>(() => a.data<double>());
        Assert.Throws<ArgumentException>(() => a.CopyFrom([1.0, 2, 3]));
        Assert.Throws<TorchException>(() => a.CopyFrom([1f, 2]));
        Assert.Throws<InvalidOperationException>(() => zeros(2, 3).T.AsSpan<float>().Length);
        Assert.ThrowsAny<SystemException>(() => a.size(3));
        Assert.Throws<ArgumentException>(() => new Device("gpu"));
    }

    [Fact]
    public void Runtime_SaysWhatServes()
    {
        Assert.Matches(@"^\d+\.\d+", Runtime.LibtorchVersion);
        Assert.Contains("libtorch_cpu", Runtime.LibtorchPath, StringComparison.Ordinal);
        Assert.Matches(@"lib(agentmarkets_torch|LibTorchSharp)\.so$", Runtime.LibraryPath);
        Assert.NotEmpty(Runtime.BlasPath);
        Assert.Equal(cuda.device_count(), Runtime.CudaDevices.Count);
        Assert.True(Runtime.ThreadCount >= 1);
    }

    [Fact]
    public void Runtime_SaysWhatIsMissingWhereThatIsTheFault()
    {
        Exception absent = Runtime.Provider == "TorchSharp"
            ? new NotSupportedException("a page about where it looked\nTrace from LoadNativeBackend:\n")
            : new DllNotFoundException("no library");
        Assert.Matches("^[^\n]+$", Runtime.Missing(new TypeInitializationException("torch", absent)));
        Assert.Null(Runtime.Missing(new TypeInitializationException("torch", new NotSupportedException("another"))));
        Assert.Null(Runtime.Missing(new InvalidOperationException("another")));
    }
}
