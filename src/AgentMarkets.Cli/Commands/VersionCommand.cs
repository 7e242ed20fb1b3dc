using System.CommandLine;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>version</c>: this program's and those of what it stands on.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Prints the versions of this program and of what it stands on.");
        command.SetAction(_ =>
        {
            foreach (var (name, version) in Versions.All().OrderBy(v => v.Key == "agentmarkets" ? 0 : 1))
            {
                Console.Out.WriteLine($"{name} {version}");
            }
            return (int)ExitCode.Done;
        });
        return command;
    }
}
