using System.Globalization;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Lab.Reports;

namespace AgentMarkets.Lab.Studies;

/// <summary>The power of an axis that a metric follows, for every combination of the other axes.</summary>
/// <remarks>See <see cref="LogSlope"/>: the error is that which the numbers have over replicas.</remarks>
public sealed class SlopeTable
{
    private readonly FilledTable _table;
    private readonly StudySlope _slope;
    private readonly string[] _others;
    private readonly (string[] Labels, double Slope, double Error)[] _rows;

    internal SlopeTable(FilledTable table, StudySlope slope)
    {
        (_table, _slope) = (table, slope);
        _others = [.. table.Plan.Axes.Where(axis => axis != slope.Against)];
        int against = table.Plan.Axes.ToList().IndexOf(slope.Against);
        _rows =
        [
            .. Enumerable.Range(0, table.Plan.Cases.Count)
                .GroupBy(row => string.Join('/', table.Plan.Cases[row].Labels.Where((_, axis) => axis != against)))
                .Select(group => Fit([.. group], against)),
        ];
    }

    /// <summary>The slope of some labels of the other axes; not-a-number where there is none.</summary>
    public (double Slope, double Error) Of(IReadOnlyList<string> labels) => _rows
        .Where(row => row.Labels.SequenceEqual(labels)).Select(row => (row.Slope, row.Error))
        .FirstOrDefault((double.NaN, double.NaN));

    public ReportTable ToReport() => new(_slope.Title, [.. _others, "slope", "std. error"],
        [.. _rows.Select(row => (ReportCell[])
        [
            .. row.Labels.Select(label => new ReportCell(label)), new ReportCell(null, null, row.Slope),
            new ReportCell(null, null, row.Error),
        ])])
    {
        Note = _slope.Note,
    };

    public Table ToFile() => new(0, $"{_table.Plan.Name}-slopes-of-{_slope.Metric}",
    [
        .. _others.Select((axis, a) => new Column(axis, [], [.. _rows.Select(row => row.Labels[a])])),
        new Column("slope", [.. _rows.Select(row => row.Slope)]),
        new Column("slope-standard-error", [.. _rows.Select(row => row.Error)]),
    ]);

    private (string[] Labels, double Slope, double Error) Fit(int[] rows, int against)
    {
        string[] labels = [.. _table.Plan.Cases[rows[0]].Labels.Where((_, axis) => axis != against)];
        var points = rows.Select(row => (Value: _table.Value(row, _slope.Metric), X: Math.Log(double.TryParse(
                _table.Plan.Cases[row].Labels[against], NumberStyles.Float, CultureInfo.InvariantCulture,
                out double x) ? x : double.NaN)))
            .Where(point => point.Value.Mean > 0 && double.IsFinite(point.X)).ToArray();
        if (points.Length < 2)
        {
            return (labels, double.NaN, double.NaN);
        }
        var (slope, error) = LogSlope.Of([.. points.Select(point => point.X)],
            [.. points.Select(point => Math.Log(point.Value.Mean))],
            [.. points.Select(point => point.Value.StandardError / point.Value.Mean)]);
        return (labels, slope, error);
    }
}
