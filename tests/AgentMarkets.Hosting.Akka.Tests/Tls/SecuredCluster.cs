using AgentMarkets.Hosting.RabbitMq.Tests.Faults;
using Xunit;

namespace AgentMarkets.Hosting.Akka.Tests.Tls;

/// <summary>A node that speaks TLS and that others find, with two authorities, <c>ours</c> and <c>theirs</c>.</summary>
/// <remarks>Whom a machine trusts is read from the environment as a process begins, so members are processes, and
/// nothing else starts one meanwhile.</remarks>
public sealed class SecuredCluster : IDisposable
{
    public const string Collection = "environment";

    private const string Trust = "SSL_CERT_FILE";

    private readonly Child _first;

    public SecuredCluster()
    {
        Authority.Make(Folder, "ours");
        Authority.Make(Folder, "theirs");
        Directory.CreateDirectory(Path.Combine(Folder, "both"));
        File.WriteAllLines(Path.Combine(Folder, "both", "ca.pem"),
            [.. File.ReadLines(Path.Combine(Folder, "ours", "ca.pem")),
                .. File.ReadLines(Path.Combine(Folder, "theirs", "ca.pem"))]);
        Seed = new Endpoint("127.0.0.1", Ports.Free());
        _first = Start("ours", Place("ours"), "node", "--name", "first", "--slots", "1", "--tied");
        _first.Await(": joined ");
    }

    public Endpoint Seed { get; }

    /// <summary>Where its processes work.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("akka-tls-").FullName;

    /// <summary>The words that name the cluster to a member without certificates.</summary>
    public string[] Plain => ["--engine", "akka", "--seed-node", $"{Seed}"];

    /// <summary>The same to one with a certificate of that authority.</summary>
    public string[] Place(string authority) =>
    [
        .. Plain, "--ca", $"{authority}/ca.pem", "--certificate", $"{authority}/server.pem",
        "--key", $"{authority}/server.key",
    ];

    /// <summary>Starts the program where the machine trusts <c>ours</c>, <c>theirs</c> or <c>both</c>.</summary>
    /// <param name="place">The words that name a cluster, where it shall be at one.</param>
    internal Child Start(string trusted, string[] place, params string[] words)
    {
        string? before = Environment.GetEnvironmentVariable(Trust);
        Environment.SetEnvironmentVariable(Trust, Path.Combine(Folder, trusted, "ca.pem"));
        try
        {
            return Child.Start(Folder, [.. words, .. place]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Trust, before);
        }
    }

    public void Dispose()
    {
        _first.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>Alone, since the environment is everybody's.</summary>
[CollectionDefinition(SecuredCluster.Collection, DisableParallelization = true)]
public sealed class EnvironmentOfTheProcess;
