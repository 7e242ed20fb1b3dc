using Xunit;

namespace AgentMarkets.Structure.Tests;

/// <summary>What can be known of the TorchSharp switch without its package, and that the check can fail.</summary>
public sealed class TorchSharpProviderTests
{
    private const string Ours = "src/AgentMarkets.Torch/Fused.cs",
        Theirs = "src/AgentMarkets.Torch/Fused.TorchSharp.cs";

    [Fact]
    public void ItsFiles_CanBeRead()
    {
        Assert.Contains(Repository.Files, file => file.Path == Theirs);
        None(Repository.Files.SelectMany(TorchSharpProvider.Unreadable));
    }

    [Fact]
    public void BothProviders_OfferTheSame() => None(TorchSharpProvider.Differences(Repository.Files));

    [Fact]
    public void Nobody_UsesWhatOneProviderLacks() => None(Repository.Files.SelectMany(TorchSharpProvider.Uses));

    [Theory]
    [InlineData("public static void Step(long n = 1) => Slow(n);")]
    [InlineData("public static unsafe void Step(long n = 1) { }")]
    [InlineData("[Obsolete] public static void Step(long n = 1) { } private static int Other() => 2;")]
    public void WhatOnlyWorksOtherwise_IsTheSame(string body) =>
        Assert.Empty(Compared("public static void Step(long n = 1) { Native.Step(n); }", body));

    [Theory]
    [InlineData("public static void Step(long count = 1) { }")]
    [InlineData("public static void Step(int n = 1) { }")]
    [InlineData("public static void Step(long n = 2) { }")]
    [InlineData("public static bool Step(long n = 1) => true;")]
    [InlineData("internal static void Step(long n = 1) { }")]
    public void AnotherSignature_IsFound(string body) => Assert.Contains(
        "the TorchSharp provider lacks: Fused: public static void Step(long n = 1)",
        Compared("public static void Step(long n = 1) { }", body));

    [Fact]
    public void WhatOneOfThemLacks_IsFound()
    {
        Assert.Equal(["our binding lacks: Fused: public static int More"],
            Compared("", "public static int More => 1;"));
        Assert.Equal(["the TorchSharp provider lacks: class (static) Fused"],
            TorchSharpProvider.Differences([Source(Ours, "")]));
        Assert.Equal(["the TorchSharp provider lacks: Fused: public static int Rate set"],
            Compared("public static int Rate { get; set; }", "public static int Rate => 1;")
                .Where(one => one.StartsWith("the", StringComparison.Ordinal)));
    }

    [Fact]
    public void BrokenSyntax_IsFoundInTheSwitchsFilesAlone()
    {
        var broken = Source(Theirs, "public static int More => ;");
        Assert.StartsWith(Theirs + ":", Assert.Single(TorchSharpProvider.Unreadable(broken)));
        Assert.Empty(TorchSharpProvider.Unreadable(Source(Ours, "public static int More => ;")));
    }

    [Theory]
    [InlineData("using AgentMarkets.Torch.Binding;", 1)]
    [InlineData("x.square_();", 1)]
    [InlineData("x.square();", 0)]
    [InlineData("_ = torch.relu(x) + F.relu(x);", 1)]
    [InlineData("// x.square_();", 0)]
    public void AbsentNames_AreFoundOutsideOurBinding(string code, int count)
    {
        Assert.Equal(count, TorchSharpProvider.Uses(new SourceFile("src/AgentMarkets.Core/Planted.cs", code)).Count());
        Assert.Empty(TorchSharpProvider.Uses(new SourceFile("src/AgentMarkets.Torch/Planted.cs", code)));
    }

    private static IEnumerable<string> Compared(string ours, string theirs) =>
        TorchSharpProvider.Differences([Source(Ours, ours), Source(Theirs, theirs)]);

    private static SourceFile Source(string path, string body) =>
        new(path, $"namespace AgentMarkets.Torch;\npublic static partial class Fused\n{{\n    {body}\n}}\n");

    private static void None(IEnumerable<string> findings)
    {
        string[] all = [.. findings];
        Assert.True(all.Length == 0, $"{all.Length} to mend:\n{string.Join("\n", all)}");
    }
}
