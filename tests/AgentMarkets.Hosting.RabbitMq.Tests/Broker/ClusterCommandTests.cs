using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Sweeps;
using AgentMarkets.Hosting.RabbitMq.Tests.Faults;
using AgentMarkets.Hosting.RabbitMq.Tests.Sweeps;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Broker;

/// <summary>Goal: what an operator types at a broker that runs, and what is said to whoever it refuses.</summary>
[Collection(BrokerFixture.Collection)]
public sealed class ClusterCommandTests(BrokerFixture broker) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, "refuses coord: the user is not known there or the password is wrong", "{url}", "not-the-password")]
    [InlineData(1, "refuses guest: the user is not known there or the password is wrong", "{guest}", "guest")]
    [InlineData(1, "does not answer: nothing listens on port 1 of 127.0.0.1", "amqp://coord@127.0.0.1:1", "x")]
    [InlineData(1, "a password in an address is seen by everybody who lists processes",
        "amqp://coord:hunter2@127.0.0.1", "x")]
    [InlineData(1, "amqp:// would send the password in clear text", "amqp://coord@broker.example", "x")]
    public void WhoIsRefusedHearsWhy(int code, string sentence, string url, string password)
    {
        url = url.Replace("{url}", broker.Url()).Replace("{guest}", broker.Url().Replace("coord@", "guest@"));
        string file = Path.Combine(_folder, "password");
        OwnFile.Write(file, password);
        using var refused = Child.Start(_folder, "run", "first-price", "rounds=1", "--out", "run", "--broker", url,
            "--password-file", file);
        Assert.True(refused.End() == code, refused.Said);
        Assert.Contains(sentence, refused.Said);
        Assert.DoesNotContain("hunter2", refused.Said);
        Assert.DoesNotContain("   at ", refused.Said);
        Assert.False(Directory.Exists(Path.Combine(_folder, "run")));
    }

    [Fact]
    public async Task AScrapeGetsTheNumbersUntilCtrlC()
    {
        using var node = Child.Start(_folder, ["node", "--name", "scraped", "--slots", "3", .. At(BrokerUser.Worker)]);
        node.Await(": joined ");
        int port = FreePort();
        using var page = Child.Start(_folder,
            ["cluster", "status", "--prometheus", "--listen", $"{port}", .. At(BrokerUser.Operator)]);
        page.Await($"serves http://127.0.0.1:{port}/metrics; Ctrl-C ends it");
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        string node3 = "(?m)^agentmarkets_node_slots\\{node=\"scraped\",machine=\"[^\"]+\"\\} 3$";
        for (int scrape = 0, seen = 0; seen < 2; scrape++)
        {
            using var answer = await client.GetAsync("/metrics");
            Assert.Equal("text/plain; version=0.0.4; charset=utf-8", $"{answer.Content.Headers.ContentType}");
            string text = await answer.Content.ReadAsStringAsync();
            // A node that is slow to answer the roll is on the next page.
            seen += Regex.IsMatch(text, node3) ? 1 : 0;
            Assert.True(scrape < 20, text);
            // Every line is a comment or a number with its labels, as the text format has it.
            Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Matches(
                "^(# (HELP|TYPE) agentmarkets_[a-z_]+ .+|agentmarkets_[a-z_]+\\{.*\\} -?[0-9.E+-]+)$", line));
        }
        using var elsewhere = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        page.Interrupt();
        Assert.True(page.End() == 0, page.Said);
    }

    [Fact]
    public void AFailedJobIsListedAndSentAgainInWords()
    {
        string hash;
        using (var scene = new SweepScene(broker))
        {
            scene.Node("a", (_, _, _, _) => Task.FromResult<JobEnd>(new JobCrashed("its process ended by signal 11")));
            var job = scene.Job("poison");
            hash = job.Hash;
            scene.Dispatch.Send([job], default);
            scene.Dispatch.Settle(scene.Hear<JobDied>());
        }
        string listed = Say(0, "cluster", "failed");
        Assert.Matches("(?m)^job +experiment +run +since +why *$", listed);
        Assert.Matches($"(?m)^{hash[..12]} +e +run poison +[0-9-]+ [0-9:]+Z +3 attempts ended without a result: its "
            + "process ended by signal 11 *$", Regex.Replace(listed, "\n +", " "));
        Assert.Contains("send them again: agentmarkets cluster resend <job...> | --all", listed);

        Assert.Contains("cluster resend: name the jobs, or --all. agentmarkets cluster failed lists them.",
            Say(1, "cluster", "resend"));
        Assert.Contains($"cluster resend: none: no failed job begins so. Failed jobs: {hash[..12]}.",
            Say(1, "cluster", "resend", "none"));
        Assert.Contains("1 sent again; what they bring is taken by the command that they are of:\n  a command",
            Say(0, "cluster", "resend", hash[..12]));
        Assert.Contains("no job has failed", Say(0, "cluster", "failed"));
        Assert.Contains("no job has failed", Say(0, "cluster", "resend", "--all"));
        SweepScene.Purge(broker);
    }

    private string Say(int code, params string[] words)
    {
        using var command = Child.Start(_folder, [.. words, .. At(BrokerUser.Operator)]);
        Assert.True(command.End() == code, command.Said);
        return command.Said;
    }

    private string[] At(string user) => Child.At(broker.Url(user), broker.PasswordFile(user));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
