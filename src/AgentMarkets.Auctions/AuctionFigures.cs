using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions;

/// <summary>What there is to see in an auction game. Lines are means over seeds, bands hold 80 % of them.</summary>
internal sealed class AuctionFigures(AuctionGame game, Results results)
{
    private const int BiddersShown = 4;

    /// <summary>Replicas that differ in nothing but their seed, in the order of the file.</summary>
    private readonly (string Name, int[] Replicas)[] _groups =
    [
        .. results.Replicas.Select((replica, r) =>
            (Name: string.Join(", ", replica.Settings.Select(s => $"{s.Key}={s.Value}")), r))
            .GroupBy(x => x.Name, x => x.r).Select(group => (group.Key, group.ToArray())),
    ];

    public IReadOnlyList<Figure> All() =>
        [.. new[]
        {
            Strategy(), Loss(),
            Curve("multiplier", "Multipliers", "bid over value", m => game.Equilibrium?.Multiplier(m + 1), false),
            Curve("l2", "Distance to equilibrium", "L2 distance, money", _ => null, true),
            Curve("utility-loss-ex-ante", "Utility loss over rounds", "mean gain of the best deviation, money",
                _ => null, true),
            Curve("revenue", "Revenue", "expected revenue, money", _ => game.Equilibrium?.Revenue, false),
        }.OfType<Figure>()];

    private Figure? Strategy()
    {
        var series = ByType("bid");
        if (series.Count == 0 || game.Rules.Shape is not { Types: 1, Bids: 1 })
        {
            return null;
        }
        if (game.Equilibrium is { } known)
        {
            double[] types = series[0].X;
            series.Add(new Series("equilibrium", SeriesKind.Reference, types,
                [.. types.Select(v => BidOf(known, 1, v))]));
        }
        return new Figure("strategy", "Learned bids", "Bids over types: mean over seeds, band with 80 % of them.",
            new Axis("type (value), money"), new Axis("bid, money"), series);
    }

    private Figure? Loss()
    {
        var series = ByType("utility-loss");
        return series.Count == 0 ? null : new Figure("utility-loss", "Utility loss over types",
            "How much a type could still gain by any other bid, in the exact auction: mean over seeds, band with 80 % "
                + "of them.",
            new Axis("type (value), money"), new Axis("utility loss, money"), series);
    }

    private List<Series> ByType(string column)
    {
        var series = new List<Series>();
        if (results.Table("strategies") is not { } table)
        {
            return series;
        }
        double[] Of(string name) => table.Columns.First(c => c.Name == name).Numbers;
        double[] replica = Of("replica"), bidder = Of("bidder"), type = Of("type"), value = Of(column);
        foreach (var (name, replicas) in _groups)
        {
            var isMember = new bool[results.Replicas.Count];
            Array.ForEach(replicas, r => isMember[r] = true);
            foreach (int number in game.Bidders.Take(BiddersShown).Select(b => b.Number))
            {
                var byType = new SortedDictionary<double, List<double>>();
                for (int row = 0; row < value.Length; row++)
                {
                    if ((int)bidder[row] == number && isMember[(int)replica[row] - 1] && double.IsFinite(value[row]))
                    {
                        (byType.TryGetValue(type[row], out var list) ? list : byType[type[row]] = []).Add(value[row]);
                    }
                }
                if (byType.Count > 0)
                {
                    series.Add(Band(Label(name, $"bidder {number}"), [.. byType.Keys],
                        [.. byType.Values.Select(v => v.ToArray())]));
                }
            }
        }
        return series;
    }

    private Figure? Curve(string metric, string title, string label, Func<int, double?> known, bool logarithmic)
    {
        var points = results.Measurements.Where(m => m.Metric == metric)
            .GroupBy(m => m.Round).Select(g => g.Last()).OrderBy(m => m.Round).ToArray();
        if (points.Length < 2)
        {
            return null;
        }
        var series = new List<Series>();
        double[] rounds = [.. points.Select(p => (double)p.Round)];
        int columns = points[0].Values.GetLength(1);
        foreach (var (name, replicas) in _groups)
        {
            for (int c = 0; c < Math.Min(columns, BiddersShown); c++)
            {
                series.Add(Band(Label(name, columns > 1 ? $"bidder {c + 1}" : metric), rounds,
                    [.. points.Select(p => replicas.Select(r => p.Values[r, c]).Where(double.IsFinite).ToArray())]));
            }
        }
        if (known(0) is { } value)
        {
            series.Add(new Series("equilibrium", SeriesKind.Reference, [rounds[0], rounds[^1]], [value, value]));
        }
        return new Figure(metric, title, "While learning: mean over seeds, band with 80 % of them.",
            new Axis("round"), new Axis(label, logarithmic), series);
    }

    private static double BidOf(Equilibria.IEquilibrium known, int bidder, double type)
    {
        Span<double> bid = stackalloc double[1];
        known.Bid(bidder, [type], bid);
        return bid[0];
    }

    private static Series Band(string name, double[] x, double[][] samples) => new(name, SeriesKind.Line, x,
        [.. samples.Select(s => Statistics.Mean(s))],
        [.. samples.Select(s => Statistics.Quantile(s, 0.1))], [.. samples.Select(s => Statistics.Quantile(s, 0.9))]);

    private string Label(string group, string who) => _groups.Length == 1 ? who : $"{who}, {group}";
}
