using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Sweeps;

/// <summary>Everything that varies and every metric in one plot: a line for each combination of settings, through an
/// axis for each setting and then one for each metric.</summary>
public static class ParallelCoordinates
{
    /// <summary>The values of a number are evenly spaced up to this many; more stand on a scale.</summary>
    private const int NamedValuesMax = 12;

    /// <param name="metrics">Most telling first: that one comes last, where it colours the lines.</param>
    /// <param name="what">What stands on the axis of a metric: <c>means over seeds</c>.</param>
    /// <returns>Nothing where nothing varies or nothing was measured.</returns>
    public static IReadOnlyList<Figure> Of(IReadOnlyList<DesignPoint> points, IReadOnlyList<string> metrics,
        string what)
    {
        var settings = DesignAxis.Of(points);
        string[] measured = [.. metrics.Where(metric => points.Any(point => double.IsFinite(point.Value(metric))))
            .Reverse()];
        if (settings.Count == 0 || measured.Length == 0)
        {
            return [];
        }
        Axis[] axes =
        [
            .. settings.Select(AxisOf),
            .. measured.Select(metric =>
                new Axis(metric, DesignAxis.AreSeenByRatio(points.Select(point => point.Value(metric))))),
        ];
        double[] places = [.. Enumerable.Range(0, axes.Length).Select(place => (double)place)];
        return
        [
            new Figure("parallel-coordinates", "Settings and metrics together",
                $"A line is a combination of settings with its {what}, in the colour of its {axes[^1].Label}. Point at "
                    + "a line to read it; drag along an axis to keep the lines that cross it there.",
                new Axis("axis", Categories: [.. axes.Select(axis => axis.Label)]), new Axis("value"),
                [
                    .. points.Where(point => measured.Any(metric => double.IsFinite(point.Value(metric))))
                        .Select(point => new Series(string.Join(", ", point.Settings.Select(s => $"{s.Key}={s.Value}")),
                            SeriesKind.Paths, places,
                            [.. settings.Select(axis => Place(axis, point)), .. measured.Select(point.Value)])),
                ])
            {
                Parallels = axes,
            },
        ];
    }

    private static bool IsScale(DesignAxis setting) => setting.IsNumeric && setting.Names.Count > NamedValuesMax;

    private static Axis AxisOf(DesignAxis setting) => IsScale(setting)
        ? new Axis(setting.Key, DesignAxis.AreSeenByRatio(setting.Names.Select(name => DesignAxis.Number(name)!.Value)))
        : new Axis(setting.Key, Categories: setting.Names);

    private static double Place(DesignAxis axis, DesignPoint point) =>
        IsScale(axis) ? DesignAxis.Number(point[axis.Key]!)!.Value : axis.PlaceOf(point);
}
