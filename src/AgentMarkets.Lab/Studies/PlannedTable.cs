using System.Globalization;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Lab.Studies;

/// <summary>A table of a study before its runs are played.</summary>
/// <param name="Axes">The headings of what varies, slowest first.</param>
/// <param name="Same">Columns that are the same in every row.</param>
public sealed record PlannedTable(string Name, string Title, string Note, IReadOnlyList<string> Axes,
    IReadOnlyList<StudyColumn> Columns, IReadOnlyList<KeyValuePair<string, string>> Same,
    IReadOnlyList<StudySlope> Slopes, IReadOnlyList<StudyFigure> Figures, IReadOnlyList<StudyCase> Cases)
{
    /// <param name="file">The study that the table is of.</param>
    internal static PlannedTable Of(StudyTable table, StudyFile file, StudyChoices choices, string study,
        string source, Problems problems)
    {
        string experiment = choices.Fill(file.Experiment.Text, "experiment");
        string place = $"tables.{table.Name}";
        var cases = new List<IReadOnlyList<StudyPoint>> { Array.Empty<StudyPoint>() };
        foreach (var axis in table.Axes)
        {
            var points = PointsOf(axis, choices, place, problems);
            cases = [.. cases.SelectMany(before => points.Select(point => (StudyPoint[])[.. before, point]))];
        }
        string[] common = Changes(table.Set, choices, place);
        var planned = cases.Select(points => Case(points, [.. table.Axes.Select(axis => axis.Name)])).ToArray();
        foreach (var twice in planned.GroupBy(one => one.Run.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1))
        {
            problems.Add(place, $"'{twice.Key}'", "is the name of two runs", "Give the points of an axis labels that "
                + "differ.");
        }
        string[] axes = [.. table.Axes.Select(axis => axis.Name)];
        foreach (var slope in table.Slopes)
        {
            Require(slope.Against, axes, place + ".slopes", problems);
        }
        var elsewhere = Elsewhere(table, file, axes, place, problems);
        foreach (var figure in table.Figures)
        {
            Require(figure.Against, [.. axes, StudyFigures.Seconds, StudyFigures.Round], place + ".figures", problems);
            Require(figure.Panel ?? axes[0], axes, place + ".figures", problems);
        }
        return new PlannedTable(table.Name, choices.Fill(table.Title, place), choices.Fill(table.Note, place), axes,
            table.Columns, [.. table.Same.All.Select(text =>
                KeyValuePair.Create(text.Key, choices.Fill(text.Value, place)))],
            table.Slopes, table.Figures,
            [.. planned.Select(one => one with { Elsewhere = Runs(one, axes, elsewhere) })]);

        StudyCase Case(IReadOnlyList<StudyPoint> points, string[] names)
        {
            string[] labels = [.. points.Select(point => point.Label)];
            var run = new PlannedRun(NameOf(table.Name, labels), study, experiment,
                source, [.. common, .. points.SelectMany(point => Changes(point.Set, choices, place))],
                [.. names.Zip(labels, KeyValuePair.Create)])
            {
                Cost = points.Aggregate(table.Cost, (cost, point) => cost * point.Cost),
            };
            var published = points.SelectMany(point => point.Published.All).GroupBy(p => p.Key)
                .ToDictionary(same => same.Key, same => same.Last().Value);
            return new StudyCase(labels, run, published);
        }
    }

    private static IReadOnlyList<StudyPoint> PointsOf(StudyAxis axis, StudyChoices choices, string place,
        Problems problems)
    {
        if (axis.Key is not { } key)
        {
            return axis.Points;
        }
        var values = Override.Parse($"{key}={choices.Fill(axis.Values!, place)}", problems);
        return [.. (values?.Alternatives() ?? []).Select(text => Override.Parse(text, problems)!.Written)
            .Select(value => new StudyPoint
            {
                Label = value, Set = StudyTexts.Of(key, value),
                Cost = axis.Costs && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture,
                    out double cost) && cost > 0 ? cost : 1,
            })];
    }

    /// <summary>The axes of the other tables that a table takes numbers from.</summary>
    private static Dictionary<string, string[]> Elsewhere(StudyTable table, StudyFile file, string[] axes,
        string place, Problems problems)
    {
        var found = new Dictionary<string, string[]>();
        foreach (string name in table.Columns.SelectMany(column => column.Elsewhere).Distinct())
        {
            if (file.Tables.FirstOrDefault(other => other.Name == name) is not { } other)
            {
                problems.Add(place + ".columns", $"'{name}'", "is no table of the study",
                    Spelling.WayOut(name, "Tables", [.. file.Tables.Select(one => one.Name)]));
                continue;
            }
            found[name] = [.. other.Axes.Select(axis => axis.Name)];
            foreach (string axis in found[name].Except(axes))
            {
                problems.Add(place + ".columns", $"'{name}'", $"has an axis '{axis}', which this table lacks",
                    "Name a table whose axes are all among those of this one.");
            }
        }
        return found;
    }

    private static Dictionary<string, string> Runs(StudyCase one, string[] axes, Dictionary<string, string[]> others) =>
        others.ToDictionary(other => other.Key, other => NameOf(other.Key, [.. other.Value.Where(axes.Contains)
            .Select(axis => one.Labels[Array.IndexOf(axes, axis)])]));

    private static string NameOf(string table, IReadOnlyList<string> labels) =>
        RunDirectory.Safe(string.Join('_', labels.Prepend(table)));

    private static string[] Changes(StudyTexts set, StudyChoices choices, string place) =>
        [.. set.All.Select(change => $"{change.Key}={choices.Fill(change.Value, place)}")];

    private static void Require(string axis, IReadOnlyList<string> known, string place, Problems problems)
    {
        if (!known.Contains(axis))
        {
            problems.Add(place, $"'{axis}'", "is no axis of the table",
                Spelling.WayOut(axis, "Axes", [.. known]));
        }
    }
}

/// <summary>One row of a table, and the run that fills it.</summary>
/// <param name="Labels">Its place on each axis.</param>
/// <param name="Published">The published figures, by metric.</param>
public sealed record StudyCase(IReadOnlyList<string> Labels, PlannedRun Run,
    IReadOnlyDictionary<string, double> Published)
{
    /// <summary>The runs of other tables with the same labels, by table.</summary>
    public IReadOnlyDictionary<string, string> Elsewhere { get; init; } = new Dictionary<string, string>();
}
