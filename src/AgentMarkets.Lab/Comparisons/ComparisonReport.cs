using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Reports;
using AgentMarkets.Lab.Sweeps;

namespace AgentMarkets.Lab.Comparisons;

/// <summary>The page of a comparison: every metric with its difference in words, each pair as a dot, the differences
/// over the settings that pairs have, and both sides in one parallel-coordinates plot.</summary>
public static class ComparisonReport
{
    /// <summary>Parallel axes beyond this many cannot be told apart.</summary>
    private const int ParallelMetricsMax = 8;

    /// <param name="facts">How it was made.</param>
    public static string Page(RunComparison comparison, IReadOnlyList<Fact> facts, Catalog catalog)
    {
        string[] metrics = [.. comparison.Differences.Select(difference => difference.Metric)];
        string[] moving = [.. metrics.Where(metric => comparison.A.Concat(comparison.B)
            .Select(replica => replica[metric]).Where(double.IsFinite).Distinct().Count() > 1)];
        // What differs most clearly comes first, and colours the lines.
        string[] telling = [.. comparison.Differences.Where(d => moving.Contains(d.Metric))
            .OrderByDescending(d => d.IsShown ? Math.Abs(d.Difference) / (d.High - d.Low) : 0)
            .Select(d => d.Metric).Take(ParallelMetricsMax)];
        var section = new ReportSection("Comparison")
        {
            Verdict = Verdict(comparison.Differences),
            Warnings = [.. comparison.Notes.Select(note => new ReportWarning(note, ""))],
            Tables = [Sides(comparison), Differences(comparison), SweepReport.Metrics(metrics, catalog)],
            Figures =
            [
                .. ParallelCoordinates.Of(BothSides(comparison), telling, "means over seeds"),
                .. moving.Select(metric => ComparisonFigures.Of(comparison, metric)),
                .. HeatMaps.Of(PairedDifferences(comparison), moving, "B's less A's, mean over seeds",
                    "difference of"),
            ],
            Facts = facts,
        };
        return ReportPage.Write(new ReportData("Comparison of A and B", comparison.How, [section]));
    }

    private static string Verdict(IReadOnlyList<MetricDifference> differences)
    {
        int shown = differences.Count(difference => difference.IsShown);
        return shown == 0 ? "No difference is shown." : $"{shown} of {differences.Count} metrics differ.";
    }

    private static ReportTable Sides(RunComparison comparison)
    {
        ReportCell[][] rows =
        [
            .. comparison.Pairing.Compared.Select(c => new ReportCell[] { new(c.Key), new(c.A), new(c.B) }),
            [new("replicas"), new($"{comparison.A.Count}"), new($"{comparison.B.Count}")],
            [new("runs"), new(Runs(comparison.A)), new(Runs(comparison.B))],
        ];
        return new ReportTable("The sides", ["", "A", "B"], rows);
    }

    private static string Runs(IReadOnlyList<ComparedReplica> side) =>
        string.Join(", ", side.Select(replica => replica.Run).Distinct());

    private static ReportTable Differences(RunComparison comparison) => new("Differences",
        ["metric", "A ± standard error", "B ± standard error", "B − A", "95 % from", "to", "in words"],
        [.. comparison.Differences.Select(d => new ReportCell[]
        {
            new(d.Metric), new(null, null, d.A.Mean, d.A.StandardError), new(null, null, d.B.Mean, d.B.StandardError),
            new(null, null, d.Difference), new(null, null, d.Low), new(null, null, d.High), new(d.Reading),
        })])
    {
        Note = $"Intervals are of the percentile bootstrap over seeds, with {Bootstrap.Resamples:N0} resamples. Each "
            + "is by itself: of twenty metrics that do not differ, one is expected to look as if it did.",
    };

    /// <summary>The settings and means of both sides, the side as one setting more.</summary>
    private static IReadOnlyList<DesignPoint> BothSides(RunComparison comparison)
    {
        string[] keys = [.. comparison.Pairing.Matched, .. comparison.Pairing.Averaged];
        return
        [
            .. new[] { ("A", comparison.A), ("B", comparison.B) }.SelectMany(side => side.Item2
                .GroupBy(replica => string.Join('\n', keys.Select(key => replica.Settings.GetValueOrDefault(key, "-"))))
                .Select(group => new DesignPoint(
                    [
                        KeyValuePair.Create("side", side.Item1),
                        .. keys.Select(key =>
                            KeyValuePair.Create(key, group.First().Settings.GetValueOrDefault(key, "-"))),
                    ],
                    metric => Mean(group.Select(replica => replica[metric]))))),
        ];
    }

    private static IReadOnlyList<DesignPoint> PairedDifferences(RunComparison comparison) =>
    [
        .. comparison.Pairing.Pairs.GroupBy(pair => string.Join('\n', pair.Settings.Select(s => s.Value)))
            .Select(group => new DesignPoint(group.First().Settings, metric =>
                Mean(group.Select(pair => pair.Of(metric)).Select(means => means.B - means.A)))),
    ];

    private static double Mean(IEnumerable<double> values) =>
        Statistics.Mean([.. values.Where(double.IsFinite)]);
}
