using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Sweeps;

/// <summary>Each metric as a heat map over two settings, numbers before others. What else varies makes slices, all in
/// the same colours, of which the reader chooses one.</summary>
public static class HeatMaps
{
    /// <param name="what">What the colour of a metric shows, after its name: <c>mean over seeds</c>.</param>
    /// <param name="of">What stands before its name: <c>difference of</c>.</param>
    /// <returns>Nothing where fewer than two settings vary.</returns>
    public static IReadOnlyList<Figure> Of(IReadOnlyList<DesignPoint> points, IReadOnlyList<string> metrics,
        string what, string of = "")
    {
        var axes = DesignAxis.Of(points);
        return axes.Count < 2 ? []
            : [.. metrics.Select(metric => Of(points, metric, axes, what, $"{of} {metric}".Trim())).OfType<Figure>()];
    }

    private static Figure? Of(IReadOnlyList<DesignPoint> points, string metric, IReadOnlyList<DesignAxis> axes,
        string what, string named)
    {
        var (x, y) = (axes[0], axes[1]);
        DesignPoint[] known = [.. points.Where(point => double.IsFinite(point.Value(metric)))];
        Series[] slices =
        [
            .. known.GroupBy(point => string.Join(", ", point.Settings.Where(s => s.Key != x.Key && s.Key != y.Key)
                    .Select(s => $"{s.Key}={s.Value}")))
                .Select(slice => Slice(slice.Key.Length > 0 ? slice.Key : metric, metric, x, y, slice)),
        ];
        string choose = slices.Length > 1 ? " Press a name to see that slice; the colours mean the same in all." : "";
        return slices.Length == 0 ? null : new Figure($"heat-map-{metric}", $"{named} over {x.Key} and {y.Key}",
            $"The colour of a cell is {named}, {what}.{choose}",
            new Axis(x.Key, Categories: x.Names), new Axis(y.Key, Categories: y.Names), slices)
        {
            Colour = new Axis(named, DesignAxis.AreSeenByRatio(known.Select(point => point.Value(metric)))),
        };
    }

    private static Series Slice(string name, string metric, DesignAxis x, DesignAxis y, IEnumerable<DesignPoint> slice)
    {
        // Runs that are told apart by nothing that all have share a cell, which shows their mean.
        (int X, int Y, double Z)[] cells =
        [
            .. slice.GroupBy(point => (X: x.PlaceOf(point), Y: y.PlaceOf(point)))
                .Select(cell => (cell.Key.X, cell.Key.Y, cell.Average(point => point.Value(metric))))
                .OrderBy(cell => cell.Item2).ThenBy(cell => cell.Item1),
        ];
        return new Series(name, SeriesKind.Cells, [.. cells.Select(cell => (double)cell.X)],
            [.. cells.Select(cell => (double)cell.Y)], Z: [.. cells.Select(cell => cell.Z)]);
    }
}
