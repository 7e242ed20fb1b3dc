using System.CommandLine;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>check</c>: everything that <c>run</c> checks, and the resolved file; nothing is started or
/// written.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var experiment = Shared.Experiment();
        var overrides = Shared.Overrides();
        var device = Shared.Device();
        var plugins = Shared.Plugins();
        var command = new Command("check", "Prints the experiment with every default filled in; starts nothing.")
        {
            experiment, overrides, device, plugins,
        };
        command.SetAction(parsed =>
        {
            var prepared = Prepared.From(new Workshop(parsed.GetValue(plugins) ?? []), parsed.GetValue(experiment)!,
                parsed.GetValue(overrides) ?? [], parsed.GetValue(device)!);
            Console.Out.Write(prepared.Experiment.ResolvedText);
            foreach (var (metric, why) in prepared.Game.Skipped)
            {
                Console.Error.WriteLine($"note: {metric} will not be measured: {why}.");
            }
            foreach (string note in prepared.Game.Notes)
            {
                Console.Error.WriteLine($"note: {note}");
            }
            return (int)ExitCode.Done;
        });
        return command;
    }
}
