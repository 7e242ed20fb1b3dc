using System.Globalization;
using System.Text.RegularExpressions;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Lab.Diagnoses;
using AgentMarkets.Lab.Reports;

namespace AgentMarkets.Lab.Studies;

/// <summary>What a study says in sentences, with numbers of its rows in the places that name them.</summary>
public static partial class StudyFindings
{
    private const string Slope = "slope";

    /// <summary>The sentences all of whose numbers are there.</summary>
    public static IReadOnlyList<string> Of(Study study, IReadOnlyList<FilledTable> tables)
    {
        var byName = tables.ToDictionary(table => table.Plan.Name);
        var all = new List<string>();
        foreach (string text in study.Findings)
        {
            bool isWhole = true;
            string filled = Places().Replace(text, place =>
            {
                var table = byName.GetValueOrDefault(place.Groups["table"].Value);
                if (place.Groups["metric"].Value == Findings.Metric)
                {
                    int row = table is null ? -1 : Row(table, place);
                    string? verdict = row < 0 ? null : table!.Verdict(row);
                    isWhole &= verdict is not null;
                    return verdict ?? "";
                }
                var (mean, error) = table is null ? (double.NaN, double.NaN) : Value(table, place);
                isWhole &= double.IsFinite(mean);
                return double.IsFinite(error) ? $"{Number(mean)} +- {Number(error)}" : Number(mean);
            });
            if (isWhole)
            {
                all.Add(filled);
            }
        }
        return all;
    }

    public static ReportTable ToReport(IReadOnlyList<string> findings) => new("What the numbers say", ["finding"],
        [.. findings.Select(text => new[] { new ReportCell(text) })]);

    /// <summary>Every place must name a table, and as many labels as it has axes.</summary>
    internal static void Check(IReadOnlyList<string> findings, StudyFile file, Problems problems)
    {
        foreach (Match place in findings.SelectMany(text => Places().Matches(text)))
        {
            string name = place.Groups["table"].Value;
            if (file.Tables.FirstOrDefault(table => table.Name == name) is not { } table)
            {
                problems.Add("findings", place.Value, "is of no table of the study",
                    Spelling.WayOut(name, "Tables", [.. file.Tables.Select(one => one.Name)]));
                continue;
            }
            bool isSlope = place.Groups["metric"].Value == Slope;
            int axes = table.Axes.Count - (isSlope ? 1 : 0);
            if (place.Groups["label"].Captures.Count != axes || (isSlope && table.Slopes.Count == 0))
            {
                problems.Add("findings", place.Value, isSlope && table.Slopes.Count == 0
                    ? "is of a table without slopes"
                    : $"must name {axes} labels, one for each axis{(isSlope ? " but that of the slope" : "")}",
                    "Write {table/label/label:metric}.");
            }
        }
    }

    private static (double Mean, double Error) Value(FilledTable table, Match place)
    {
        string metric = place.Groups["metric"].Value;
        if (metric == Slope)
        {
            return table.Slopes[0].Of(Labels(place));
        }
        int row = Row(table, place);
        int? bidder = place.Groups["bidder"] is { Success: true } number
            ? int.Parse(number.Value, CultureInfo.InvariantCulture) : null;
        return row < 0 ? (double.NaN, double.NaN) : table.Value(row, metric, bidder);
    }

    private static string[] Labels(Match place) => [.. place.Groups["label"].Captures.Select(label => label.Value)];

    private static int Row(FilledTable table, Match place) =>
        table.Plan.Cases.ToList().FindIndex(one => one.Labels.SequenceEqual(Labels(place)));

    private static string Number(double value) => Math.Abs(value) switch
    {
        0 => "0",
        < 1e-4 => value.ToString("0.0e-0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00000", CultureInfo.InvariantCulture),
    };

    // {grid/2/50:fixed-point}, {asymmetric/50:fixed-point:1}
    [GeneratedRegex(@"\{(?<table>[a-z0-9-]+)(?:/(?<label>[^/:{}]+))*:(?<metric>[a-z0-9-]+)(?::(?<bidder>[0-9]+))?\}")]
    private static partial Regex Places();
}
