using System.CommandLine;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Reports;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>sweep</c>: every combination of settings, and what they came to.</summary>
internal static class SweepCommand
{
    private const string All = "--all";

    public static Command Create()
    {
        var experiment = Shared.Experiment();
        experiment.Arity = ArgumentArity.ZeroOrOne;
        var overrides = Shared.Overrides();
        var all = new Option<bool>(All) { Description = "Every shipped experiment." };
        var output = new Option<string?>("--out")
        {
            Description = "The folder of the sweep: absent, empty, or that of the same sweep, which then goes on.",
        };
        var retry = new Option<bool>("--retry") { Description = "Plays runs that failed again, from the start." };
        var (device, threads, host) = (Shared.Device(), Shared.Threads(), Shared.Host());
        var (json, quiet, plugins) = (Shared.Json(), Shared.Quiet(), Shared.Plugins());
        var command = new Command("sweep", "Runs every combination of settings; what is done is skipped.")
        {
            experiment, overrides, all, output, retry, device, threads, host, json, quiet, plugins,
        };
        var machines = new ClusterArguments(command);
        command.SetAction(parsed =>
        {
            _ = Task.Run(Versions.All); // loads libtorch while the experiments are read
            var options = new RunOptions(parsed.GetValue(device)!, parsed.GetValue(host)!, parsed.GetValue(threads),
                parsed.GetValue(json), parsed.GetValue(quiet));
            string[] words = [.. parsed.GetValue(experiment) is { } first ? [first] : Array.Empty<string>(),
                .. parsed.GetValue(overrides) ?? []];
            string[] files = parsed.GetValue(plugins) ?? [];
            options = options with { Asked = machines.AskedForRuns(parsed, host, files) };
            return (int)Sweep(() => new Workshop(files), words, parsed.GetValue(all), parsed.GetValue(output),
                parsed.GetValue(retry), options);
        });
        return command;
    }

    private static ExitCode Sweep(Func<Workshop> open, string[] words, bool all, string? output, bool retry,
        RunOptions options)
    {
        Hosts.Check(options);
        var workshop = open();
        var experiments = Experiments(workshop, words, all);
        string[] overrides = all ? words : words[1..];
        string[] asked = [all ? All : words[0], .. overrides];
        var runs = SweepPlan.Of(workshop.Reader, experiments, overrides);
        runs = all ? [.. runs.Select(run => WithTableMetrics(workshop, run, options))] : runs;
        var before = Batch.Before(SweepRecord.File, "sweep", output, asked);
        var batch = new Batch(SweepRecord.File, asked, runs, open, options, retry);
        // Also loads libtorch: where it is missing, there must be no folder yet.
        _ = Versions.All();
        string what = all ? "all" : experiments[0].Name;
        var folder = before ?? RunDirectory.Create(output, $"sweep-{what}", overrides, DateTimeOffset.UtcNow);
        using var held = folder.Hold();
        var (code, stoppedAt) = options.Asked is { } nodes
            ? (batch.PlayOn(nodes, Build.Of(workshop), folder), null)
            : batch.Play(folder);
        var results = new SweepResults(batch.Outcomes);
        string[] headlines = [.. batch.Headlines.Where(results.Metrics.Contains)];
        results.WriteTable(folder);
        folder.Write("report.html", SweepReport.Page(all ? "Sweep of all experiments" : $"Sweep of {what}", results,
            headlines, Shared.Facts(options), workshop.Catalog));
        if (options.Json)
        {
            Console.Out.Write(batch.Record(withMetrics: true).ToText());
        }
        else if (!options.Quiet)
        {
            SweepTable.Write(Console.Out, results, headlines, folder);
        }
        if (code == ExitCode.Interrupted)
        {
            string how = stoppedAt is { } run ? $"stopped in run {run:N0} of {runs.Count:N0}; go on with: "
                : "stopped; the nodes go on with what is queued. Take what they bring with: ";
            Console.Error.WriteLine(how + Shared.CommandLine()
                + (output is null ? $" --out {Shared.Quoted(folder.Path)}" : ""));
        }
        return code;
    }

    /// <summary>The run with the columns of a table over all experiments measured.</summary>
    private static PlannedRun WithTableMetrics(Workshop workshop, PlannedRun run, RunOptions options)
    {
        var (experiment, game) = Prepared.From(workshop, run.Experiment, run.Text, run.Source, run.Overrides,
            options.Device);
        var asked = experiment.Measures.SelectMany(name => game.MetricGroups.GetValueOrDefault(name, [name]));
        return run with
        {
            Overrides = [.. run.Overrides, .. game.TableMetrics.Except(asked).Select(metric => $"measure+={metric}")],
        };
    }

    private static (string Name, string Text, string Source)[] Experiments(Workshop workshop, string[] words, bool all)
    {
        if (all)
        {
            return words.FirstOrDefault(word => !word.Contains('=')) is { } experiment
                ? throw new ConfigurationException($"sweep {experiment} {All}: one experiment or all of them, not "
                    + $"both. Leave out {experiment}, or {All}.")
                : [.. Workshop.ShippedFiles.Select(file =>
                    workshop.Find(Path.GetFileNameWithoutExtension(file)))];
        }
        return words.Length > 0
            ? [workshop.Find(words[0])]
            : throw new ConfigurationException($"sweep: needs an experiment, or {All}. See agentmarkets sweep --help.");
    }
}
