using AgentMarkets.Core.Actors;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>What the bidders found in the blocks of one evaluation, put together by bidder and replica.</summary>
internal sealed class Measured(AuctionGame game)
{
    private readonly SortedDictionary<string, double[,]> _found = new(StringComparer.Ordinal);
    private readonly List<(Block Block, int Bidder, BidTable Table)> _tables = [];

    public void Add(int bidder, BestResponded found)
    {
        foreach (var (metric, values) in found.Measured)
        {
            var all = Of(metric, game.Bidders.Count);
            for (int k = 0; k < values.Length; k++)
            {
                all[found.Block.First + k, bidder - 1] = values[k];
            }
        }
        if (found.Table is { } table)
        {
            _tables.Add((found.Block, bidder, table));
        }
    }

    /// <summary>Reports what was asked for, and what is always there, and forgets it.</summary>
    public void Report(Block last, Outbox outbox)
    {
        Together(game.Setup.Replicas);
        LeaveOutTheDead();
        foreach (string metric in game.Reported)
        {
            if (_found.TryGetValue(metric, out var values) && values.Cast<double>().Any(x => !double.IsNaN(x)))
            {
                outbox.Report(new Measurement(last.Round, metric, values, last.Final));
            }
        }
        if (last.Final)
        {
            outbox.Report(Strategies(last.Round));
        }
        _found.Clear();
        _tables.Clear();
    }

    /// <summary>revenue = sum_i E p_i; efficiency = sum_i E v_i x_i / E max_i v_i.</summary>
    private void Together(int replicas)
    {
        if (!_found.TryGetValue("payment", out var payment))
        {
            return;
        }
        var (revenue, efficiency, won) = (Of("revenue", 1), Of("efficiency", 1), Of("value-won", 1));
        for (int r = 0; r < replicas; r++)
        {
            revenue[r, 0] = efficiency[r, 0] = 0;
            for (int i = 0; i < game.Bidders.Count; i++)
            {
                revenue[r, 0] += payment[r, i];
                efficiency[r, 0] += won[r, i] / game.HighestValue;
            }
        }
    }

    /// <summary>A replica in which one bidder failed says nothing about the others either.</summary>
    private void LeaveOutTheDead()
    {
        if (!_found.TryGetValue("payment", out var payment))
        {
            return;
        }
        foreach (int r in Enumerable.Range(0, game.Setup.Replicas).Where(r =>
            Enumerable.Range(0, game.Bidders.Count).Any(i => double.IsNaN(payment[r, i]))))
        {
            foreach (var values in _found.Values)
            {
                for (int c = 0; c < values.GetLength(1); c++)
                {
                    values[r, c] = double.NaN;
                }
            }
        }
    }

    private Table Strategies(long round)
    {
        var tables = _tables.OrderBy(t => t.Block.First).ThenBy(t => t.Bidder).ToArray();
        var rows = new List<(double Replica, double Bidder, double Type, double Bid, double Loss)>();
        foreach (var block in tables.GroupBy(t => t.Block))
        {
            for (int k = 0; k < block.Key.Count; k++)
            {
                foreach (var (_, bidder, table) in block)
                {
                    for (int g = 0; g < table.Types.Length; g++)
                    {
                        rows.Add((block.Key.First + k + 1, bidder, table.Types[g], table.Bids[k, g],
                            table.Losses[k, g]));
                    }
                }
            }
        }
        return new Table(round, "strategies",
        [
            new Column("replica", [.. rows.Select(row => row.Replica)]),
            new Column("bidder", [.. rows.Select(row => row.Bidder)]),
            new Column("type", [.. rows.Select(row => row.Type)]),
            new Column("bid", [.. rows.Select(row => row.Bid)]),
            new Column("utility-loss", [.. rows.Select(row => row.Loss)]),
        ]);
    }

    private double[,] Of(string metric, int columns)
    {
        if (!_found.TryGetValue(metric, out var values))
        {
            _found.Add(metric, values = new double[game.Setup.Replicas, columns]);
            for (int r = 0; r < values.GetLength(0); r++)
            {
                for (int c = 0; c < columns; c++)
                {
                    values[r, c] = double.NaN;
                }
            }
        }
        return values;
    }
}
