using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Data;

namespace AgentMarkets.Auctions.Inversion;

/// <summary>Observed sealed bids: auctions that all had the same number of bidders.</summary>
/// <param name="Auctions">[n], the auction of each bid, as written.</param>
/// <param name="Bidders">[n], who made it, as written.</param>
/// <param name="Bids">[n], in the order of the file.</param>
/// <param name="AuctionNumbers">[n], the auction of each bid, numbered from 0 in the order of the file.</param>
/// <param name="AuctionCount">How many auctions there are; each has n over this many bids.</param>
/// <param name="LeftOut">Auctions of the file that had another number of bids.</param>
public sealed record BidSample(string[] Auctions, string[] Bidders, double[] Bids, int[] AuctionNumbers,
    int AuctionCount, int LeftOut)
{
    private static readonly string[] Columns = ["auction", "bidder", "bid"];

    /// <summary>Bidders in an auction.</summary>
    public int BidderCount => Bids.Length / AuctionCount;

    /// <summary>Reads the columns auction, bidder and bid; others are ignored.</summary>
    /// <param name="bidders">Only the auctions with that many bids; nothing where all have the same number.</param>
    /// <param name="asymmetric">Whether the names of the bidders must be the same in every auction.</param>
    /// <returns>Nothing where problems were added.</returns>
    public static BidSample? Read(DataFile file, int? bidders, bool asymmetric, Problems problems)
    {
        int before = problems.Count;
        var csv = Csv.Read(file, problems);
        if (csv is null)
        {
            return null;
        }
        foreach (string missing in Columns.Where(name => csv.Column(name) < 0))
        {
            problems.AddCell(file, 1, 1, string.Join(",", csv.Header),
                $"the header must have the columns auction, bidder and bid; {missing} is missing");
        }
        var read = problems.Count == before ? Cells(csv, problems) : null;
        if (read is null || problems.Count > before)
        {
            return null;
        }
        int[] counts = new int[read.AuctionCount];
        Array.ForEach(read.AuctionNumbers, auction => counts[auction]++);
        int? common = BidsAnAuction(file, counts, bidders, problems);
        if (common is null)
        {
            return null;
        }
        if (asymmetric)
        {
            CheckNames(csv, read, counts, common.Value, problems);
        }
        return problems.Count == before ? read.Only(counts, common.Value) : null;
    }

    private static BidSample Cells(Csv csv, Problems problems)
    {
        int auction = csv.Column("auction"), bidder = csv.Column("bidder"), bid = csv.Column("bid");
        var numberOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var seen = new HashSet<(int Auction, string Bidder)>();
        int[] numbers = new int[csv.Rows.Count];
        double[] bids = new double[csv.Rows.Count];
        for (int k = 0; k < bids.Length; k++)
        {
            var row = csv.Rows[k];
            foreach (int name in (int[])[auction, bidder])
            {
                if (row.Cells[name].Length == 0)
                {
                    problems.AddCell(csv.File, row.Line, name + 1, "", $"a bid must have its {csv.Header[name]}");
                }
            }
            bids[k] = csv.Number(row, bid, problems, 0, "a bid must be a finite number of at least 0");
            if (!numberOf.TryGetValue(row.Cells[auction], out numbers[k]))
            {
                numberOf.Add(row.Cells[auction], numbers[k] = numberOf.Count);
            }
            if (!seen.Add((numbers[k], row.Cells[bidder])) && row.Cells[bidder].Length > 0)
            {
                problems.AddCell(csv.File, row.Line, bidder + 1, row.Cells[bidder],
                    $"a bidder must not come twice in an auction; this is the auction '{row.Cells[auction]}'");
            }
        }
        return new BidSample([.. csv.Rows.Select(row => row.Cells[auction])],
            [.. csv.Rows.Select(row => row.Cells[bidder])], bids, numbers, numberOf.Count, 0);
    }

    /// <summary>The number of bids that every auction has, or that was asked for.</summary>
    private static int? BidsAnAuction(DataFile file, int[] counts, int? asked, Problems problems)
    {
        var found = counts.GroupBy(n => n).OrderBy(group => group.Key).ToArray();
        string what = string.Join(", ", found.Select(g => $"{g.Count():N0} with {g.Key} bid{(g.Key == 1 ? "" : "s")}"));
        int[] usable = [.. found.Select(g => g.Key).Where(n => n >= 2)];
        string choices = string.Join(" or ", usable.Select(n => $"--bidders {n}"));
        string wayOut = $"Write {choices} to use only those auctions.";
        var place = new Place(file.Path);
        if (usable.Length == 0)
        {
            problems.Add(place, null, "must have auctions with at least 2 bids"
                + (found.Length == 0 ? "; it has no bids" : $"; auctions here: {what}"));
        }
        else if (asked is { } n && !usable.Contains(n))
        {
            problems.Add(new Place("--bidders"), $"{n}", n < 2 ? "must be at least 2"
                : $"there is no auction with {n} bids; auctions here: {what}", wayOut);
        }
        else if (asked is null && found.Length > 1)
        {
            problems.Add(place, null,
                $"values are recovered for one number of bidders, but the auctions differ: {what}", wayOut);
        }
        else
        {
            return asked ?? usable[0];
        }
        return null;
    }

    // Whom a bidder bids against is the same in all auctions only if the same bidders meet in all: the names of most
    // auctions are taken as meant, and the others as mistakes.
    private static void CheckNames(Csv csv, BidSample read, int[] counts, int common, Problems problems)
    {
        var namesOf = new List<string>[counts.Length];
        int[] firstRow = new int[counts.Length];
        for (int k = read.Bids.Length - 1; k >= 0; k--)
        {
            int auction = read.AuctionNumbers[k];
            (namesOf[auction] ??= []).Add(read.Bidders[k]);
            firstRow[auction] = k;
        }
        var groups = Enumerable.Range(0, counts.Length).Where(auction => counts[auction] == common)
            .GroupBy(auction => string.Join(", ", namesOf[auction].Order(StringComparer.Ordinal)))
            .OrderByDescending(group => group.Count()).ThenBy(group => group.First()).ToArray();
        foreach (int auction in groups.Skip(1).SelectMany(group => group).Order())
        {
            var row = csv.Rows[firstRow[auction]];
            string found = string.Join(", ", namesOf[auction].Order(StringComparer.Ordinal));
            problems.AddCell(csv.File, row.Line, csv.Column("auction") + 1, read.Auctions[firstRow[auction]],
                $"with --asymmetric every auction must have the same bidders: most have {groups[0].Key}, "
                    + $"this one has {found}");
        }
    }

    private BidSample Only(int[] counts, int common)
    {
        int[] kept = [.. Enumerable.Range(0, Bids.Length).Where(k => counts[AuctionNumbers[k]] == common)];
        int[] renumbered = new int[counts.Length];
        int auctions = 0;
        for (int auction = 0; auction < counts.Length; auction++)
        {
            renumbered[auction] = counts[auction] == common ? auctions++ : -1;
        }
        return new BidSample([.. kept.Select(k => Auctions[k])], [.. kept.Select(k => Bidders[k])],
            [.. kept.Select(k => Bids[k])], [.. kept.Select(k => renumbered[AuctionNumbers[k]])], auctions,
            counts.Length - auctions);
    }
}
