using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Auctions.Figures;

/// <summary>The table <c>strategies</c>: bids and losses at the types on show.</summary>
/// <remarks>Where a type has several numbers it is cut along each of them with the others in the middle.</remarks>
internal sealed class StrategyTable
{
    private readonly AuctionGame _game;
    private readonly Table _table;
    private readonly Dictionary<(int Replica, int Bidder), int> _firstRow = [];
    private readonly int _rows;
    private readonly int _numbers;

    private StrategyTable(AuctionGame game, Table table)
    {
        (_game, _table, _numbers) = (game, table, game.Rules.Shape.Types);
        double[] replica = Column("replica"), bidder = Column("bidder");
        for (int row = 0; row < replica.Length; row++)
        {
            _firstRow.TryAdd(((int)replica[row] - 1, (int)bidder[row]), row);
        }
        _rows = replica.Length / _firstRow.Count / _numbers;
        Cuts = game.Rules.Mechanism.TypesDescend ? 1 : _numbers;
    }

    /// <summary>Along how many numbers of a type there is a cut; where they are in descending order, all cuts are
    /// one.</summary>
    public int Cuts { get; }

    /// <returns>Nothing where there is no such table.</returns>
    public static StrategyTable? Of(AuctionGame game, Results results) =>
        results.Table("strategies") is { } table && table.Columns[0].Numbers.Length > 0
            ? new StrategyTable(game, table) : null;

    public bool Has(string column) => _table.Columns.Any(c => c.Name == column);

    /// <summary>Column <c>bid</c>, <c>bid-2</c>, ...</summary>
    public static string Numbered(string name, int number) => number == 0 ? name : $"{name}-{number + 1}";

    /// <summary>What a figure calls a number of a type or bid, where there are several.</summary>
    public static string Called(string what, int number, int count) => count == 1 ? what : $"{what} {number + 1}";

    /// <summary>The types of a cut, row by row: [rows, D].</summary>
    public double[] Types(int bidder, int cut)
    {
        double[][] columns = [.. Enumerable.Range(0, _numbers)
            .Select(d => Of(Numbered("type", d), FirstReplica(bidder), bidder, cut).ToArray())];
        return [.. Enumerable.Range(0, _rows).SelectMany(k => columns.Select(column => column[k]))];
    }

    /// <summary>The number that a cut changes.</summary>
    public double[] Places(int bidder, int cut)
    {
        if (Cuts == _numbers)
        {
            return Of(Numbered("type", cut), FirstReplica(bidder), bidder, cut).ToArray();
        }
        // Sorted, the others stand in the middle still: what they leave of the sum.
        var (low, high) = _game.Rules.Nature.Support(_game.Bidders[bidder - 1]);
        double[] types = Types(bidder, cut);
        return [.. Enumerable.Range(0, _rows).Select(k =>
            types.AsSpan(k * _numbers, _numbers).ToArray().Sum() - (_numbers - 1) * (low + high) / 2)];
    }

    /// <summary>A line for each group of replicas and each bidder on show.</summary>
    public IEnumerable<Series> Series(string column, int cut, ReplicaGroups groups, ShownBidders bidders) =>
        groups.List.SelectMany(group => bidders.List.Select(shown =>
        {
            int bidder = shown.First.Number;
            double[] places = Places(bidder, cut);
            double[][] replicas = [.. group.Replicas.Where(r => _firstRow.ContainsKey((r, bidder)))
                .Select(r => Of(column, r, bidder, cut).ToArray())];
            return ReplicaGroups.Band(groups.Label(group.Name, shown.Name), places,
                Enumerable.Range(0, places.Length).Select(k => replicas.Select(values => values[k])));
        })).OfType<Series>();

    private ReadOnlySpan<double> Of(string column, int replica, int bidder, int cut) =>
        Column(column).AsSpan(_firstRow[(replica, bidder)] + cut * _rows, _rows);

    private int FirstReplica(int bidder) =>
        Enumerable.Range(0, _game.Setup.Replicas).First(r => _firstRow.ContainsKey((r, bidder)));

    private double[] Column(string name) => _table.Columns.First(c => c.Name == name).Numbers;
}
