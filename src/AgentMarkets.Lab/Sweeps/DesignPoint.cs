using System.Globalization;

namespace AgentMarkets.Lab.Sweeps;

/// <summary>One combination of settings and what came of it, for figures over several settings.</summary>
/// <param name="Settings">By dotted key, as written.</param>
/// <param name="Value">Of a metric; not-a-number where there is none.</param>
public sealed record DesignPoint(IReadOnlyList<KeyValuePair<string, string>> Settings, Func<string, double> Value)
{
    public string? this[string key] => Settings.FirstOrDefault(s => s.Key == key).Value;

    public static IReadOnlyList<DesignPoint> Of(SweepResults results) => [.. results.Combinations.Select(combination =>
        new DesignPoint(combination.Settings, metric => combination.Mean(metric).Mean))];
}

/// <summary>A setting with several values.</summary>
/// <param name="Names">Its values, each once: numbers ascending, other values in the order met.</param>
public sealed record DesignAxis(string Key, bool IsNumeric, IReadOnlyList<string> Names)
{
    // From here on values are seen by their ratios rather than by their differences.
    private const double RatioForLogarithm = 30;

    /// <summary>The settings that vary, numbers first. One that only some points have is no axis.</summary>
    public static IReadOnlyList<DesignAxis> Of(IReadOnlyList<DesignPoint> points) =>
    [
        .. points.SelectMany(point => point.Settings.Select(s => s.Key)).Distinct()
            .Where(key => points.All(point => point[key] is not null))
            .Select(key => Of(key, [.. points.Select(point => point[key]!).Distinct()]))
            .Where(axis => axis.Names.Count > 1)
            .OrderBy(axis => !axis.IsNumeric),
    ];

    /// <summary>The place of a point among the names.</summary>
    public int PlaceOf(DesignPoint point) => Names.Index().First(named => named.Item == point[Key]).Index;

    public static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            ? value
            : null;

    public static bool AreSeenByRatio(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return sorted.Length > 1 && sorted[0] > 0 && sorted[^1] / sorted[0] >= RatioForLogarithm;
    }

    private static DesignAxis Of(string key, IReadOnlyList<string> names) => names.All(text => Number(text) is not null)
        ? new DesignAxis(key, true, [.. names.OrderBy(text => Number(text))])
        : new DesignAxis(key, false, names);
}
