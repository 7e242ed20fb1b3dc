using System.Runtime.Versioning;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>Goal: <c>./agentmarkets test</c> runs all tests and says truly what came of them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LauncherTestRunTests : LauncherCopy
{
    [Fact]
    public void TestsAreSummedOverAllProjects()
    {
        Results("A.Tests", passed: 3, skipped: 2);
        Results("B.Tests", passed: 4);
        var run = Run("test");
        Assert.Equal((0, "2 skipped\n7 passed, 0 failed\n"), (run.Code, run.Output));
        InOrder(run.Said, "building", "testing A.Tests ... 3 passed, 0 failed in", "testing B.Tests ... 4 passed");
        Assert.Equal(
            [
                "dotnet build AgentMarkets.sln",
                "dotnet test A.Tests.csproj filter=",
                "dotnet test B.Tests.csproj filter=",
            ],
            Calls().Order());
        // Nothing changed: neither the tests nor the program are built again.
        Assert.Equal("program: version\n", Run("version").Output);
        Run("test", "Auctions");
        Assert.Contains("dotnet test A.Tests.csproj filter=yes", Calls());
    }

    [Fact]
    public void TwoProjectsRunAtOnceAndAreToldInTheirOrder()
    {
        Results("A.Tests", passed: 3);
        Results("B.Tests", passed: 4);
        Write(Stubs, "A.Tests.awaits", "B.Tests.began");
        var run = Run("test");
        Assert.Equal((0, "7 passed, 0 failed\n"), (run.Code, run.Output));
        InOrder(run.Said, "testing A.Tests ... 3 passed", "testing B.Tests ... 4 passed");
    }

    [Fact]
    public void AThirdProjectBeginsWhenOneHasEnded()
    {
        Write(Root, "AgentMarkets.sln", string.Concat("ABC".Select(name =>
            $"Project(\"\") = \"{name}.Tests\", \"tests\\{name}.Tests\\{name}.Tests.csproj\", \"\"\n")));
        foreach (string name in (string[])["A.Tests", "B.Tests", "C.Tests"])
            Results(name, passed: 1);
        Write(Stubs, "A.Tests.awaits", "C.Tests.began");
        var run = Run("test");
        Assert.Equal((0, "3 passed, 0 failed\n"), (run.Code, run.Output));
        // A waits for C, so it is B's end that lets C begin; when A's own process came to write its line is its affair.
        string[] calls = [.. Calls()];
        Assert.True(Array.IndexOf(calls, "dotnet test C.Tests.csproj filter=")
            > Array.IndexOf(calls, "dotnet test B.Tests.csproj filter="), string.Join("\n", calls));
        Assert.Contains("dotnet test B.Tests.csproj filter=", calls);
    }

    [Fact]
    public async Task AnInterruptEndsAllProjectsThatRun()
    {
        Write(Stubs, "A.Tests.awaits", "nothing");
        Write(Stubs, "B.Tests.awaits", "nothing");
        using var process = Start(Root, "test");
        await Until(() => File.Exists(Path.Combine(Stubs, "A.Tests.began"))
            && File.Exists(Path.Combine(Stubs, "B.Tests.began")));
        Interrupt(process);
        Assert.Equal(130, (await Finish(process)).Code);
        Assert.True(File.Exists(Path.Combine(Stubs, "A.Tests.ended")));
        Assert.True(File.Exists(Path.Combine(Stubs, "B.Tests.ended")));
    }

    [Fact]
    public void AFailedTestIsNamedWithItsMessage()
    {
        Results("A.Tests", passed: 3, failed: 1, body: """
            <UnitTestResult executionId="1" testName="Good" duration="0" outcome="Passed" />
            <UnitTestResult executionId="2" testName="Bids(of: &quot;a&lt;b&quot;)" duration="0" outcome="Failed">
              <Output><ErrorInfo><Message>Expected 1&#xD;
            Actual 2 &amp; more</Message><StackTrace>   at Bids() in Bids.cs:line 7</StackTrace></ErrorInfo></Output>
            </UnitTestResult>
            """);
        Write(Stubs, "A.Tests.exit", "1");
        Results("B.Tests", passed: 4);
        var run = Run("test");
        Assert.Equal(1, run.Code);
        InOrder(run.Output, "FAILED Bids(of: \"a<b\")\n", "Expected 1\n", "Actual 2 & more\n", "Bids.cs:line 7");
        Assert.EndsWith("\n7 passed, 1 failed\n", run.Output);
    }

    [Fact]
    public void ACrashCountsAsAFailure()
    {
        Results("A.Tests", passed: 3);
        Write(Stubs, "B.Tests.exit", "134");
        var run = Run("test");
        Assert.Equal(1, run.Code);
        Assert.Contains("testing B.Tests ... 0 passed, then it crashed (exit code 134)", run.Said);
        Assert.Contains("the active test run was aborted", run.Output);
        Assert.EndsWith("\n3 passed, 1 failed\n", run.Output);
    }

    [Fact]
    public void NoTestAtAllIsNotASuccess()
    {
        var run = Run("test", "Nothing");
        Assert.Equal((1, "0 passed, 0 failed\n"), (run.Code, run.Output));
        Assert.Contains("nothing matches Nothing", run.Said);
        Assert.Equal(1, Run("test", "a", "b").Code);
    }
}
