using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Sweeps;

namespace AgentMarkets.Cli.Sweeps;

/// <summary>The part of a node that plays runs of sweeps.</summary>
internal static class SweepNode
{
    /// <summary>Takes jobs until it is stopped.</summary>
    /// <param name="build">Of this program, with the plug-ins.</param>
    /// <param name="devices">One a slot.</param>
    /// <param name="isBusy">Whether the node hosts actors of a run: that goes before.</param>
    /// <exception cref="Hosting.Distributed.LinkException">The broker cannot be reached, or refuses.</exception>
    public static void Run(BrokerAddress broker, string node, string build, IReadOnlyList<string> devices,
        IReadOnlyList<string> plugins, Func<bool> isBusy, CancellationToken stop)
    {
        string scratch = Directory.CreateTempSubdirectory("agentmarkets-node-").FullName;
        try
        {
            using var player = new JobPlayer(plugins);
            var taker = new JobTaker(node, build, devices, scratch)
            {
                Difference = (here, there) => Build.Difference(here, there) is { } difference
                    ? $"it is of another build: {difference}"
                    : null,
            };
            JobWorker.Run(broker, taker, player.PlayAsync, isBusy, stop);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }
}
