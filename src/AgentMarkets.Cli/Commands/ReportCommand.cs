using System.CommandLine;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Reports;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>report</c>: the page of one run again, or one page for several.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("run") { Description = "Run directories.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--out")
        {
            Description = "The page; report.html in the run, or in the current folder for several.",
        };
        var plugins = Shared.Plugins();
        var command = new Command("report", "Writes the report of a run, or one report of several.") 
        {
            runs, output, plugins,
        };
        command.SetAction(parsed =>
        {
            var workshop = new Workshop(parsed.GetValue(plugins) ?? []);
            var directories = parsed.GetValue(runs)!.Select(RunDirectory.Open).ToArray();
            var sections = directories.Select(run => Ended.Read(workshop, run).Section).ToArray();
            var data = directories.Length == 1
                ? new ReportData(Manifest.Read(directories[0]).Experiment, sections[0].Description, sections)
                : new ReportData($"{directories.Length} runs", "",
                    [.. sections.Zip(directories, (s, d) => s with { Title = d.Name })]);
            string page = parsed.GetValue(output)
                ?? (directories.Length == 1 ? directories[0]["report.html"] : "report.html");
            if (Path.GetDirectoryName(Path.GetFullPath(page)) is { } folder && !Directory.Exists(folder))
            {
                throw new ConfigurationException($"--out {page}: there is no folder {Path.GetDirectoryName(page)}. "
                    + "Make it first, or name another page.");
            }
            File.WriteAllText(page, ReportPage.Write(data));
            Console.Out.WriteLine(page);
            return (int)ExitCode.Done;
        });
        return command;
    }
}
