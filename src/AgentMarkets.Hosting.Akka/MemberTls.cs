using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Hosting.Akka;

/// <summary>The certificate of a member.</summary>
/// <remarks>
/// This engine checks the one that is called against what the machine trusts, and by the name in the caller's own
/// certificate: all members' bear the same name. It does not ask the caller for a certificate.
/// </remarks>
public sealed class MemberTls
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite;

    private MemberTls(X509Certificate2 certificate) => Certificate = certificate;

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
            return new MemberTls(Trusted(X509Certificate2.CreateFromPemFile(certificate, key), authority));
        }
        catch (CryptographicException e)
        {
            throw new ConfigurationException($"--certificate {certificate}: is no certificate in PEM form, or does not "
                + $"go with its key ({e.Message.TrimEnd('.')}).");
        }
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
