using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AgentMarkets.Core.Catalog;
using RabbitMQ.Client;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>Whom a client trusts, and by what certificate it is trusted.</summary>
internal sealed class ClientTls
{
    private readonly string _host;
    private readonly X509Certificate2Collection? _authority;
    private readonly X509Certificate2? _certificate;

    /// <exception cref="ConfigurationException">A file is missing, is no certificate, or is open to others.</exception>
    public ClientTls(string host, BrokerOptions options)
    {
        _host = host;
        if ((options.Certificate is null) != (options.Key is null))
        {
            throw new ConfigurationException("--certificate and --key go together: "
                + $"{(options.Key is null ? "--key" : "--certificate")} is missing.");
        }
        if (options.Authority is { } authority)
        {
            _authority = Read("--ca", authority, () =>
            {
                var found = new X509Certificate2Collection();
                found.ImportFromPemFile(authority);
                return found.Count > 0 ? found : throw new CryptographicException("it holds none");
            });
        }
        if (options is { Certificate: { } certificate, Key: { } key })
        {
            BrokerPassword.CheckMode(key, "--key");
            _certificate = Read("--certificate", certificate,
                () => X509Certificate2.CreateFromPemFile(certificate, key));
        }
    }

    public bool HasCertificate => _certificate is not null;

    /// <summary>What was wrong with the broker's certificate, the last time that one was shown.</summary>
    public string? Complaint { get; private set; }

    public SslOption Options() => new()
    {
        Enabled = true,
        ServerName = _host,
        Version = SslProtocols.None,
        Certs = _certificate is null ? null : [_certificate],
        CertificateValidationCallback = Check,
    };

    private static T Read<T>(string option, string path, Func<T> read)
    {
        if (!File.Exists(path))
        {
            throw new ConfigurationException($"{option} {path}: no such file.");
        }
        try
        {
            return read();
        }
        catch (CryptographicException e)
        {
            throw new ConfigurationException($"{option} {path}: is no certificate in PEM form, "
                + $"or does not go with its key ({e.Message.TrimEnd('.')}).");
        }
    }

    private bool Check(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        Complaint = shown is null ? "it shows no certificate"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
                ? $"its certificate is not for the name {_host}. Use a name that the certificate bears"
            : ChainComplaint(new X509Certificate2(shown), chain);
        return Complaint is null;
    }

    private string? ChainComplaint(X509Certificate2 shown, X509Chain? along)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (along is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(along.ChainPolicy.ExtraStore);
        }
        if (_authority is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(_authority);
        }
        if (chain.Build(shown))
        {
            return null;
        }
        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, next) => all | next.Status);
        return status.HasFlag(X509ChainStatusFlags.NotTimeValid)
            ? $"a certificate is not valid now: it is from {shown.NotBefore:u} to {shown.NotAfter:u}. Renew it, or set "
                + "the clock"
            : (status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0
                ? "nobody whom this machine trusts has signed its certificate. Name the signer's with --ca"
            : $"its certificate is not good ({status})";
    }
}
