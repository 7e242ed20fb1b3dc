using System.CommandLine;
using AgentMarkets.Hosting.RabbitMq.Broker;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>cluster</c>: the broker that runs across machines use, and what goes on there.</summary>
internal static class ClusterCommand
{
    public static Command Create() => new("cluster", "Starts a broker on this machine, and stops it.")
    {
        ClusterStart.Create(),
        ClusterStop.Create(),
    };

    public static Option<string?> Folder() => new("--dir")
    {
        Description = $"The folder of the broker on this machine; {BrokerFolder.Default} where it is left out.",
    };
}
