using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using AgentMarkets.Hosting.RabbitMq.Broker;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Broker;

/// <summary>Goal: one command gives a broker that outlives it, and says what to type next; another takes it
/// away.</summary>
public sealed class ClusterVerbTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("cluster-verb-").FullName;

    private string Folder => Path.Combine(_state, "agentmarkets", "broker");

    public void Dispose()
    {
        PrivateBroker.Find(Folder)?.Kill();
        Directory.Delete(_state, recursive: true);
    }

    [Fact]
    public async Task StartGivesABrokerAndTheLinesToTypeAndStopTakesItAway()
    {
        var first = Run(0, "cluster", "start", "--json");
        var facts = JsonNode.Parse(first.Output)!;
        Assert.True((bool)facts["started"]!);
        string password = File.ReadAllText((string)facts["password_files"]!["worker"]!).TrimEnd();
        Assert.Equal(Folder, (string)facts["folder"]!);
        // The command has ended; the broker has not.
        await using (var connection = await Client.Connect((string)facts["urls"]!["worker"]!, password))
        {
            Assert.True(connection.IsOpen);
        }

        var second = Run(0, "cluster", "start");
        Assert.Contains("runs already", second.Said);
        string url = (string)facts["urls"]!["worker"]!;
        Assert.Contains($"agentmarkets node --broker {url} --password-file {Folder}/worker.password", second.Output);
        Assert.Contains($"--broker {url.Replace("worker", "coord")} --password-file {Folder}/coord.password",
            second.Output);
        Assert.All(BrokerUser.All, user =>
            Assert.DoesNotContain(new BrokerFolder(Folder).Password(user), first.Output + first.Said + second.Output));

        Assert.Contains("stopped", Run(0, "cluster", "stop").Output);
        Assert.False(PrivateBroker.Find(Folder)!.IsRunning);
        Assert.False((bool)JsonNode.Parse(Run(0, "cluster", "stop", "--json").Output)!["stopped"]!);
    }

    [Theory]
    [InlineData("no verb. Verbs: start, stop", "cluster")]
    [InlineData("cluster start --dirr: no such option", "cluster", "start", "--dirr", "x")]
    [InlineData("--ca is missing", "cluster", "start", "--key", "/dev/null")]
    [InlineData("no such file", "cluster", "start", "--ca", "/none", "--certificate", "/none", "--key", "/none")]
    public void MistakesAreNamed(string sentence, params string[] words) =>
        Assert.Contains(sentence, Run(1, words).Said);

    private (string Output, string Said) Run(int code, params string[] words)
    {
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        string program = Path.Combine(AppContext.BaseDirectory, "agentmarkets.dll");
        var start = new ProcessStartInfo(dotnet, [program, .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["XDG_STATE_HOME"] = _state;
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        // Ends only when nobody holds the other end any more: the broker must not.
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == code, $"it ended with {process.ExitCode}\n{output}\n{said.Result}");
        return (output, said.Result);
    }
}
