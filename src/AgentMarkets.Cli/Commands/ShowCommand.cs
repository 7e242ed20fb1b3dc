using System.CommandLine;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>show</c>: the card of every piece and experiment of a name.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "A piece or a shipped experiment." };
        var (json, plugins) = (Shared.Json(), Shared.Plugins());
        var command = new Command("show", "Shows what a piece or an experiment is, with its settings.") 
        {
            name, json, plugins,
        };
        command.SetAction(parsed =>
        {
            var workshop = new Workshop(parsed.GetValue(plugins) ?? []);
            var cards = new CardText(workshop.Catalog, workshop.ShippedCards);
            string wanted = parsed.GetValue(name)!;
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(cards.ShowJson(wanted));
                return (int)ExitCode.Done;
            }
            Console.Out.Write(cards.Show(wanted));
            string? shipped = Workshop.ShippedFiles.FirstOrDefault(f => Path.GetFileNameWithoutExtension(f) == wanted);
            if (shipped is not null)
            {
                Console.Out.Write("\n" + File.ReadAllText(shipped));
            }
            return (int)ExitCode.Done;
        });
        return command;
    }
}
