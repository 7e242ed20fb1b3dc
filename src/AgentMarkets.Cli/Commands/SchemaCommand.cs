using System.CommandLine;
using System.Text.Json;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>schema</c>: the JSON Schema of experiment files, for completion in editors.</summary>
internal static class SchemaCommand
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var plugins = Shared.Plugins();
        var command = new Command("schema", "Prints the JSON Schema of experiment files, for editors.") { plugins };
        command.SetAction(parsed =>
        {
            var workshop = new Workshop(parsed.GetValue(plugins) ?? []);
            Console.Out.WriteLine(ExperimentSchema.Export(workshop.Families, workshop.Catalog).ToJsonString(Indented));
            return (int)ExitCode.Done;
        });
        return command;
    }
}
