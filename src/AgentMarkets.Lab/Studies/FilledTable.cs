using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Diagnoses;
using AgentMarkets.Lab.Recording;
using AgentMarkets.Lab.Reports;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Lab.Studies;

/// <summary>A table of a study with what its runs came to; what is not known is not-a-number.</summary>
public sealed class FilledTable
{
    // Below this share of a mean, a difference between replicas is rounding.
    private const double Rounding = 1e-12;

    private readonly IReadOnlyList<RunOutcome> _outcomes;
    private readonly Dictionary<string, RunOutcome> _byName;
    private readonly StudyColumn[] _published;

    /// <param name="outcomes">Of all runs of the study.</param>
    public FilledTable(PlannedTable plan, IReadOnlyList<RunOutcome> outcomes)
    {
        Plan = plan;
        _byName = outcomes.ToDictionary(outcome => outcome.Run.Name);
        _outcomes = [.. plan.Cases.Select(one => _byName[one.Run.Name])];
        _published = [.. plan.Columns.Where(column => column.Published is not null)];
    }

    public PlannedTable Plan { get; }

    /// <summary>In the order of the plan's cases.</summary>
    public IReadOnlyList<RunOutcome> Outcomes => _outcomes;

    /// <summary>A metric of a row at its end, its mean over replicas.</summary>
    public (double Mean, double StandardError) Value(int row, string metric, int? bidder = null) =>
        Value(_outcomes[row], metric, bidder);

    /// <summary>The verdict on a row's run in words: <c>rotation, damped</c>. Nothing where nobody looked.</summary>
    public string? Verdict(int row) => _outcomes[row].IsDone ? Findings.Read(_outcomes[row].Folder)?.Words : null;

    /// <summary>The number of a row and column, which may come from other tables.</summary>
    public (double Mean, double StandardError) Value(int row, StudyColumn column)
    {
        var value = At(column.Of);
        if (column.Less is null)
        {
            return value;
        }
        var less = At(column.Less);
        return (value.Mean - less.Mean, Together(value.StandardError, less.StandardError));

        (double Mean, double StandardError) At(string? table) => Value(table is null ? _outcomes[row]
            : _byName.GetValueOrDefault(Plan.Cases[row].Elsewhere[table]), column.Metric, column.Bidder);
    }

    /// <summary>What was fitted through the rows.</summary>
    public IReadOnlyList<SlopeTable> Slopes => [.. Plan.Slopes.Select(slope => new SlopeTable(this, slope))];

    /// <summary>The headings, in the order of <see cref="Cells"/>.</summary>
    public IReadOnlyList<string> Headings => [.. Plan.Axes, .. Plan.Columns.SelectMany(Titles),
        .. Plan.Same.Select(text => text.Key), .. _published.Select(column => column.Published!)];

    /// <summary>One row as a report has it.</summary>
    public IReadOnlyList<ReportCell> Cells(int row)
    {
        var one = Plan.Cases[row];
        return
        [
            .. one.Labels.Select((label, axis) => new ReportCell(label,
                axis == one.Labels.Count - 1 ? Uri.EscapeDataString(one.Run.Name) + "/report.html" : null)),
            .. Plan.Columns.SelectMany(column => column.IsVerdict
                ? [new ReportCell(Verdict(row) ?? "-")] : Cells(column, Value(row, column))),
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
        .. Plan.Columns.SelectMany(ToFile),
        .. Plan.Same.Select(text => new Column(text.Key, [], [.. Plan.Cases.Select(_ => text.Value)])),
        .. _published.Select(column => new Column("published-" + column.Metric,
            [.. Plan.Cases.Select(one => Published(one, column))])),
    ]);

    private IEnumerable<Column> ToFile(StudyColumn column)
    {
        if (column.IsVerdict)
        {
            yield return new Column(column.Name, [],
                [.. Enumerable.Range(0, Plan.Cases.Count).Select(row => Verdict(row) ?? "")]);
            yield break;
        }
        var values = Enumerable.Range(0, Plan.Cases.Count).Select(row => Value(row, column)).ToArray();
        yield return new Column(column.Name, [.. values.Select(value => value.Mean)]);
        if (column.Error)
        {
            yield return new Column(column.Name + "-standard-error", [.. values.Select(value => value.StandardError)]);
        }
        if (column.Within is { } within)
        {
            yield return new Column(column.Name + "-within", [], [.. values.Select(value => Within(value, within))]);
        }
    }

    private static IEnumerable<string> Titles(StudyColumn column)
    {
        yield return column.Title;
        if (column.Error)
        {
            yield return "std. error";
        }
        if (column.Within is { } within)
        {
            yield return "within " + Reports.NumberText.InFull(within);
        }
    }

    private static IEnumerable<ReportCell> Cells(StudyColumn column, (double Mean, double StandardError) value)
    {
        yield return new ReportCell(null, null, value.Mean, column.Error ? double.NaN : value.StandardError);
        if (column.Error)
        {
            yield return new ReportCell(null, null, value.StandardError);
        }
        if (column.Within is { } within)
        {
            yield return new ReportCell(Within(value, within));
        }
    }

    private static string Within((double Mean, double StandardError) value, double within) =>
        double.IsNaN(value.Mean) ? "-"
        : Math.Abs(value.Mean) <= Math.Max(within, double.IsNaN(value.StandardError) ? 0 : 4 * value.StandardError)
        ? "yes" : "no";

    private static (double, double) Value(RunOutcome? outcome, string metric, int? bidder)
    {
        var found = outcome is { IsDone: true, Summary: { } summary } ? summary["metrics"]?[metric] : null;
        var (mean, error) = found is not null && bidder is { } one ? OfBidder(outcome!, metric, one)
            : (found?["mean"]?.GetValue<double>() ?? double.NaN,
                found?["standardError"]?.GetValue<double>() ?? double.NaN);
        return (mean, error < Rounding * Math.Abs(mean) ? double.NaN : error);
    }

    private static (double Mean, double StandardError) OfBidder(RunOutcome outcome, string metric, int bidder)
    {
        var last = MetricLog.Read(outcome.Folder).LastOrDefault(one => one.Metric == metric);
        return last is null || bidder > last.Values.GetLength(1) ? (double.NaN, double.NaN)
            : Statistics.OverReplicas(Column(last.Values, bidder - 1));
    }

    private static double[,] Column(double[,] values, int column)
    {
        var one = new double[values.GetLength(0), 1];
        for (int r = 0; r < one.Length; r++)
        {
            one[r, 0] = values[r, column];
        }
        return one;
    }

    /// <summary>Of a difference; what has no error counts as exact.</summary>
    private static double Together(double one, double other) => double.IsNaN(one) ? other
        : double.IsNaN(other) ? one : Math.Sqrt(one * one + other * other);

    private static double Published(StudyCase one, StudyColumn column) =>
        one.Published.GetValueOrDefault(column.Metric, double.NaN);
}
