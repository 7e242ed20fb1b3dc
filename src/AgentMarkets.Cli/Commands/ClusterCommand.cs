using System.CommandLine;
using AgentMarkets.Hosting.RabbitMq.Broker;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>cluster</c>: the broker that runs across machines use, and what goes on there.</summary>
internal static class ClusterCommand
{
    public static Command Create() => new("cluster", "The broker of runs across machines, and what goes on there.")
    {
        ClusterStart.Create(),
        ClusterStop.Create(),
        ClusterStatus.Create(),
        ClusterRebalance.Create(),
        ClusterFailed.Create(),
        ClusterResend.Create(),
    };

    public static Option<string?> Folder() => new("--dir")
    {
        Description = $"The folder of the broker on this machine; {BrokerFolder.Default} where it is left out.",
    };
}
