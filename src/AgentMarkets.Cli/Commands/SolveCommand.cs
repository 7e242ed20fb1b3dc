using System.CommandLine;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Lab;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>solve</c>: the exact equilibrium of a Fisher market given as files, as a run like any other.</summary>
internal static class SolveCommand
{
    private const string Verb = "solve";

    public static Command Create()
    {
        var folder = new Argument<string?>("market-folder")
        {
            Description = "A folder with valuations.csv and, where there are any, budgets.csv and supply.csv.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var valuations = File("--valuations", "In place of a folder: who values what.");
        var budgets = File("--budgets", "Beside --valuations: who has how much; 1 each where it is left out.");
        var supply = File("--supply", "Beside --valuations: what there is of each good; 1 each where it is left out.");
        var dense = new Option<bool>("--dense")
        {
            Description = "Every column of the valuations but the first is a good, even one called good or value.",
        };
        var utility = new Option<string>("--utility")
        {
            Description = "What buyers make of a bundle: linear, cobb-douglas, leontief, \"ces(alpha=0.5)\".",
            DefaultValueFactory = _ => "linear",
        };
        var allocations = new Option<bool>("--allocations")
        {
            Description = "Also write who gets how much of what: allocations.csv.",
        };
        var output = new Option<string?>("--out") { Description = "The run directory; must be absent or empty." };
        var (threads, json, quiet, plugins) = (Shared.Threads(), Shared.Json(), Shared.Quiet(), Shared.Plugins());
        var command = new Command(Verb, "Finds the exact equilibrium of a Fisher market in files.")
        {
            folder, valuations, budgets, supply, dense, utility, allocations, output, threads, json, quiet, plugins,
        };
        command.SetAction(parsed =>
        {
            _ = Task.Run(Versions.All);
            var market = new MarketAsked(parsed.GetValue(folder), parsed.GetValue(valuations),
                parsed.GetValue(budgets), parsed.GetValue(supply), parsed.GetValue(dense),
                parsed.GetValue(utility)!, parsed.GetValue(allocations));
            var options = new RunOptions("cpu", Hosts.Parallel, parsed.GetValue(threads), parsed.GetValue(json),
                parsed.GetValue(quiet));
            return (int)Solve(new Workshop(parsed.GetValue(plugins) ?? []), market, parsed.GetValue(output), options);
        });
        return command;
    }

    private static Option<string?> File(string name, string description) => new(name) { Description = description };

    private static ExitCode Solve(Workshop workshop, MarketAsked market, string? output, RunOptions options)
    {
        var problems = new Problems(Verb);
        var read = workshop.Reader.TryRead(market.Name, market.ToExperiment(options.Threads, Verb), problems);
        var prepared = Prepared.TryFrom(read is null ? null : MarketAsked.Shared(read), options.Device, problems);
        market.Worded(problems).ThrowIfAny();
        // Also loads libtorch: where it is missing, there must be no folder yet.
        var versions = Versions.All();
        var run = RunDirectory.Create(output, prepared!.Experiment.Name, [market.Utility], DateTimeOffset.UtcNow);
        return RunCommand.Begin(workshop, prepared, run, versions, options);
    }
}
