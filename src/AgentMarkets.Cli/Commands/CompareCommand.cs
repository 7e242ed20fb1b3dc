using System.CommandLine;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Comparisons;
using AgentMarkets.Lab.Reports;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>compare</c>: two groups of runs, metric by metric.</summary>
internal static class CompareCommand
{
    private const string Verb = "compare", Between = "--", Second = "--with", Page = "compare.html";

    public static Command Create()
    {
        var first = new Argument<string[]>("runs")
        {
            Description = "Side A, then --, then side B: run directories, sweeps, patterns such as 'runs/*'.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        // What stands behind -- in the command line: see Split.
        var second = new Option<string[]?>(Second)
        {
            Hidden = true, AllowMultipleArgumentsPerToken = true, Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string?>("--out")
        {
            Description = $"The page, a new file; without it {Page} here, numbered where that is taken.",
        };
        var (json, quiet, plugins) = (Shared.Json(), Shared.Quiet(), Shared.Plugins());
        var command = new Command(Verb, "Compares two groups of runs: compare <runs> -- <runs>.")
        {
            first, second, output, json, quiet, plugins,
        };
        command.SetAction(parsed => (int)Compare(parsed.GetValue(first) ?? [],
            parsed.GetResult(second)?.IdentifierTokenCount ?? 0, parsed.GetValue(second) ?? [],
            parsed.GetValue(output), parsed.GetValue(json), parsed.GetValue(quiet), parsed.GetValue(plugins) ?? []));
        return command;
    }

    /// <summary>The command line with the -- of <c>compare</c> as an option: to the parser, -- says only that no
    /// options follow, and what stood on which side would be lost.</summary>
    public static string[] Split(string[] words) =>
        words is [Verb, ..] ? [.. words.Select(word => word == Between ? Second : word)] : words;

    private static ExitCode Compare(string[] first, int betweens, string[] second, string? output, bool json,
        bool quiet, string[] plugins)
    {
        var problems = new List<string>();
        string? missing = betweens switch
        {
            0 => $"no {Between} between the two sides",
            > 1 => $"{betweens} times {Between}, where two sides need one",
            _ when first.Length == 0 => $"no run before {Between}",
            _ when second.Length == 0 => $"no run after {Between}",
            _ => null,
        };
        if (missing is not null)
        {
            problems.Add($"{missing}. Write {Verb} <runs> {Between} <runs>.");
        }
        CheckPage(output, problems);
        var (a, b) = (RunGroup.Find(first, problems), RunGroup.Find(second, problems));
        ThrowIfAny(problems);
        var comparison = new RunComparison([.. a.SelectMany(ComparedReplica.Of)],
            [.. b.SelectMany(ComparedReplica.Of)]);
        if (comparison.Differences.Count == 0)
        {
            problems.Add("the sides have no metric in common. " + string.Join(" ", comparison.Notes));
        }
        ThrowIfAny(problems);
        string page = ComparisonReport.Page(comparison, [new("command", Shared.CommandLine(), IsCode: true)],
            new Workshop(plugins).Catalog);
        string written = WriteNew(output, page);
        if (json)
        {
            Console.Out.Write(Summary.ToText(ComparisonJson.Of(comparison, written)));
        }
        else if (!quiet)
        {
            CompareTable.Write(Console.Out, comparison, written);
        }
        return ExitCode.Done;
    }

    private static void CheckPage(string? output, List<string> problems)
    {
        if (output is null)
        {
            return;
        }
        if (File.Exists(output) || Directory.Exists(output))
        {
            problems.Add($"--out {output}: is there already, and nothing is written over. Name another page.");
        }
        else if (Path.GetDirectoryName(Path.GetFullPath(output)) is { } folder && !Directory.Exists(folder))
        {
            problems.Add($"--out {output}: there is no folder {Path.GetDirectoryName(output)}. Make it first, or name "
                + "another page.");
        }
    }

    private static void ThrowIfAny(List<string> problems)
    {
        if (problems.Count > 0)
        {
            throw new ConfigurationException($"{Verb}: {problems.Count} problem{(problems.Count == 1 ? "" : "s")}\n  "
                + string.Join("\n  ", problems.Distinct()));
        }
    }

    private static string WriteNew(string? output, string page)
    {
        for (int attempt = 1; ; attempt++)
        {
            string path = output ?? (attempt == 1 ? Page : Page.Replace(".", $"-{attempt}."));
            try
            {
                using var writer = new StreamWriter(new FileStream(path, FileMode.CreateNew));
                writer.Write(page);
                return path;
            }
            catch (IOException) when (output is null && File.Exists(path))
            {
                // The page of another comparison: the next name.
            }
        }
    }
}
