using System.Diagnostics;
using AgentMarkets.Hosting.Local.Schedules;
using Xunit;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: another process ends in the same state. A text's own hash code, for one, differs from process to
/// process.</summary>
public class ProcessTests
{
    private const long Rounds = 12;

    [Theory]
    [InlineData("first-price")]
    [InlineData("sound")]
    public void TwoOtherProcesses_EndInTheStateOfThisOne(string scene)
    {
        string here = TestKit.Schedules.Run(() => Scenes.ByName(scene), Rounds, new InOrder()).Hash;
        Assert.Equal(here, HashOfAnotherProcess(scene));
        Assert.Equal(here, HashOfAnotherProcess(scene));
    }

    [Fact]
    public void SeedsFromATextsHashCode_AreCaughtByASecondProcessAndByNothingElse()
    {
        TestKit.Schedules.ShouldAgree(() => Scenes.ByName("process-seeds"), Rounds, count: 50);
        string here = TestKit.Schedules.Run(() => Scenes.ByName("process-seeds"), Rounds, new InOrder()).Hash;
        Assert.NotEqual(here, HashOfAnotherProcess("process-seeds"));
    }

    private static string HashOfAnotherProcess(string scene)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "SecondProcess.dll");
        return Dotnet.Run("exec", program, scene, $"{Rounds}").Output.Trim();
    }
}

/// <summary>Starts the .NET host that runs the tests.</summary>
internal static class Dotnet
{
    /// <summary>Runs to the end; what a failing program said is part of the failure.</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n"
            + output + error.Result);
        return (process.ExitCode, output, error.Result);
    }
}
