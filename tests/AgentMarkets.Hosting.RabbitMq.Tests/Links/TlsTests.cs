using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Links;
using Xunit;
using BrokerConnection = AgentMarkets.Hosting.RabbitMq.Links.BrokerConnection;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Links;

/// <summary>Goal: only those speak and are spoken to whose certificates are good; a refusal says what is
/// not.</summary>
public sealed class TlsTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly string _folder = Directory.CreateTempSubdirectory("agentmarkets-tls-").FullName;
    private readonly X509Certificate2 _authority = Authority("Ours");

    public TlsTests() => File.WriteAllText(In("ca.pem"), _authority.ExportCertificatePem());

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task ABrokerWithTlsTakesThoseWithACertificateAndSaysWhatOthersLack()
    {
        Make("server", "localhost", Now.AddDays(1), _authority);
        Make("worker", "worker", Now.AddDays(1), _authority);
        using var strange = Authority("Theirs");
        Make("stranger", "stranger", Now.AddDays(1), strange);
        using var broker = PrivateBroker.Start(In("broker"),
            tls: new BrokerCertificates(In("ca.pem"), In("server.pem"), In("server.key")));
        string url = broker.TlsUrl(BrokerUser.Worker);
        var options = new BrokerOptions(broker.Folder.PasswordFile(BrokerUser.Worker), In("ca.pem"));

        var own = options with { Certificate = In("worker.pem"), Key = In("worker.key") };
        await using (var connection = await OpenAsync(url, own))
        {
            Assert.NotNull(connection.Life);
        }
        await AssertRefusedAsync(url, options, "it wants a certificate of its clients. Give --certificate and --key.");
        await AssertRefusedAsync(url, options with { Certificate = In("stranger.pem"), Key = In("stranger.key") },
            "it does not trust the client's certificate.");
        await AssertRefusedAsync(url, own with { Authority = null },
            "nobody whom this machine trusts has signed its certificate. Name the signer's with --ca.");
        await AssertRefusedAsync(url.Replace("localhost", "127.0.0.1"), own,
            "its certificate is not for the name 127.0.0.1.");
    }

    [Theory]
    [InlineData(-1, "Ours", "a certificate is not valid now")]
    [InlineData(1, "Theirs", "nobody whom this machine trusts has signed its certificate")]
    public async Task ABrokerWithABadCertificateIsNotSpokenTo(int days, string signer, string why)
    {
        using var theirs = Authority(signer);
        Make("server", "localhost", Now.AddDays(days), signer == "Ours" ? _authority : theirs);
        string password = In("password");
        File.WriteAllText(password, "never sent");
        File.SetUnixFileMode(password, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var enough = new CancellationTokenSource();
        var server = ServeAsync(listener, enough.Token);
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await AssertRefusedAsync($"amqps://me@localhost:{port}", new BrokerOptions(password, In("ca.pem")), why);
        await enough.CancelAsync();
        Assert.Equal(0, await server);
    }

    /// <summary>Shows its certificate to whoever comes.</summary>
    /// <returns>The bytes that came after the handshake.</returns>
    private async Task<int> ServeAsync(TcpListener listener, CancellationToken enough)
    {
        using var pem = X509Certificate2.CreateFromPemFile(In("server.pem"), In("server.key"));
        int heard = 0;
        while (!enough.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(enough);
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(pem);
                heard += await stream.ReadAsync(new byte[1024], enough);
            }
            catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException)
            {
                // The client has seen enough.
            }
        }
        return heard;
    }

    private static Task<BrokerConnection> OpenAsync(string url, BrokerOptions options) =>
        BrokerConnection.OpenAsync(BrokerAddress.Parse(url, options), "test", _ => Task.CompletedTask);

    private static async Task AssertRefusedAsync(string url, BrokerOptions options, string why) =>
        Assert.Contains(why, (await Assert.ThrowsAsync<LinkException>(() => OpenAsync(url, options))).Message);

    private string In(string name) => Path.Combine(_folder, name);

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(Now.AddDays(-10), Now.AddDays(10));
    }

    private void Make(string file, string name, DateTimeOffset until, X509Certificate2 signer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(signer, Now.AddDays(-5), until, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(In($"{file}.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(In($"{file}.key"), key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(In($"{file}.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
