using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using AgentMarkets.Hosting.RabbitMq.Tests.Faults;
using Xunit;

namespace AgentMarkets.Hosting.Akka.Tests.Tls;

/// <summary>Goal: members speak TLS, a run over it is the run of one process, and who lacks what the others have gets
/// into no cluster.</summary>
[Collection(SecuredCluster.Collection)]
public sealed class TlsTests(SecuredCluster cluster) : IClassFixture<SecuredCluster>
{
    /// <summary>Also where a worker is killed on the way: members that answer no caller but by a connection of their
    /// own hear as soon that one is broken.</summary>
    [Fact]
    public void ARunOverTlsIsThatOfOneProcess()
    {
        File.WriteAllText(In("experiment.jsonc"), """
            { "auction": { "mechanism": "first-price", "bidders": 2, "prior": "uniform(low=0, high=1)" },
              "smoothing": "softmax(temperature=0.05)", "strategy": "linear", "learner": "gradient", "batch": 64,
              "rounds": 400, "seed": "1..4", "measure-every": 5, "measure": ["utility-loss", "oscillation"],
              "evaluation": { "samples": 256, "samples-on-the-way": 64 } }
            """);
        using var second = cluster.Start("ours", cluster.Place("ours"), "node", "--name", "second", "--slots", "1",
            "--tied");
        using var alone = cluster.Start("ours", [], "run", "experiment.jsonc", "--out", "alone");
        second.Await(": joined ");
        using var run = cluster.Start("ours", cluster.Place("ours"), "run", "experiment.jsonc", "--out", "far",
            "--nodes", "2");
        var runs = new RunFolders(cluster.Folder);
        runs.AwaitLines("far", 1, run);
        Assert.False(run.HasSaid("lost"), run.Said);
        second.Kill();
        Assert.True(run.End() == 0, run.Said);
        Assert.Contains("node second lost its connection; going on from round", run.Said, StringComparison.Ordinal);
        Assert.True(alone.End() == 0, alone.Said);
        runs.ShouldBeSame("alone", "far");
        string[] told = File.ReadAllLines(In("far/akka.conf"));
        Assert.Contains("akka.remote.dot-netty.tcp.enable-ssl = on", told);
        Assert.Contains($"akka.cluster.seed-nodes = [\"akka.ssl.tcp://agentmarkets@{cluster.Seed}\"]", told);
    }

    /// <summary>Without one of its own: this engine asks no caller for it.</summary>
    [Fact]
    public async Task WhoeverCallsAMemberIsShownItsCertificate()
    {
        using var own = X509CertificateLoader.LoadCertificateFromFile(In("ours/server.pem"));
        using var authority = X509CertificateLoader.LoadCertificateFromFile(In("ours/ca.pem"));
        using var client = new TcpClient(cluster.Seed.Host, cluster.Seed.Port);
        await using var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "member",
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        });
        Assert.Equal(own.GetCertHashString(), stream.RemoteCertificate!.GetCertHashString());
        Assert.False(stream.IsMutuallyAuthenticated);
    }

    /// <summary>Side by side, since each asks as long as the program's own patience is.</summary>
    [Fact]
    public void WithoutOurCertificateNobodyGetsIn()
    {
        using var plain = cluster.Start("ours", cluster.Plain, "node", "--name", "plain");
        using var stranger = cluster.Start("theirs", cluster.Place("theirs"), "node", "--name", "stranger");
        // One who takes our word, but whose own we do not take.
        using var intruder = cluster.Start("both", cluster.Place("theirs"), "node", "--name", "intruder");
        foreach (var refused in new[] { plain, stranger, intruder })
        {
            Assert.Equal(1, refused.End());
            Assert.Contains($"No Akka cluster answers at {cluster.Seed} within 20 s.", refused.Said,
                StringComparison.Ordinal);
        }
        using var status = cluster.Start("ours", cluster.Place("ours"), "cluster", "status");
        Assert.True(status.End() == 0, status.Said);
        Assert.Contains(" first ", status.Said, StringComparison.Ordinal);
        foreach (string name in (string[])["plain", "stranger", "intruder"])
        {
            Assert.DoesNotContain(name, status.Said, StringComparison.Ordinal);
        }
    }

    /// <summary>Also with a certificate that would do: what does not go with this machine's trust does not begin.
    /// </summary>
    [Fact]
    public void ACertificateThatTheMachineDoesNotTrustIsRefusedAtTheStart()
    {
        using var refused = cluster.Start("theirs", cluster.Place("ours"), "node", "--name", "foreign");
        Assert.Equal(1, refused.End());
        Assert.Contains("this machine does not trust it", refused.Said, StringComparison.Ordinal);
        Assert.Contains("SSL_CERT_FILE=ours/ca.pem", refused.Said, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(cluster.Folder, name);
}
