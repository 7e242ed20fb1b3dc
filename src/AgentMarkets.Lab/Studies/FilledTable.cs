using AgentMarkets.Core.Actors;
using AgentMarkets.Lab.Reports;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Lab.Studies;

/// <summary>A table of a study with what its runs came to; what is not known is not-a-number.</summary>
public sealed class FilledTable
{
    private readonly IReadOnlyList<RunOutcome> _outcomes;
    private readonly StudyColumn[] _published;

    /// <param name="outcomes">Of all runs of the study.</param>
    public FilledTable(PlannedTable plan, IReadOnlyList<RunOutcome> outcomes)
    {
        Plan = plan;
        var byName = outcomes.ToDictionary(outcome => outcome.Run.Name);
        _outcomes = [.. plan.Cases.Select(one => byName[one.Run.Name])];
        _published = [.. plan.Columns.Where(column => column.Published is not null)];
    }

    public PlannedTable Plan { get; }

    /// <summary>In the order of the plan's cases.</summary>
    public IReadOnlyList<RunOutcome> Outcomes => _outcomes;

    /// <summary>A metric of a row at its end, its mean over replicas.</summary>
    public (double Mean, double StandardError) Value(int row, string metric)
    {
        var found = _outcomes[row] is { IsDone: true, Summary: { } summary } ? summary["metrics"]?[metric] : null;
        return (found?["mean"]?.GetValue<double>() ?? double.NaN,
            found?["standardError"]?.GetValue<double>() ?? double.NaN);
    }

    /// <summary>The headings, in the order of <see cref="Cells"/>.</summary>
    public IReadOnlyList<string> Headings => [.. Plan.Axes, .. Plan.Columns.Select(column => column.Title),
        .. Plan.Same.Select(text => text.Key), .. _published.Select(column => column.Published!)];

    /// <summary>One row as a report has it.</summary>
    public IReadOnlyList<ReportCell> Cells(int row)
    {
        var one = Plan.Cases[row];
        return
        [
            .. one.Labels.Select((label, axis) => new ReportCell(label,
                axis == one.Labels.Count - 1 ? Uri.EscapeDataString(one.Run.Name) + "/report.html" : null)),
            .. Plan.Columns.Select(column => Value(row, column.Metric))
                .Select(value => new ReportCell(null, null, value.Mean, value.StandardError)),
            .. Plan.Same.Select(text => new ReportCell(text.Value)),
            .. _published.Select(column => new ReportCell(null, null, Published(one, column))),
        ];
    }

    public ReportTable ToReport() => new(Plan.Title, Headings,
        [.. Enumerable.Range(0, Plan.Cases.Count).Select(Cells)])
    {
        Note = Plan.Note,
    };

    /// <summary>As the file of its name: columns are called by their metric, what is published by
    /// <c>published-</c> and the metric.</summary>
    public Table ToFile() => new(0, Plan.Name,
    [
        .. Plan.Axes.Select((axis, a) => new Column(axis, [], [.. Plan.Cases.Select(one => one.Labels[a])])),
        .. Plan.Columns.Select(column => new Column(column.Metric,
            [.. Enumerable.Range(0, Plan.Cases.Count).Select(row => Value(row, column.Metric).Mean)])),
        .. Plan.Same.Select(text => new Column(text.Key, [], [.. Plan.Cases.Select(_ => text.Value)])),
        .. _published.Select(column => new Column("published-" + column.Metric,
            [.. Plan.Cases.Select(one => Published(one, column))])),
    ]);

    private static double Published(StudyCase one, StudyColumn column) =>
        one.Published.GetValueOrDefault(column.Metric, double.NaN);
}
