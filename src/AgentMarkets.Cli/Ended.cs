using System.Text.Json.Nodes;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Cli.Commands;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Diagnoses;
using AgentMarkets.Lab.Recording;
using AgentMarkets.Lab.Reports;

namespace AgentMarkets.Cli;

/// <summary>A run that came to its end: what it leaves, what it prints, and how it counts.</summary>
internal sealed record Ended(Workshop Workshop, Prepared Prepared, Results Results, Manifest Manifest, RunDirectory Run)
{
    /// <summary>What its diagnosis came to; nothing where there was none.</summary>
    public Findings? Findings { get; init; }

    public ReportSection Section => RunReport.Section(Prepared.Experiment, Prepared.Game, Results, Manifest, Verdicts,
        Run.Read("command.txt").Trim(), Workshop.Catalog, Findings);

    public ExitCode Code => Manifest.Status == Manifest.Failed ? ExitCode.Failed
        : Manifest.LacksDiagnosis ? ExitCode.Interrupted
        : Verdicts.All(v => v.Met) ? ExitCode.Done : ExitCode.ExpectNotMet;

    private IReadOnlyList<ExpectVerdict> Verdicts => Summary.Judge(Prepared.Experiment, Results, Findings);

    private JsonObject Summed =>
        Summary.Of(Prepared.Experiment, Prepared.Game, Results, Manifest, Verdicts, Findings);

    /// <summary>Reads all of it from the folder.</summary>
    /// <exception cref="IOException">The run is not whole.</exception>
    public static Ended Read(Workshop workshop, RunDirectory run)
    {
        var manifest = Manifest.Read(run);
        var prepared = Prepared.From(workshop, manifest.Experiment, run.Read("experiment.json"),
            run["experiment.json"], [], "cpu");
        var tables = manifest.Tables.Select(name => TableFile.Read(run, name,
            manifest.TextColumns.GetValueOrDefault(name, []))).OfType<Table>();
        var results = new Results([.. MetricLog.Read(run)], [.. tables], prepared.Experiment.Replicas)
        {
            Timeline = Timeline.Read(run),
        };
        return new Ended(workshop, prepared, results, manifest, run) { Findings = Findings.Read(run) };
    }

    /// <summary>Makes the diagnosis and keeps it; one that came to nothing only where it was asked for.</summary>
    /// <returns>The same without one, where a stop was asked for.</returns>
    public Ended Diagnosed(Progress progress, CancellationToken stop)
    {
        try
        {
            var findings =
                new RunDiagnosis(Workshop.Reader, Prepared.Experiment, Run, Manifest, progress).Make(stop);
            progress.Clear();
            if (findings.Why is null || Prepared.Experiment.Measures.Contains(Findings.Metric))
            {
                findings.Write(Run);
            }
            var manifest = Manifest with { LacksDiagnosis = false };
            Run.Write("manifest.json", manifest.ToText());
            return this with { Findings = findings, Manifest = manifest };
        }
        catch (OperationCanceledException)
        {
            progress.Clear();
            return this;
        }
    }

    /// <summary>Writes summary and report, which follow from the rest.</summary>
    public void WriteFiles()
    {
        Run.Write("summary.json", Summary.ToText(Summed));
        var section = Section;
        Run.Write("report.html",
            ReportPage.Write(new ReportData(Prepared.Experiment.Name, section.Description, [section])));
    }

    public void Print(RunOptions options)
    {
        if (options.Json)
        {
            Console.Out.Write(Summary.ToText(Summed));
        }
        else if (options is { Quiet: false, IsPart: false })
        {
            AnswerTables.Write(Console.Out, Results, Run);
            FinalTable.Write(Console.Out, Section, Manifest, Run);
        }
        if (Manifest.LacksDiagnosis)
        {
            string how = options.IsPart ? "." : $"; make it with: agentmarkets diagnose {Shared.Quoted(Run.Path)}";
            Console.Error.WriteLine($"the run is done, its diagnosis was stopped{how}");
        }
    }
}
