using AgentMarkets.Core.Catalog;
using AgentMarkets.Lab.Reports;

namespace AgentMarkets.Lab.Studies;

/// <summary>One page over a study: its tables with what is published beside them, and their pictures.</summary>
public static class StudyReport
{
    /// <param name="facts">How it was run.</param>
    public static string Page(Study study, IReadOnlyList<FilledTable> tables, IReadOnlyList<Fact> facts,
        Catalog catalog)
    {
        var outcomes = tables.SelectMany(table => table.Outcomes).ToArray();
        string[] metrics = [.. study.Tables.SelectMany(table => table.Columns).Select(c => c.Metric).Distinct()];
        var section = new ReportSection($"Study {study.Name}")
        {
            Expect = [.. outcomes.SelectMany(outcome => outcome.Expect.Select(e =>
                new ExpectRow($"{outcome.Run.Name}: {e.Rule}", e.Value, e.Met)))],
            Warnings = [.. outcomes.Where(outcome => !outcome.IsDone).Select(outcome =>
                new ReportWarning($"{outcome.Run.Name} has no numbers:", $"it is {outcome.Status}."))],
            Tables =
            [
                StudyFindings.ToReport(StudyFindings.Of(study, tables)),
                .. tables.SelectMany(table => table.Slopes.Select(slope => slope.ToReport())
                    .Prepend(table.ToReport())),
                new ReportTable("What the numbers are", ["metric", "definition"],
                    [.. metrics.Select(metric => new ReportCell[]
                    {
                        new(metric), new(catalog.Find("metric", metric)?.Summary ?? ""),
                    })]),
            ],
            Figures = [.. tables.SelectMany(StudyFigures.Of)],
            Facts = [.. facts, new Fact("published", study.Source),
                .. study.Choices.Select(choice => new Fact(choice.Key, choice.Value))],
        };
        return ReportPage.Write(new ReportData($"Study {study.Name}", study.Description, [section]));
    }
}
