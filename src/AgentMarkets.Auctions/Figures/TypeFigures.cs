using AgentMarkets.Auctions.Equilibria;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions.Figures;

/// <summary>What there is to see over types: the learned bids on the equilibrium's, and what a type could still
/// gain.</summary>
internal sealed class TypeFigures(AuctionGame game, StrategyTable table, ReplicaGroups groups, ShownBidders bidders)
{
    // A report of more is no longer looked at; the table has all of them.
    private const int MostFigures = 6;

    private readonly int _types = game.Rules.Shape.Types;
    private readonly int _bids = game.Rules.Shape.Bids;

    /// <summary>A figure for each number of a bid.</summary>
    public IEnumerable<Figure> Bids()
    {
        // A bid for an item depends above all on what the item is worth.
        (int Number, int Cut)[] all = table.Cuts == 1 || table.Cuts == _bids
            ? [.. Enumerable.Range(0, _bids).Select(a => (a, table.Cuts == 1 ? 0 : a))]
            : [.. Enumerable.Range(0, _bids).SelectMany(a => Enumerable.Range(0, table.Cuts).Select(d => (a, d)))];
        return all.Take(MostFigures).Select((at, k) => Bids(at.Number, at.Cut,
            StrategyTable.Numbered("strategy", k), all.Length)).OfType<Figure>();
    }

    /// <summary>A figure for each number of a type.</summary>
    public IEnumerable<Figure> Losses() => Enumerable.Range(0, Math.Min(table.Cuts, MostFigures)).Select(cut =>
    {
        Series[] series = [.. table.Series("utility-loss", cut, groups, bidders)];
        return series.Length == 0 ? null : new Figure(StrategyTable.Numbered("utility-loss", cut),
            table.Cuts == 1 ? "Utility loss over types" : $"Utility loss over types, value {cut + 1}",
            "How much a type could still gain by any other bid, in the exact auction. "
                + ReplicaGroups.Caption + Cut() + bidders.Left,
            TypeAxis(cut), new Axis("utility loss, money"), series);
    }).OfType<Figure>();

    /// <summary>What types could gain, as it was found and as it is certain.</summary>
    public IEnumerable<Figure> Certificates()
    {
        if (!table.Has("utility-loss-certified"))
        {
            return [];
        }
        Series[] series =
        [
            .. Named("utility-loss-certified", "at most"), .. Named("utility-loss", "found"),
        ];
        return series.Any(s => s.Name.StartsWith("at most", StringComparison.Ordinal))
            ? [new Figure("certificate", "Certified utility loss over types",
                "How much a type could gain at most by any bid whatever, and what was found that it can, in the exact "
                    + "auction. " + ReplicaGroups.Caption + bidders.Left,
                TypeAxis(0), new Axis("utility loss, money"), series)]
            : [];

        IEnumerable<Series> Named(string column, string name) => table.Series(column, 0, groups, bidders)
            .Select(s => s with { Name = $"{name}, {s.Name}" });
    }

    private Figure? Bids(int number, int cut, string id, int figures)
    {
        Series[] learned = [.. table.Series(StrategyTable.Numbered("bid", number), cut, groups, bidders)];
        if (learned.Length == 0)
        {
            return null;
        }
        string title = _bids == 1 ? "Learned bids" : $"Learned bids, number {number + 1}";
        string left = figures > MostFigures ? $" {MostFigures} of {figures} such figures are drawn." : "";
        return new Figure(id, title, "Bids over types. " + ReplicaGroups.Caption + Cut() + bidders.Left + left,
            TypeAxis(cut), new Axis(StrategyTable.Called("bid", number, _bids) + ", money"),
            [.. learned, .. Equilibrium(number, cut)]);
    }

    /// <summary>The equilibrium's bids, once for bidders who bid alike in it.</summary>
    private IEnumerable<Series> Equilibrium(int number, int cut) =>
        game.Equilibrium is not { } known || !known.IsCompared(number) ? []
            : bidders.Known(shown => Curve(known, shown.First.Number, number, cut),
                    (a, b) => a.X.SequenceEqual(b.X) && a.Y.SequenceEqual(b.Y))
                .Select(curve => new Series(curve.Name, SeriesKind.Reference, curve.Value.X, curve.Value.Y));

    private (double[] X, double[] Y)? Curve(IEquilibrium known, int bidder, int number, int cut)
    {
        double[] types = table.Types(bidder, cut), bid = new double[_bids];
        var y = new double[types.Length / _types];
        for (int k = 0; k < y.Length; k++)
        {
            var type = types.AsSpan(k * _types, _types);
            known.Bid(bidder, type, bid);
            // Types that bid as they like leave a gap.
            y[k] = known.IsCompared(bidder, type) ? bid[number] : double.NaN;
        }
        return y.Any(double.IsFinite) ? (table.Places(bidder, cut), y) : null;
    }

    private string Cut() => _types == 1 ? "" : " The other values of the type are in the middle.";

    private Axis TypeAxis(int cut) => new(_types == 1 ? "type (value), money"
        : table.Cuts == 1 ? "one value of the type, money" : $"value {cut + 1} of the type, money");
}
