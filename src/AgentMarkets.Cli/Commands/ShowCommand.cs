using System.CommandLine;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>show</c>: the card of every piece, experiment and study of a name.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "A piece, a shipped experiment or a study." };
        var (json, plugins) = (Shared.Json(), Shared.Plugins());
        var command = new Command("show", "Shows what a piece, an experiment or a study is, with its settings.") 
        {
            name, json, plugins,
        };
        command.SetAction(parsed =>
        {
            var workshop = new Workshop(parsed.GetValue(plugins) ?? []);
            var cards = new CardText(workshop.Catalog, workshop.ShippedCards, ShippedStudies.Cards(workshop.Catalog));
            string wanted = parsed.GetValue(name)!;
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(cards.ShowJson(wanted));
                return (int)ExitCode.Done;
            }
            Console.Out.Write(cards.Show(wanted));
            foreach (string shipped in Workshop.ShippedFiles.Concat(ShippedStudies.Files)
                .Where(file => Path.GetFileNameWithoutExtension(file) == wanted))
            {
                Console.Out.Write("\n" + File.ReadAllText(shipped));
            }
            return (int)ExitCode.Done;
        });
        return command;
    }
}
