using System.CommandLine;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>list</c>: everything that experiments are made of, a sentence and a source each.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var kind = new Argument<string?>("kind")
        {
            Description = "mechanisms, priors, ..., experiments, studies; all if left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var (json, plugins) = (Shared.Json(), Shared.Plugins());
        var command = new Command("list", "Lists the pieces, the shipped experiments and studies.")
        {
            kind, json, plugins,
        };
        command.SetAction(parsed =>
        {
            var workshop = new Workshop(parsed.GetValue(plugins) ?? []);
            var cards = new CardText(workshop.Catalog, workshop.ShippedCards, ShippedStudies.Cards(workshop.Catalog));
            Console.Out.Write(parsed.GetValue(json)
                ? cards.ListJson(parsed.GetValue(kind)) + "\n"
                : cards.List(parsed.GetValue(kind)));
            return (int)ExitCode.Done;
        });
        return command;
    }
}
