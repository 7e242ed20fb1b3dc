using System.CommandLine;
using AgentMarkets.Hosting.RabbitMq.Broker;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>cluster rebalance</c>: nodes that joined get their share at the next checkpoint.</summary>
internal static class ClusterRebalance
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);

    public static Command Create()
    {
        var json = Shared.Json();
        var command = new Command("rebalance", "Asks all runs to spread their actors over the nodes anew.") { json };
        var engine = new EngineArguments(command);
        command.SetAction(parsed =>
        {
            using var link = engine.NamedOrOwn(parsed, BrokerUser.Operator).Watch(new Workshop([]).Families,
                Console.Error.WriteLine);
            var runs = link.Ask(Patience).Runs;
            link.Rebalance();
            Console.WriteLine(parsed.GetValue(json)
                ? $$"""{ "asked": {{runs.Count}} }"""
                : runs.Count == 0 ? "no run is there"
                : $"asked {string.Join(", ", runs.Select(run => run.Experiment))}: at the next checkpoint");
            return (int)ExitCode.Done;
        });
        return command;
    }
}
