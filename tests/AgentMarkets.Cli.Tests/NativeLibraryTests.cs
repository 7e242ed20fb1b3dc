using System.Runtime.Versioning;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>Without our binding's library nothing begins, and a sentence says how to get it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class NativeLibraryTests
{
    [Theory]
    [InlineData("run", "first-price")]
    [InlineData("version")]
    [InlineData("doctor")]
    public void WithoutTheNativeLibrary_ASentenceSaysHowToGetIt(params string[] words)
    {
        string folder = Directory.CreateTempSubdirectory("agentmarkets-native-").FullName;
        using (var launched = Launched.Start(folder, [("AGENTMARKETS_NATIVE", "/no/such/library.so")], words))
        {
            var outcome = launched.End().ShouldEnd(ExitCode.Usage);
            Assert.Contains("/no/such/library.so: no such file", outcome.Output + outcome.Said);
            Assert.DoesNotContain("   at ", outcome.Said);
        }
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Directory.Delete(folder);
    }
}
