using System.Runtime.Versioning;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>Goal: what is missing is named and installed, or the way out is told.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LauncherInstallTests : LauncherCopy
{
    [Fact]
    public void WhatIsMissingIsNamedWithItsReasonBeforeItIsInstalled()
    {
        foreach (var tool in new[] { "cmake", "node", "npm", "chromium" })
            File.Delete(Path.Combine(Stubs, "bin", tool));
        var run = Run("version");
        Assert.Equal((0, "program: version\n"), (run.Code, run.Output));
        Assert.Equal(
            [
                "apt-get update",
                "apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3"
                    + " cmake nodejs npm",
                "dotnet build AgentMarkets.Cli",
            ],
            Calls());
        InOrder(run.Said, "missing", "cmake", "binding", "nodejs", "charts", "npm",
            "installing them with: apt-get update", "installing 3 packages", "done in", "building");
        Assert.DoesNotContain("chromium", run.Said);
    }

    [Fact]
    public void NpmIsNotInstalledWhereNodeBroughtIt()
    {
        File.Delete(Path.Combine(Stubs, "bin", "npm"));
        Run("version");
        Assert.EndsWith(" npm", Calls()[1]);
        Assert.DoesNotContain("nodejs", Calls()[1]);
    }

    [Fact]
    public void OnlyTestsNeedTheBrowser()
    {
        Run("version");
        File.Delete(Path.Combine(Stubs, "bin", "chromium"));
        Run("version");
        Assert.Single(Calls());
        Results("A.Tests", passed: 1);
        var run = Run("test");
        Assert.Contains("chromium", run.Said);
        Assert.EndsWith(" chromium", Calls()[2]);
    }

    [Fact]
    public void OnlyTestsNeedTheBroker()
    {
        HideTheSystemsBroker();
        Run("version");
        Assert.Single(Calls());
        Results("A.Tests", passed: 1);
        var run = Run("test");
        InOrder(run.Said, "rabbitmq-server", "brokers of their own", "installing 1 packages");
        Assert.EndsWith(" rabbitmq-server", Calls()[2]);
        Assert.Equal("1 passed, 0 failed\n", run.Output);
    }

    [Fact]
    public void ClpIsInstalledWhereItsLibraryIsMissing()
    {
        HideTheSystemsLibraries();
        Run("version");
        Assert.Equal(["dotnet build AgentMarkets.Cli"], Calls());
        File.Delete(Path.Combine(Stubs, "lib/libClp.so.1"));
        var run = Run("setup");
        InOrder(run.Said, "coinor-libclp1", "linear programs", "installing 1 packages", "ready");
        Assert.EndsWith(" coinor-libclp1", Calls()[2]);
    }

    [Fact]
    public void WithoutAptOnlyTestsNeedClp()
    {
        HideTheSystemsLibraries();
        File.Delete(Path.Combine(Stubs, "lib/libClp.so.1"));
        File.Delete(Path.Combine(Stubs, "bin", "apt-get"));
        Assert.Equal(0, Run("version").Code);
        var run = Run("test");
        Assert.Equal(1, run.Code);
        Assert.Contains("coinor-libclp1", run.Said);
    }

    [Fact]
    public void WithoutRootAndSudoTheOneLineIsPrinted()
    {
        File.Delete(Path.Combine(Stubs, "bin", "cmake"));
        Stub("id", "echo 1000");
        var run = Run("version");
        Assert.Equal((1, ""), (run.Code, run.Output));
        Assert.Contains("as root", run.Said);
        Assert.Contains("apt-get update && apt-get install -y --no-install-recommends cmake\n", run.Said);
        Assert.Empty(Calls());
    }

    [Fact]
    public void SudoIsUsedWhereItAsksNothingAndElseTheOneLineIsPrinted()
    {
        File.Delete(Path.Combine(Stubs, "bin", "cmake"));
        Stub("id", "echo 1000");
        Stub("sudo", "exit 1");
        var refused = Run("version");
        Assert.Equal(1, refused.Code);
        Assert.Contains("sudo apt-get update && sudo apt-get install -y --no-install-recommends cmake\n", refused.Said);
        Assert.Empty(Calls());

        Stub("sudo", """
            echo "sudo $1 ${2##*/}" >>"$STUBS/calls"
            if [[ $1 == -n ]]; then shift; "$@"; fi
            """);
        Stub("true", "");
        Assert.Equal(0, Run("version").Code);
        Assert.Contains("sudo -n apt-get", Calls());
        Assert.Contains(Calls(), call => call.StartsWith("apt-get install", StringComparison.Ordinal));
    }

    [Fact]
    public void AFailedInstallationShowsItsOutput()
    {
        File.Delete(Path.Combine(Stubs, "bin", "cmake"));
        Write(Stubs, "apt-fails", "");
        var run = Run("version");
        Assert.Equal(1, run.Code);
        Assert.Contains("E: Unable to locate package", run.Said);
        Assert.Contains("By hand: apt-get update && apt-get install", run.Said);
    }

    [Fact]
    public void WithoutAptItSaysWhatIsNeededAndHowToNameLibtorch()
    {
        File.Delete(Path.Combine(Stubs, "bin", "cmake"));
        File.Delete(Path.Combine(Stubs, "bin", "apt-get"));
        var run = Run("version");
        Assert.Equal(1, run.Code);
        InOrder(run.Said, "cmake", "LIBTORCH");
    }

    [Theory]
    [InlineData("8.0.400 [/sdk]\n")]
    [InlineData("")]
    public void AnOldOrNoSdkEndsWithTheWayOut(string sdks)
    {
        Write(Stubs, "sdks", sdks);
        var run = Run("version");
        Assert.Equal(1, run.Code);
        Assert.Contains("the .NET SDK 10 is needed", run.Said);
        File.Delete(Path.Combine(Stubs, "bin", "dotnet"));
        run = Run("version");
        Assert.Equal(1, run.Code);
        Assert.Contains("the .NET SDK 10 is needed, but no dotnet is on PATH", run.Said);
    }
}
