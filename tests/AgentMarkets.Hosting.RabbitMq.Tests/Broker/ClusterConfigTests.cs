using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AgentMarkets.Hosting.RabbitMq.Broker;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Broker;

/// <summary>Goal: what operators install is what the tests run on.</summary>
[Collection(BrokerFixture.Collection)]
[UnsupportedOSPlatform("windows")]
public sealed class ClusterConfigTests(BrokerFixture fixture) : IDisposable
{
    private static readonly string Shipped = Path.Combine(Checkout.Root, "cluster-config");

    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("rabbitmq.conf")]
    [InlineData("enabled_plugins")]
    public void ThePrivateBrokerBootedTheVeryFile(string name) =>
        Assert.Equal(File.ReadAllText(Path.Combine(Shipped, name)),
            File.ReadAllText(Path.Combine(fixture.Broker.Folder.Path, name)));

    [Fact]
    public void ThePrivateBrokersDefinitionsDifferByThePasswordsOnly()
    {
        var shipped = JsonNode.Parse(File.ReadAllText(Path.Combine(Shipped, "definitions.json")))!;
        var booted = JsonNode.Parse(File.ReadAllText(Path.Combine(fixture.Broker.Folder.Path, "definitions.json")))!;
        foreach (var user in booted["users"]!.AsArray())
        {
            Assert.NotEqual("", (string?)user!["password_hash"]);
            user["password_hash"] = "";
        }
        Assert.Equal(shipped.ToJsonString(), booted.ToJsonString());
    }

    [Fact]
    public void TheScriptMakesPasswordsAndTheirHashes()
    {
        using var made = Process.Start(Path.Combine(Shipped, "make-definitions.sh"), [_folder]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        var users = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "definitions.json")))!["users"]!.AsArray();
        Assert.Equal(BrokerUser.All, users.Select(user => (string)user!["name"]!));
        foreach (var user in users)
        {
            string file = Path.Combine(_folder, $"{(string)user!["name"]!}.password");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            byte[] hash = Convert.FromBase64String((string)user["password_hash"]!);
            byte[] password = Encoding.UTF8.GetBytes(File.ReadAllText(file).TrimEnd('\n'));
            Assert.Equal(32, password.Length);
            Assert.Equal(SHA256.HashData([.. hash[..4], .. password]), hash[4..]);
        }
    }

    [Fact]
    public async Task EveryMetricThatAnAlertLooksAtExists()
    {
        using var http = new HttpClient();
        string metrics = await http.GetStringAsync(fixture.Broker.MetricsUrl)
            + await http.GetStringAsync($"{fixture.Broker.MetricsUrl}/detailed?family=queue_coarse_metrics");
        string[] looked = [.. AlertedOn()];
        Assert.True(looked.Length >= 4);
        Assert.All(looked, name => Assert.Contains($"\n# TYPE {name} ", "\n" + metrics));
    }

    // The names of metrics in the alerts that are shipped.
    private static IEnumerable<string> AlertedOn() =>
        File.ReadAllText(Path.Combine(Shipped, "alerts.yml")).Split([' ', '(', ')', '{', '[', '\n'])
            .Where(word => word.StartsWith("rabbitmq_", StringComparison.Ordinal)).Distinct();
}
