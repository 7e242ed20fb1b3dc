using System.CommandLine;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Hosting.RabbitMq.Broker;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>cluster status</c>: who is there, which actor lives where, how the runs stand.</summary>
internal static class ClusterStatus
{
    // Whoever is there answers within milliseconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);

    public static Command Create()
    {
        var json = Shared.Json();
        var prometheus = new Option<bool>("--prometheus") { Description = "The numbers as Prometheus reads them." };
        var listen = new Option<int?>("--listen")
        {
            Description = "With --prometheus: serves them at this port of loopback until Ctrl-C.",
        };
        var command = new Command("status", "Says who is there, which actor lives where, and how the runs stand.")
        {
            json, prometheus, listen,
        };
        var engine = new EngineArguments(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json) && parsed.GetValue(prometheus))
            {
                throw new ConfigurationException("--json and --prometheus are mutually exclusive.");
            }
            int? port = parsed.GetValue(listen);
            if (port is not null && (!parsed.GetValue(prometheus) || port is < 1 or > 65535))
            {
                throw new ConfigurationException($"--listen {port}: goes with --prometheus, and is a port from 1 to "
                    + "65535.");
            }
            var place = engine.NamedOrOwn(parsed, BrokerUser.Operator);
            using var link = place.Watch(new Workshop([]).Families, Console.Error.WriteLine);
            if (port is { } served)
            {
                using var stop = new StopRequest();
                MetricsPage.Serve(served, () => ClusterText.Prometheus(link.Ask(Patience)), stop.Token);
                return (int)ExitCode.Done;
            }
            var seen = link.Ask(Patience);
            Console.Out.Write(parsed.GetValue(json) ? ClusterText.Json(place, seen)
                : parsed.GetValue(prometheus) ? ClusterText.Prometheus(seen)
                : ClusterText.Table(place, seen));
            return (int)ExitCode.Done;
        });
        return command;
    }
}
