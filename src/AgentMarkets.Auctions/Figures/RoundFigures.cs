using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions.Figures;

/// <summary>What there is to see while learning goes on: metrics over rounds, and what theory says of them.</summary>
internal sealed class RoundFigures(Results results, ReplicaGroups groups, ShownBidders bidders)
{
    private const string Caption = "While learning. " + ReplicaGroups.Caption;

    /// <summary>A metric of bidders, or of the whole game.</summary>
    /// <param name="known">What the metric is in equilibrium; nothing, or not-a-number, where nobody knows.</param>
    /// <returns>Nothing where there are no two rounds to draw a line between.</returns>
    public Figure? Of(string metric, string title, string label, Func<Bidder, double?> known,
        bool isLogarithmic = false)
    {
        var points = Points(metric);
        Series[] learned = [.. Learned(points, metric)];
        if (points.Length < 2 || learned.Length == 0)
        {
            return null;
        }
        double[] ends = [points[0].Round, points[^1].Round];
        var references = bidders.Known(
                shown => known(shown.First) is { } value && double.IsFinite(value) ? value : null,
                (double a, double b) => a == b)
            .Select(line => new Series(line.Name, SeriesKind.Reference, ends, [line.Value, line.Value]));
        bool isOfBidders = points[0].Values.GetLength(1) > 1;
        return new Figure(metric, title, Caption + (isOfBidders ? bidders.Left : ""), new Axis("round"),
            new Axis(label, isLogarithmic), [.. learned, .. references]);
    }

    /// <summary>Mean utilities in the market that gradients are learned from, beside those in the exact
    /// auction.</summary>
    public Figure? SmoothingCost()
    {
        var (smoothed, exact) = (Points("smoothed-utility"), Points("utility"));
        if (smoothed.Length < 2 || exact.Length < 2)
        {
            return null;
        }
        Series[] series =
        [
            .. Learned(smoothed, "utility").Select(s => s with { Name = $"{s.Name}, smoothed market" }),
            .. Learned(exact, "utility").Select(s => s with { Name = $"{s.Name}, exact auction" }),
        ];
        return new Figure("smoothing-cost", "What the smoothing cost",
            "Mean utility in the smoothed market, over the games of one round, beside the utility of the same bid "
                + "functions in the exact auction: their gap is what learners are told wrongly. What it made them do "
                + "is in the utility loss, which is of the exact auction. " + Caption + bidders.Left,
            new Axis("round"), new Axis("mean utility, money"), series);
    }

    /// <summary>The last measurement of each round.</summary>
    private Measurement[] Points(string metric) =>
        [.. results.Measurements.Where(m => m.Metric == metric).GroupBy(m => m.Round).Select(g => g.Last())
            .OrderBy(m => m.Round)];

    private IEnumerable<Series> Learned(Measurement[] points, string name)
    {
        if (points.Length == 0)
        {
            return [];
        }
        double[] rounds = [.. points.Select(p => (double)p.Round)];
        (string Name, int Column)[] columns = points[0].Values.GetLength(1) == 1 ? [(name, 0)]
            : [.. bidders.List.Select(shown => (shown.Name, shown.Columns[0]))];
        return groups.List.SelectMany(group => columns.Select(column =>
            ReplicaGroups.Band(groups.Label(group.Name, column.Name), rounds,
                points.Select(p => group.Replicas.Select(r => p.Values[r, column.Column]))))).OfType<Series>();
    }
}
