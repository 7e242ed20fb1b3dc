using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Sweeps;

/// <summary>Each metric against what was varied: lines over the number with the most values, or bars where nothing
/// that varies is a number. What else varies tells the series apart.</summary>
public static class SweepFigures
{
    public static IReadOnlyList<Figure> Of(SweepResults results, IReadOnlyList<string> metrics)
    {
        // A setting that only some runs have, or that has one value, is no axis.
        string[] varied = [.. results.Keys.Where(key => results.Combinations.All(c => c[key] is not null)
            && Values(results, key).Length > 1)];
        string[] numeric = [.. varied.Where(key =>
            Values(results, key).All(text => DesignAxis.Number(text) is not null))];
        string? x = numeric.Concat(numeric.Length > 0 ? [] : varied).MaxBy(key => Values(results, key).Length);
        return x is null ? []
            : [.. metrics.Select(metric => Of(results, metric, x, isNumeric: numeric.Length > 0)).OfType<Figure>()];
    }

    private static Figure? Of(SweepResults results, string metric, string x, bool isNumeric)
    {
        string[] names = Values(results, x);
        double Place(Combination c) => isNumeric ? DesignAxis.Number(c[x]!)!.Value : Array.IndexOf(names, c[x]);
        Series[] series =
        [
            .. results.Combinations.Where(c => c.Of(metric).Length > 0)
                .GroupBy(c => string.Join(", ", c.Settings.Where(s => s.Key != x).Select(s => $"{s.Key}={s.Value}")))
                .Select(group => isNumeric
                    ? Line(Named(group.Key, metric), metric, Place, [.. group.OrderBy(Place)])
                    : Bars(Named(group.Key, metric), metric, Place, [.. group.OrderBy(Place)])),
        ];
        double[] places = [.. results.Combinations.Select(Place)];
        double[] heights = [.. series.SelectMany(s => s.Y)];
        return series.Length == 0 ? null : new Figure(metric, metric, isNumeric
                ? $"{metric} at the end against {x}: mean over seeds, band with 80 % of them."
                : $"{metric} at the end for each {x}: mean over seeds.",
            new Axis(x, isNumeric && DesignAxis.AreSeenByRatio(places), isNumeric ? null : names),
            new Axis(metric, isNumeric && DesignAxis.AreSeenByRatio(heights)), series);
    }

    private static Series Line(string name, string metric, Func<Combination, double> place, Combination[] group) => new(
        name, SeriesKind.Line, [.. group.Select(place)], [.. group.Select(c => c.Mean(metric).Mean)],
        [.. group.Select(c => Statistics.Quantile(c.Of(metric), 0.1))],
        [.. group.Select(c => Statistics.Quantile(c.Of(metric), 0.9))]);

    private static Series Bars(string name, string metric, Func<Combination, double> place, Combination[] group) => new(
        name, SeriesKind.Bars, [.. group.Select(place)], [.. group.Select(c => c.Mean(metric).Mean)]);

    private static string Named(string others, string metric) => others.Length > 0 ? others : metric;

    private static string[] Values(SweepResults results, string key) =>
        [.. results.Combinations.Select(c => c[key]).OfType<string>().Distinct()];
}
