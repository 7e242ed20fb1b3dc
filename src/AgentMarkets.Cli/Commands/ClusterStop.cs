using System.CommandLine;
using System.Text.Json.Nodes;
using AgentMarkets.Hosting.RabbitMq.Broker;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>cluster stop</c>: ends the private broker of this machine. What lies in its queues stays for the next
/// start.</summary>
internal static class ClusterStop
{
    public static Command Create()
    {
        var folder = ClusterCommand.Folder();
        var json = Shared.Json();
        var command = new Command("stop", "Stops the broker that cluster start started; its queues are kept.")
        {
            folder, json,
        };
        command.SetAction(parsed =>
        {
            string at = Path.GetFullPath(parsed.GetValue(folder) ?? BrokerFolder.Default);
            using var broker = PrivateBroker.Find(at);
            bool ran = broker is { IsRunning: true };
            broker?.Stop();
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(new JsonObject { ["folder"] = at, ["stopped"] = ran }.ToJsonString());
            }
            else
            {
                Console.Out.WriteLine(ran ? $"stopped the broker of {at}" : $"no broker runs in {at}");
            }
            return (int)ExitCode.Done;
        });
        return command;
    }
}
