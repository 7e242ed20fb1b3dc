using System.Globalization;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Recording;
using AgentMarkets.Lab.Reports;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Lab.Studies;

/// <summary>The pictures of a table: a metric of each run on its way, or its end against an axis.</summary>
public static class StudyFigures
{
    public const string Seconds = "seconds", Round = "round";

    // From here on places are seen by their ratios rather than by their differences.
    private const double RatioForLogarithm = 8;

    public static IEnumerable<Figure> Of(FilledTable table) => table.Plan.Figures.SelectMany((figure, number) =>
        Panels(table, figure).Select((panel, p) => Draw(table, figure, panel.Rows) with
        {
            Id = $"{table.Plan.Name}-{number + 1}-{p + 1}",
            Title = panel.Label is null ? figure.Title : $"{figure.Title}: {panel.Label}",
        })).Where(figure => figure.Series.Count > 0);

    private static IEnumerable<(string? Label, int[] Rows)> Panels(FilledTable table, StudyFigure figure)
    {
        int[] rows = [.. Enumerable.Range(0, table.Plan.Cases.Count).Where(row => table.Outcomes[row].IsDone)];
        return figure.Panel is not { } panel ? [(null, rows)]
            : rows.GroupBy(row => Label(table, row, panel)).Select(group => ((string?)group.Key, group.ToArray()));
    }

    private static Figure Draw(FilledTable table, StudyFigure figure, int[] rows)
    {
        bool isOnTheWay = figure.Against is Seconds or Round;
        Series[] series = isOnTheWay
            ? [.. rows.Select(row => OnTheWay(table, figure, row)).OfType<Series>()]
            : AtTheEnd(table, figure, rows);
        double[] places = [.. series.SelectMany(s => s.X).Order()];
        bool isByRatio = places.Length > 1 && places[0] > 0 && places[^1] / places[0] >= RatioForLogarithm;
        string caption = figure.Linear || series.All(s => s.Y.All(y => y > figure.Floor)) ? figure.Caption
            : $"{figure.Caption} What is below {NumberText.Of(figure.Floor)} is drawn there.";
        return new Figure("", figure.Title, caption, new Axis(figure.Against, isByRatio),
            new Axis(figure.Metric, Logarithmic: !figure.Linear), series);
    }

    /// <summary>A run's line; nothing where it has no point. Second 0 and round 0 are on no logarithmic
    /// axis.</summary>
    private static Series? OnTheWay(FilledTable table, StudyFigure figure, int row)
    {
        var folder = table.Outcomes[row].Folder;
        var seconds = Timeline.Read(folder).ToDictionary(moment => moment.Round, moment => moment.Seconds);
        (double X, double Y)[] points =
        [
            .. MetricLog.Read(folder).Where(m => m.Metric == figure.Metric)
                .GroupBy(m => m.Round).Select(group => group.Last()).OrderBy(m => m.Round)
                .Select(m => (figure.Against == Round ? m.Round : seconds.GetValueOrDefault(m.Round, double.NaN),
                    Height(figure, Statistics.OverReplicas(m.Values).Mean)))
                .Where(point => point.Item1 > 0 && !double.IsNaN(point.Item2)),
        ];
        return points.Length == 0 ? null
            : new Series(string.Join(", ", table.Plan.Cases[row].Labels),
                points.Length > 1 ? SeriesKind.Line : SeriesKind.Points, [.. points.Select(p => p.X)],
                [.. points.Select(p => p.Y)]);
    }

    /// <summary>A line for each combination of the axes that are neither the place nor the panel.</summary>
    private static Series[] AtTheEnd(FilledTable table, StudyFigure figure, int[] rows)
    {
        string[] others = [.. table.Plan.Axes.Where(axis => axis != figure.Against && axis != figure.Panel)];
        return
        [
            .. rows.GroupBy(row => string.Join(", ", others.Select(axis => Label(table, row, axis))))
                .Select(group => (Name: group.Key, Points: group
                    .Select(row => (X: Number(Label(table, row, figure.Against)),
                        Y: Height(figure, table.Value(row, figure.Metric).Mean)))
                    .Where(point => !double.IsNaN(point.X + point.Y)).OrderBy(point => point.X).ToArray()))
                .Where(line => line.Points.Length > 0)
                .Select(line => new Series(line.Name, SeriesKind.Line, [.. line.Points.Select(p => p.X)],
                    [.. line.Points.Select(p => p.Y)])),
        ];
    }

    private static double Height(StudyFigure figure, double value) =>
        figure.Linear ? value : Math.Max(figure.Floor, value);

    private static string Label(FilledTable table, int row, string axis) =>
        table.Plan.Cases[row].Labels[table.Plan.Axes.ToList().IndexOf(axis)];

    private static double Number(string label) =>
        double.TryParse(label, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number
            : double.NaN;
}
