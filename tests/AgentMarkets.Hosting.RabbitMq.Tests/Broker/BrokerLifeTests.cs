using System.Diagnostics;
using System.Net.Security;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using AgentMarkets.Hosting.RabbitMq.Broker;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Broker;

/// <summary>Goal: a broker can be stopped, killed and started again, keeps what it was given and its passwords to
/// itself, and leaves nothing behind.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BrokerLifeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("broker-life-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ABrokerKeepsWhatItWasGivenThroughAKillAndAStopAndListensWithTls()
    {
        string certificates = Certificates();
        var tls = new BrokerCertificates($"{certificates}/ca.pem", $"{certificates}/server.pem",
            $"{certificates}/server.key");
        using var broker = PrivateBroker.Start(Path.Combine(_folder, "broker"), tls: tls);
        Assert.True(broker.IsRunning);
        var twice = Assert.Throws<BrokerException>(() => PrivateBroker.Start(broker.Folder.Path));
        Assert.Contains("already", twice.Message);
        NobodyElseReads(broker.Folder.Path);
        NoPasswordIsShown(broker);
        await Publish(broker, "one");

        broker.Kill();
        Assert.False(broker.IsRunning);
        Assert.Empty(Left(broker.Folder.Path));
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => Connect(broker));

        broker.Restart();
        await Publish(broker, "two");
        await OnlyThoseWithACertificateConnect(broker, certificates);

        broker.Stop();
        Assert.False(broker.IsRunning);
        // An orderly end.
        Assert.Contains("msg_store_persistent' is stopped",
            await File.ReadAllTextAsync(Path.Combine(broker.Folder.Path, "log", "broker.log")));
        var again = PrivateBroker.Find(broker.Folder.Path)!;
        Assert.False(again.IsRunning);
        // What is not running may be stopped again.
        again.Stop();
        Assert.Empty(Left(broker.Folder.Path));
        // Without certificates there is no TLS again; ports and passwords stay.
        string password = again.Folder.Password(BrokerUser.Worker);
        using var plain = PrivateBroker.Make(broker.Folder.Path, tied: true, tls: null);
        Assert.Equal((broker.Ports, password, false),
            (plain.Ports, plain.Folder.Password(BrokerUser.Worker), plain.HasTls));
        Assert.False(File.Exists(Path.Combine(plain.Folder.Path, "conf.d", "30-tls.conf")));
    }

    [Fact]
    public void WhatIsTiedEndsWithTheProcessThatHoldsTheOtherEnd()
    {
        string script = Path.Combine(_folder, "start.sh");
        File.WriteAllText(script, $"{TiedProcess.Tie}\nsleep 1000 &\nsleep 1000\n");
        using var leader = TiedProcess.Start(script, tied: true);
        // A process that is started meanwhile must not hold the other end, too.
        using var other = Process.Start("sleep", ["1000"]);
        try
        {
            Until(() => TiedProcess.Group(leader.Id).Count >= 4);
            Assert.True(TiedProcess.IsAlive(leader.Id, script));
            // What the kernel does to a process that ends, however it ends.
            leader.StandardInput.Close();
            Until(() => TiedProcess.Group(leader.Id).Count == 0);
            Assert.False(TiedProcess.IsAlive(leader.Id, script));
        }
        finally
        {
            other.Kill();
            TiedProcess.KillGroup(leader.Id);
        }
    }

    [Fact]
    public void ANumberThatBelongsToAnotherProcessByNowIsLeftAlone()
    {
        string script = Path.Combine(_folder, "start.sh");
        File.WriteAllText(script, "sleep 1000\n");
        using var stranger = TiedProcess.Start(script, tied: false);
        try
        {
            Until(() => TiedProcess.Group(stranger.Id).Count >= 2);
            Assert.True(TiedProcess.IsAlive(stranger.Id, script));
            Assert.False(TiedProcess.IsAlive(stranger.Id, Path.Combine(_folder, "another", "start.sh")));
        }
        finally
        {
            TiedProcess.KillGroup(stranger.Id);
        }
        Assert.Empty(TiedProcess.Group(stranger.Id));
    }

    [Fact]
    public void AFolderThatRabbitMqDoesNotBearIsRefused() => Assert.Contains("space",
        Assert.Throws<BrokerException>(() => PrivateBroker.Start(Path.Combine(_folder, "my broker"))).Message);

    [Fact]
    public void ABrokerThatCannotStartSaysWhatItsLogSays()
    {
        string folder = Path.Combine(_folder, "broken");
        using var broker = PrivateBroker.Make(folder, tied: true, tls: null);
        File.WriteAllText(Path.Combine(folder, "conf.d", "99-broken.conf"), "no.such.setting = 1\n");
        var sentence = Assert.Throws<BrokerException>(broker.Restart).Message;
        Assert.Contains("ended before it was ready", sentence);
        Assert.Contains("no.such.setting", sentence);
        Assert.Empty(Left(folder));
    }

    private static Task<IConnection> Connect(PrivateBroker broker) =>
        Client.Connect(broker.Url(BrokerUser.Worker), broker.Folder.Password(BrokerUser.Worker));

    private static async Task Publish(PrivateBroker broker, string text)
    {
        await using var connection = await Connect(broker);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(
            publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        var queue = await channel.QueueDeclareAsync("am.life", durable: true, exclusive: false, autoDelete: false);
        // One is there from before the kill.
        Assert.Equal(text == "one" ? 0u : 1u, queue.MessageCount);
        await channel.BasicPublishAsync("", "am.life", mandatory: true, new BasicProperties { Persistent = true },
            System.Text.Encoding.UTF8.GetBytes(text));
    }

    private static async Task OnlyThoseWithACertificateConnect(PrivateBroker broker, string certificates)
    {
        var factory = Client.Factory(broker.TlsUrl(BrokerUser.Worker), broker.Folder.Password(BrokerUser.Worker));
        var authority = X509CertificateLoader.LoadCertificateFromFile($"{certificates}/ca.pem");
        bool trusted = false;
        factory.Ssl.CertificateValidationCallback = (_, shown, _, errors) =>
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return trusted = (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0
                && chain.Build(new X509Certificate2(shown!));
        };
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => factory.CreateConnectionAsync());
        Assert.True(trusted);
        factory.Ssl.Certs =
        [
            X509Certificate2.CreateFromPemFile($"{certificates}/client-worker.pem",
                $"{certificates}/client-worker.key"),
        ];
        await using var connection = await factory.CreateConnectionAsync();
        Assert.True(connection.IsOpen);
    }

    private string Certificates()
    {
        string script = Path.Combine(Checkout.Root, "cluster-config", "make-certificates.sh");
        using var made = Process.Start("bash", [script, Path.Combine(_folder, "tls"), "localhost", "worker"]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return Path.Combine(_folder, "tls");
    }

    private static void NobodyElseReads(string folder)
    {
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Own | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(Path.Combine(folder, ".erlang.cookie")));
        foreach (string name in (string[])["coord.password", "worker.password", "op.password", "definitions.json",
            "rabbitmq.conf", "broker.json"])
        {
            Assert.Equal(Own, File.GetUnixFileMode(Path.Combine(folder, name)));
        }
    }

    /// <summary>Passwords lie in their own files; command lines, environments, logs and all else of the folder are
    /// without.</summary>
    private static void NoPasswordIsShown(PrivateBroker broker)
    {
        string[] secrets =
        [
            .. BrokerUser.All.Select(broker.Folder.Password),
            File.ReadAllText(Path.Combine(broker.Folder.Path, ".erlang.cookie")),
        ];
        Assert.Equal(4, secrets.Distinct().Count());
        Assert.All(secrets, secret => Assert.True(secret.Length >= 32));
        var shown = Processes().SelectMany(process => new[] { $"{process}/cmdline", $"{process}/environ" })
            .Concat(Directory.GetFiles(broker.Folder.Path, "*", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith(".password") && !file.EndsWith(".erlang.cookie")))
            .ToDictionary(file => file, Read);
        Assert.Contains(shown, file => file.Value.Contains("rabbit"));
        Assert.Empty(shown.Where(file => secrets.Any(file.Value.Contains)).Select(file => file.Key));
    }

    private static string[] Left(string folder) =>
        [.. Processes().Where(process => Read($"{process}/environ").Contains($"HOME={folder}\0")
            || Read($"{process}/cmdline").Contains($"{folder}/start.sh"))];

    private static IEnumerable<string> Processes() =>
        Directory.EnumerateDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out _));

    private static string Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is another user's.
            return "";
        }
    }

    private static void Until(Func<bool> condition)
    {
        for (int waited = 0; !condition(); waited += 20)
        {
            Assert.True(waited < 30_000, "waited 30 s in vain");
            Thread.Sleep(20);
        }
    }
}
