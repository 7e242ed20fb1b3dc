using System.Runtime.Versioning;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>Goal: the launcher builds when something changed, once, and only then.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LauncherBuildTests : LauncherCopy
{
    [Fact]
    public void TheFirstStartBuildsAndLaterOnesOnlyRun()
    {
        var first = Run("run", "first-price", "a b");
        Assert.Equal((0, "program: run first-price a b\n"), (first.Code, first.Output));
        Assert.Contains("building the program", first.Said);
        Assert.Equal(["dotnet build AgentMarkets.Cli"], Calls());

        var second = Run("version");
        Assert.Equal((0, "program: version\n", ""), (second.Code, second.Output, second.Said));
        Assert.Equal("program: --help\n", Run().Output);
        Write(Root, "experiments/first-price.json", "{ \"seed\": 1 }");
        Write(Root, "src/AgentMarkets.Cli/obj/generated.cs", "");
        Write(Root, "tests/A.Tests/A.cs", "// another test");
        Run("version");
        Assert.Single(Calls());
    }

    [Fact]
    public void AChangedAnAddedAndADeletedSourceBuildAgain()
    {
        Run("version");
        Write(Root, "src/AgentMarkets.Cli/Program.cs", "// a changed source");
        Run("version");
        Assert.Equal(2, Calls().Length);
        Write(Root, "src/AgentMarkets.Cli/More.cs", "");
        Run("version");
        Assert.Equal(3, Calls().Length);
        File.Delete(Path.Combine(Root, "src/AgentMarkets.Cli/More.cs"));
        Run("version");
        Assert.Equal(4, Calls().Length);
        // Restored from elsewhere with its old time: older than the last build, but not what was built.
        Write(Root, "src/AgentMarkets.Cli/Program.cs", "// a source");
        File.SetLastWriteTimeUtc(Path.Combine(Root, "src/AgentMarkets.Cli/Program.cs"), new DateTime(2020, 1, 1));
        Run("version");
        Assert.Equal(5, Calls().Length);
        Run("version");
        Assert.Equal(5, Calls().Length);
    }

    [Fact]
    public void AFailedBuildShowsTheErrorAndIsTriedAgain()
    {
        Run("version");
        Write(Stubs, "build-fails", "");
        Write(Root, "src/AgentMarkets.Cli/Program.cs", "// an error");
        var run = Run("version");
        Assert.Equal((5, ""), (run.Code, run.Output));
        Assert.Contains("error CS1002: ; expected", run.Said);
        Assert.DoesNotContain("nobody needs", run.Said);
        Assert.Empty(Stamps());
        File.Delete(Path.Combine(Stubs, "build-fails"));
        Assert.Equal("program: version\n", Run("version").Output);
        Assert.Equal(3, Calls().Length);
    }

    [Fact]
    public async Task ABuildThatIsInterruptedEndsAtOnceAndLeavesNoStamp()
    {
        Write(Stubs, "build-hangs", "");
        using var process = Start(Root, "version");
        await Until(() => File.Exists(Path.Combine(Stubs, "build-began")));
        Interrupt(process);
        Assert.Equal(130, (await Finish(process)).Code);
        Assert.Empty(Stamps());
    }

    [Fact]
    public async Task TwoStartsAtOnceBuildOnce()
    {
        Write(Stubs, "build-sleeps", "");
        using var first = Start(Root, "version");
        await Until(() => File.Exists(Path.Combine(Stubs, "build-began")));
        using var second = Start(Root, "list");
        Assert.Equal("program: version\n", (await Finish(first)).Output);
        var late = await Finish(second);
        Assert.Equal("program: list\n", late.Output);
        Assert.Contains("waiting", late.Said);
        Assert.Single(Calls());
    }

    [Fact]
    public void SetupOnlySetsUp()
    {
        var run = Run("setup");
        Assert.Equal((0, ""), (run.Code, run.Output));
        Assert.Contains("ready", run.Said);
        Assert.Equal(["dotnet build AgentMarkets.Cli"], Calls());
    }
}
