using System.Runtime.Versioning;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>Goal: the launcher becomes the program: exit code, signals and folder are the program's.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LauncherExecTests : LauncherCopy
{
    [Fact]
    public async Task TheExitCodeAndSignalsAreThePrograms()
    {
        Assert.Equal(3, Run("exit", "3").Code);
        using var process = Start(Root, "wait");
        Assert.Equal("program: wait", await process.StandardOutput.ReadLineAsync());
        await Task.Delay(100); // until its trap is set
        Interrupt(process);
        var run = await Finish(process);
        Assert.Equal((4, "interrupted\n"), (run.Code, run.Output));
    }

    [Fact]
    public async Task ItRunsFromAnyFolderAndThroughALink()
    {
        var elsewhere = Path.Combine(Stubs, "elsewhere");
        Directory.CreateDirectory(elsewhere);
        File.CreateSymbolicLink(Path.Combine(elsewhere, "am"), Launcher);
        Stub("dotnet", DotnetStub.Replace("echo \"program: ${*:2}\"", "echo \"in $PWD\"", StringComparison.Ordinal));
        using var process = Start(elsewhere, Path.Combine(elsewhere, "am"), ["version"]);
        Assert.Equal($"in {elsewhere}\n", (await Finish(process)).Output);
        Assert.Equal(["dotnet build AgentMarkets.Cli"], Calls());
    }
}
