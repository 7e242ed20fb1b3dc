namespace AgentMarkets.Auctions.Inversion;

/// <summary>The bids that one distribution is estimated from: all of a sample, or those of a name.</summary>
/// <param name="Name">Nothing for all.</param>
/// <param name="Bids">[n], ascending.</param>
/// <param name="Rows">[n], the place of each in the sample.</param>
internal sealed record BidGroup(string? Name, double[] Bids, int[] Rows)
{
    public static BidGroup[] Of(BidSample sample, bool asymmetric)
    {
        var rows = Enumerable.Range(0, sample.Bids.Length);
        if (!asymmetric)
        {
            return [Of(null, sample, [.. rows])];
        }
        var byName = rows.GroupBy(row => sample.Bidders[row]).ToArray();
        // In the order that the empirical prior gives to names: bidder 2 before bidder 10.
        bool areNumbers = byName.All(group => long.TryParse(group.Key, out _));
        return [.. byName.OrderBy(group => areNumbers ? long.Parse(group.Key) : 0)
            .ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => Of(group.Key, sample, [.. group]))];
    }

    /// <summary>The bids of resampled auctions.</summary>
    /// <param name="times">How often each auction was drawn.</param>
    public BidGroup Resampled(BidSample sample, int[] times)
    {
        double[] bids = new double[Rows.Sum(row => times[sample.AuctionNumbers[row]])];
        int next = 0;
        for (int k = 0; k < Rows.Length; k++)
        {
            for (int copy = times[sample.AuctionNumbers[Rows[k]]]; copy > 0; copy--)
            {
                bids[next++] = Bids[k];
            }
        }
        return new BidGroup(Name, bids, []);
    }

    private static BidGroup Of(string? name, BidSample sample, int[] rows)
    {
        double[] bids = [.. rows.Select(row => sample.Bids[row])];
        // Equal bids in the order of the file.
        Array.Sort(rows, (a, b) => sample.Bids[a] != sample.Bids[b]
            ? sample.Bids[a].CompareTo(sample.Bids[b])
            : a.CompareTo(b));
        Array.Sort(bids);
        return new BidGroup(name, bids, rows);
    }
}
