using System.Security.Cryptography;
using System.Text;

namespace AgentMarkets.Hosting.RabbitMq.Broker;

/// <summary>The users of a broker, with no more rights than each needs: see
/// <c>cluster-config/definitions.json</c>.</summary>
public static class BrokerUser
{
    /// <summary>Runs and sweeps: also hears of closed connections, and reads the management interface.</summary>
    public const string Coordinator = "coord";

    /// <summary>Nodes.</summary>
    public const string Worker = "worker";

    /// <summary>Whoever looks after the cluster: an administrator of the broker, since nobody else may close the
    /// connections of others.</summary>
    public const string Operator = "op";

    public static readonly IReadOnlyList<string> All = [Coordinator, Worker, Operator];

    /// <summary>192 random bits in letters that no shell and no URL minds.</summary>
    internal static string NewPassword() =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)).Replace('+', '-').Replace('/', '_');

    /// <summary>What a broker keeps in place of a password: base64(salt | SHA-256(salt | password)), with a salt of
    /// four bytes (RabbitMQ, Credentials and Passwords, "This is the algorithm").</summary>
    internal static string Hashed(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(4);
        byte[] hash = SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(password)]);
        return Convert.ToBase64String([.. salt, .. hash]);
    }
}
