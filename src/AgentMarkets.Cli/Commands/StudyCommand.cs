using System.CommandLine;
using System.Text.Json.Nodes;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Recording;
using AgentMarkets.Lab.Reports;
using AgentMarkets.Lab.Studies;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>study</c>: a shipped set of runs with a report of its own.</summary>
internal static class StudyCommand
{
    private const string Record = "study.json";

    public static Command Create()
    {
        var name = new Argument<string>("study") { Description = "A shipped study (see list studies), or a file." };
        var overrides = new Argument<string[]>("key=value")
        {
            Description = "size=full, tables=..., and what else the study can be told: see show <study>.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string?>("--out")
        {
            Description = "The folder of the study: absent, empty, or that of the same study, which then goes on.",
        };
        var retry = new Option<bool>("--retry") { Description = "Plays runs that failed again, from the start." };
        var (device, threads, host) = (Shared.Device(), Shared.Threads(), Shared.Host());
        var (json, quiet, plugins) = (Shared.Json(), Shared.Quiet(), Shared.Plugins());
        var command = new Command("study", "Runs a set of experiments and writes its tables beside published ones.")
        {
            name, overrides, output, retry, device, threads, host, json, quiet, plugins,
        };
        var machines = new ClusterArguments(command);
        command.SetAction(parsed =>
        {
            _ = Task.Run(Versions.All); // loads libtorch while the study is read
            var options = new RunOptions(parsed.GetValue(device)!, parsed.GetValue(host)!, parsed.GetValue(threads),
                parsed.GetValue(json), parsed.GetValue(quiet));
            string[] files = parsed.GetValue(plugins) ?? [];
            options = options with { Asked = machines.AskedForRuns(parsed, host, files) };
            return (int)Play(() => new Workshop(files), parsed.GetValue(name)!, parsed.GetValue(overrides) ?? [],
                parsed.GetValue(output), parsed.GetValue(retry), options);
        });
        return command;
    }

    private static ExitCode Play(Func<Workshop> open, string wanted, string[] overrides, string? output, bool retry,
        RunOptions options)
    {
        Hosts.Check(options);
        var workshop = open();
        var (name, text, source) = ShippedStudies.Find(wanted);
        var study = Study.Of(name, text, source, overrides, workshop.Catalog);
        string[] asked = [wanted, .. overrides];
        var before = Batch.Before(Record, "study", output, asked);
        var batch = new Batch(Record, asked, study.Runs, open, options, retry);
        // Also loads libtorch: where it is missing, there must be no folder yet.
        _ = Versions.All();
        var folder = before ?? RunDirectory.Create(output, $"study-{name}", overrides, DateTimeOffset.UtcNow);
        using var held = folder.Hold();
        var (code, stoppedAt) = options.Asked is { } nodes
            ? (batch.PlayOn(nodes, Build.Of(workshop), folder), null)
            : batch.Play(folder);
        FilledTable[] tables = [.. study.Tables.Select(table => new FilledTable(table, batch.Outcomes))];
        foreach (var table in tables)
        {
            TableFile.Write(folder, table.ToFile());
            foreach (var slope in table.Slopes)
            {
                TableFile.Write(folder, slope.ToFile());
            }
        }
        folder.Write("report.html", StudyReport.Page(study, tables, Shared.Facts(options), workshop.Catalog));
        if (options.Json)
        {
            Console.Out.Write(Summary.ToText(Json(batch, study, tables)));
        }
        else if (!options.Quiet)
        {
            Write(Console.Out, study, tables, folder);
        }
        if (stoppedAt is { } run)
        {
            Console.Error.WriteLine($"stopped in run {run:N0} of {study.Runs.Count:N0}; go on with: "
                + Shared.CommandLine() + (output is null ? $" --out {Shared.Quoted(folder.Path)}" : ""));
        }
        else if (code == ExitCode.Interrupted)
        {
            Console.Error.WriteLine("stopped; the nodes go on with what is queued. Take what they bring with: "
                + Shared.CommandLine() + (output is null ? $" --out {Shared.Quoted(folder.Path)}" : ""));
        }
        return code;
    }

    private static JsonObject Json(Batch batch, Study study, IReadOnlyList<FilledTable> tables)
    {
        var all = JsonNode.Parse(batch.Record(withMetrics: true).ToText())!.AsObject();
        all["tables"] = new JsonObject(tables
            .SelectMany(table => table.Slopes.Select(slope => slope.ToFile()).Prepend(table.ToFile()))
            .Select(table => KeyValuePair.Create(table.Name, (JsonNode?)new JsonArray(
                [.. Enumerable.Range(0, table.Columns[0].Texts?.Length ?? table.Columns[0].Numbers.Length)
                    .Select(row => Row(table, row))]))));
        all["findings"] = new JsonArray([.. StudyFindings.Of(study, tables).Select(text => JsonValue.Create(text))]);
        return all;
    }

    private static JsonObject Row(Core.Actors.Table table, int row) => new(table.Columns.Select(column =>
        KeyValuePair.Create(column.Name, (JsonNode?)(column.Texts is { } texts ? JsonValue.Create(texts[row])
            : double.IsFinite(column.Numbers[row]) ? JsonValue.Create(column.Numbers[row]) : null))));

    private static void Write(TextWriter to, Study study, IReadOnlyList<FilledTable> tables, RunDirectory folder)
    {
        foreach (var table in tables)
        {
            to.WriteLine(table.Plan.Title);
            to.WriteLine(table.Plan.Note);
            FinalTable.Table(to, [[.. table.Headings], .. Enumerable.Range(0, table.Plan.Cases.Count)
                .Select(row => table.Cells(row).Select(Text).ToArray())]);
            foreach (var slope in table.Slopes.Select(slope => slope.ToReport()))
            {
                to.WriteLine(slope.Title);
                FinalTable.Table(to, [[.. slope.Columns], .. slope.Rows.Select(row => row.Select(Text).ToArray())]);
            }
        }
        foreach (string finding in StudyFindings.Of(study, tables))
        {
            to.WriteLine(finding);
            to.WriteLine();
        }
        foreach (var outcome in tables.SelectMany(table => table.Outcomes).Where(outcome => !outcome.IsDone))
        {
            to.WriteLine($"{outcome.Status}: {outcome.Folder.Path}");
        }
        to.WriteLine($"tables  {string.Join(", ", tables.Select(t => folder[TableFile.NameOf(t.Plan.Name)]))}");
        to.WriteLine($"report  {folder["report.html"]}");
    }

    private static string Text(ReportCell cell) => cell.Text ?? FinalTable.Number(cell.Value);
}
