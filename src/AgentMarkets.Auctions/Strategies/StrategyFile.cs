using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Data;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>The bid functions of a file: by bidder, and where it says so by replica.</summary>
internal sealed class StrategyFile
{
    private static readonly string[] Known =
    [
        "replica", "bidder", "type", "bid", "utility-loss", "utility-loss-certified",
    ];

    private readonly SortedDictionary<(int Replica, int Bidder), Polyline> _blocks;

    private StrategyFile(SortedDictionary<(int Replica, int Bidder), Polyline> blocks) => _blocks = blocks;

    /// <summary>The bidders that it names, ascending.</summary>
    public IReadOnlyList<int> Bidders => [.. _blocks.Keys.Select(key => key.Bidder).Distinct().Order()];

    /// <summary>Whether every bidder of the file has rows in a replica.</summary>
    public bool Has(int replica) => Bidders.All(bidder => _blocks.ContainsKey((replica, bidder)));

    /// <summary>The bid function of a bidder in a replica, both from 1; where the file has one bidder only, its own is
    /// everybody's.</summary>
    public Polyline Of(int replica, int bidder) => _blocks[(replica, Bidders.Count == 1 ? Bidders[0] : bidder)];

    /// <returns>Nothing where problems were added.</returns>
    public static StrategyFile? Read(DataFile file, Problems problems)
    {
        int before = problems.Count;
        if (Csv.Read(file, problems) is not { } csv || !HasColumns(csv, problems))
        {
            return null;
        }
        int type = csv.Column("type"), bid = csv.Column("bid");
        var blocks = new SortedDictionary<(int, int), (List<double> Types, List<double> Bids)>();
        foreach (var row in csv.Rows)
        {
            var key = (Whole(csv, row, "replica", problems), Whole(csv, row, "bidder", problems));
            if (!blocks.TryGetValue(key, out var block))
            {
                blocks.Add(key, block = ([], []));
            }
            double v = csv.Number(row, type, problems, double.MinValue, "a type must be a finite number");
            double b = csv.Number(row, bid, problems, 0, "a bid must be a finite number of at least 0");
            if (block.Types.Count > 0 && v <= block.Types[^1])
            {
                problems.AddCell(file, row.Line, type + 1, row.Cells[type],
                    "the types of a bidder must ascend, and none may come twice");
            }
            block.Types.Add(v);
            block.Bids.Add(b);
        }
        if (blocks.Count == 0 && problems.Count == before)
        {
            problems.AddCell(file, 1, type + 1, "type", "the file must have at least one row");
        }
        return problems.Count > before ? null : new StrategyFile(new SortedDictionary<(int, int), Polyline>(
            blocks.ToDictionary(b => b.Key, b => new Polyline([.. b.Value.Types], [.. b.Value.Bids]))));
    }

    private static bool HasColumns(Csv csv, Problems problems)
    {
        int before = problems.Count;
        foreach (string missing in new[] { "bidder", "type", "bid" }.Except(csv.Header))
        {
            problems.AddCell(csv.File, 1, 1, string.Join(",", csv.Header), $"the file must have a column {missing}");
        }
        foreach (string other in csv.Header.Except(Known))
        {
            problems.AddCell(csv.File, 1, csv.Column(other) + 1, other,
                "the columns are bidder, type and bid, and in a run's own file replica and utility losses; "
                + "there is no other");
        }
        return problems.Count == before;
    }

    /// <summary>A number from 1; 1 where there is no such column.</summary>
    private static int Whole(Csv csv, Csv.Row row, string column, Problems problems)
    {
        int place = csv.Column(column);
        if (place < 0)
        {
            return 1;
        }
        string rule = $"a {column} must be a whole number from 1";
        double number = csv.Number(row, place, problems, 1, rule);
        if (double.IsNaN(number) || (number == Math.Floor(number) && number <= int.MaxValue))
        {
            return double.IsNaN(number) ? 0 : (int)number;
        }
        problems.AddCell(csv.File, row.Line, place + 1, row.Cells[place], rule);
        return 0;
    }
}
