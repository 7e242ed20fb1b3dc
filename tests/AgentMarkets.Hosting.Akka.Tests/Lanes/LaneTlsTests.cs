using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgentMarkets.Core.Catalog;
using Xunit;

namespace AgentMarkets.Hosting.Akka.Tests.Lanes;

/// <summary>Goal: frames are taken from members and given to members only: those of one authority and one
/// name.</summary>
public sealed class LaneTlsTests
{
    private readonly Signer _ours = new(), _theirs = new();

    [Fact]
    public void AMemberIsHeard()
    {
        using var end = new Ending(_ours.Member("member"));
        end.Send(end.Lane(_ours.Member("member").CallAsync), 1, bytes: 10_000_000);
        Assert.Equal(1, end.Next());
    }

    [Fact]
    public void OneOfAnotherAuthorityIsNotAlthoughItTrustsOurs() =>
        ShouldBeRefused(_theirs.Member("member", trusted: _ours).CallAsync);

    [Fact]
    public void OneOfAnotherNameIsNot() => ShouldBeRefused(async (plain, stop) =>
    {
        var stream = new SslStream(plain);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "member",
            ClientCertificates = [_ours.Member("other").Certificate],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }, stop);
        return stream;
    });

    [Fact]
    public void OneWithoutACertificateIsNot() => ShouldBeRefused(async (plain, stop) =>
    {
        var stream = new SslStream(plain, false, (_, _, _, _) => true);
        await stream.AuthenticateAsClientAsync("member", null, checkCertificateRevocation: false);
        return stream;
    });

    [Fact]
    public void OneWithoutTlsIsNot() => ShouldBeRefused(null);

    /// <summary>Who stands where a member should is told nothing.</summary>
    [Fact]
    public void NoFrameGoesToOneOfAnotherAuthority()
    {
        using var end = new Ending(_theirs.Member("member", trusted: _ours));
        ShouldHearNothing(end, _ours.Member("member").CallAsync);
    }

    [Fact]
    public void NoFrameGoesToOneOfAnotherName()
    {
        using var end = new Ending(_ours.Member("other"));
        ShouldHearNothing(end, _ours.Member("member").CallAsync);
    }

    [Fact]
    public void ACertificateForOneUseOnlyIsRefusedAtTheStart()
    {
        string folder = Directory.CreateTempSubdirectory("akka-lane-").FullName;
        try
        {
            using var certificate = _ours.Certificate("member", "1.3.6.1.5.5.7.3.1");
            string pem = Path.Combine(folder, "member.pem"), key = Path.Combine(folder, "member.key");
            File.WriteAllText(pem, certificate.ExportCertificatePem());
            File.WriteAllText(key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
            File.SetUnixFileMode(key, UnixFileMode.UserRead);
            Assert.Contains("Let extendedKeyUsage name serverAuth and clientAuth", Assert
                .Throws<ConfigurationException>(() => MemberTls.Read(null, pem, key)).Message,
                StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void ShouldBeRefused(Func<Stream, CancellationToken, Task<Stream>>? caller)
    {
        using var end = new Ending(_ours.Member("member"));
        Assert.NotEmpty(end.Trouble(end.Lane(caller)));
        Assert.Null(end.Inbox.Next(TimeSpan.Zero));
        end.Send(end.Lane(_ours.Member("member").CallAsync), 7);
        Assert.Equal(7, end.Next());
    }

    private static void ShouldHearNothing(Ending end, Func<Stream, CancellationToken, Task<Stream>> caller)
    {
        Assert.NotEmpty(end.Trouble(end.Lane(caller)));
        Assert.Null(end.Inbox.Next(TimeSpan.Zero));
    }

    /// <summary>Signs certificates.</summary>
    private sealed class Signer
    {
        private readonly X509Certificate2 _own;

        public Signer()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            _own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        }

        /// <param name="name">In the certificate.</param>
        /// <param name="trusted">Whose others it takes; by default of the same.</param>
        public MemberTls Member(string name, Signer? trusted = null) =>
            new(Certificate(name, "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"), [(trusted ?? this)._own]);

        /// <param name="uses">What for, as numbers: to be called, to call.</param>
        public X509Certificate2 Certificate(string name, params string[] uses)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name);
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
                [.. uses.Select(use => new Oid(use))], critical: false));
            var now = DateTimeOffset.UtcNow;
            using var signed = request.Create(_own, now.AddHours(-1), now.AddHours(1), [1, 2, 3]);
            return signed.CopyWithPrivateKey(key);
        }
    }
}
