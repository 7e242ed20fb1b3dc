using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Hosting.Akka;

/// <summary>The certificate of a member: all members' bear the same name.</summary>
/// <remarks>
/// The engine checks the one that is called against what the machine trusts, and by the name in the caller's own
/// certificate. It does not ask the caller for a certificate. On lanes both sides show theirs, and the other has to be
/// of the same name and the named authority.
/// </remarks>
public sealed class MemberTls
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite;

    private const string Server = "1.3.6.1.5.5.7.3.1", Client = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection _authority;
    private readonly string _name;

    /// <param name="authority">Who signed the others'; none: whom the machine trusts.</param>
    internal MemberTls(X509Certificate2 certificate, X509Certificate2Collection authority)
    {
        (Certificate, _authority) = (certificate, authority);
        _name = certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false);
    }

    internal X509Certificate2 Certificate { get; }

    /// <param name="authority">Who signed the certificates of all members; nothing: one whom the machine
    /// trusts.</param>
    /// <returns>Nothing where no certificate is named.</returns>
    /// <exception cref="ConfigurationException">A file is missing, is no certificate, is open to others, or is not
    /// trusted here.</exception>
    public static MemberTls? Read(string? authority, string? certificate, string? key)
    {
        if (certificate is null && key is null && authority is null)
        {
            return null;
        }
        if (certificate is null || key is null)
        {
            throw new ConfigurationException("--certificate and --key: a member of an Akka cluster needs both, since "
                + "it is called by the others too.");
        }
        foreach (var (option, path) in new[] { ("--ca", authority), ("--certificate", certificate), ("--key", key) })
        {
            if (path is not null && !File.Exists(path))
            {
                throw new ConfigurationException($"{option} {path}: no such file.");
            }
        }
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(key) & Others) != 0)
        {
            throw new ConfigurationException($"--key {key}: can be read by others. Write: chmod 600 {key}");
        }
        try
        {
            var own = Trusted(ForBoth(X509Certificate2.CreateFromPemFile(certificate, key)), authority);
            var signers = new X509Certificate2Collection();
            if (authority is not null)
            {
                signers.ImportFromPemFile(authority);
            }
            return new MemberTls(own, signers);
        }
        catch (CryptographicException e)
        {
            throw new ConfigurationException($"--certificate {certificate}: is no certificate in PEM form, or does not "
                + $"go with its key ({e.Message.TrimEnd('.')}).");
        }
    }

    /// <summary>Of the one who called.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The other is no member.</exception>
    internal async Task<Stream> CallAsync(Stream plain, CancellationToken stop)
    {
        var stream = new SslStream(plain);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = _name,
            ClientCertificates = [Certificate],
            CertificateChainPolicy = Policy(),
        }, stop).ConfigureAwait(false);
        return stream;
    }

    /// <summary>Of the one who was called.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The other is no member.</exception>
    internal async Task<Stream> AnswerAsync(Stream plain, CancellationToken stop)
    {
        var stream = new SslStream(plain);
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = Certificate,
            ClientCertificateRequired = true,
            CertificateChainPolicy = Policy(),
            // Of callers nobody else compares the name.
            RemoteCertificateValidationCallback = (_, caller, _, errors) => errors == SslPolicyErrors.None
                && caller is X509Certificate2 shown && shown.MatchesHostname(_name),
        }, stop).ConfigureAwait(false);
        return stream;
    }

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (_authority.Count > 0)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_authority);
        }
        return policy;
    }

    // A member calls others and is called by them.
    private static X509Certificate2 ForBoth(X509Certificate2 own)
    {
        var uses = own.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(extension => extension.EnhancedKeyUsages.Cast<Oid>()).Select(use => use.Value).ToArray();
        if (uses.Length > 0 && !(uses.Contains(Server) && uses.Contains(Client)))
        {
            throw new ConfigurationException("--certificate: a member calls others and is called by them, and this "
                + "certificate is not for both. Let extendedKeyUsage name serverAuth and clientAuth, or leave it out.");
        }
        return own;
    }

    // The engine has no way to be told whom to trust: it asks the machine, whose OpenSSL reads SSL_CERT_FILE.
    private static X509Certificate2 Trusted(X509Certificate2 own, string? authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (!chain.Build(own))
        {
            throw new ConfigurationException($"--certificate: this machine does not trust it "
                + $"({string.Join(", ", chain.ChainStatus.Select(status => status.Status))}), and Akka.NET asks the "
                + "machine. Install its signer's certificate there, or start this program with "
                + $"SSL_CERT_FILE={authority ?? "ca.pem"}.");
        }
        return own;
    }
}
