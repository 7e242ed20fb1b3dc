using AgentMarkets.Core.Catalog;
using AgentMarkets.Lab.Reports;

namespace AgentMarkets.Lab.Sweeps;

/// <summary>One page over many runs: a table of means over seeds, and each headline metric against what was
/// varied: over one setting, over two as a heat map, over all as parallel coordinates.</summary>
public static class SweepReport
{
    /// <param name="headlines">The metrics that the page is about, most telling first.</param>
    /// <param name="facts">How it was run.</param>
    public static string Page(string title, SweepResults results, IReadOnlyList<string> headlines,
        IReadOnlyList<Fact> facts, Catalog catalog)
    {
        var points = DesignPoint.Of(results);
        var section = new ReportSection(title)
        {
            Expect = [.. results.Outcomes.SelectMany(outcome => outcome.Expect.Select(e =>
                new ExpectRow($"{outcome.Run.Name}: {e.Rule}", e.Value, e.Met)))],
            Warnings = [.. results.Outcomes.Where(outcome => !outcome.IsDone).Select(outcome =>
                new ReportWarning($"{outcome.Run.Name} is not in the tables:", $"it is {outcome.Status}."))],
            Tables = [Means(results, headlines), Metrics(headlines, catalog)],
            Figures =
            [
                .. SweepFigures.Of(results, headlines),
                .. HeatMaps.Of(points, headlines, "mean over seeds"),
                .. ParallelCoordinates.Of(points, headlines, "means over seeds"),
            ],
            Facts = facts,
        };
        int done = results.Outcomes.Count(outcome => outcome.IsDone);
        return ReportPage.Write(new ReportData(title,
            $"{done} of {results.Outcomes.Count} runs are done, with {results.Rows.Count} replicas.", [section]));
    }

    private static ReportTable Means(SweepResults results, IReadOnlyList<string> headlines) => new(
        "Means over seeds ± standard error",
        ["run", .. results.Keys, "replicas", .. headlines],
        [.. results.Combinations.Select(combination => (ReportCell[])
        [
            new(combination.Outcome.Run.Name, Uri.EscapeDataString(combination.Outcome.Run.Name) + "/report.html"),
            .. results.Keys.Select(key => new ReportCell(combination[key] ?? "")),
            new($"{combination.Rows.Count}"),
            .. headlines.Select(metric => Cell(combination.Mean(metric))),
        ])]);

    private static ReportCell Cell((double Mean, double StandardError) value) =>
        new(null, null, value.Mean, value.StandardError);

    internal static ReportTable Metrics(IReadOnlyList<string> headlines, Catalog catalog) => new("What they are",
        ["metric", "definition"],
        [.. headlines.Select(metric => new ReportCell[]
        {
            new(metric), new(catalog.Find("metric", metric)?.Summary ?? ""),
        })]);
}
