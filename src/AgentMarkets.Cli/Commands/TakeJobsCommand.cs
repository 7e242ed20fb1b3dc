using System.CommandLine;
using AgentMarkets.Cli.Cluster;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>take-jobs</c>: a node that plays runs of sweeps and hosts no actors; for tests and measurements.
/// </summary>
internal static class TakeJobsCommand
{
    public static Command Create()
    {
        var broker = new BrokerFlags("The broker.", isNeeded: true);
        var slots = new Option<int>("--slots") { Description = "Jobs at once.", DefaultValueFactory = _ => 1 };
        var name = new Option<string?>("--name") { Description = "Of the node; without it of machine and process." };
        var (device, plugins) = (Shared.Device(), Shared.Plugins());
        var command = new Command("take-jobs", "Plays runs of sweeps.") { slots, name, device, plugins };
        foreach (var option in broker.Options)
        {
            command.Add(option);
        }
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using var stop = new StopRequest();
            SweepNode.Run(broker.Of(parsed)!,
                parsed.GetValue(name) ?? $"{Environment.MachineName}-{Environment.ProcessId}",
                [.. Enumerable.Repeat(parsed.GetValue(device)!, parsed.GetValue(slots))],
                parsed.GetValue(plugins) ?? [], () => false, stop.Token);
            return (int)ExitCode.Done;
        });
        return command;
    }
}
