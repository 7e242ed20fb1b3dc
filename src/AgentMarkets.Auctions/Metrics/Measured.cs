using AgentMarkets.Core.Actors;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>What the bidders found in the blocks of one evaluation, put together by bidder and replica.</summary>
internal sealed class Measured(AuctionGame game)
{
    private readonly SortedDictionary<string, double[,]> _found = new(StringComparer.Ordinal);
    private readonly List<(Block Block, int Bidder, BidTable Table)> _tables = [];

    public void Add(Seat seat, BestResponded found)
    {
        for (int c = 0; c < found.Found.Count; c++)
        {
            int bidder = seat.Members[c].Number;
            foreach (var (metric, values) in found.Found[c].Measured)
            {
                var all = Of(metric, game.Bidders.Count);
                for (int k = 0; k < values.Length; k++)
                {
                    all[found.Block.First + k, bidder - 1] = values[k];
                }
            }
            if (found.Found[c].Table is { } table)
            {
                _tables.Add((found.Block, bidder, table));
            }
        }
    }

    /// <summary>Reports what was asked for, and what is always there, and forgets it.</summary>
    public void Report(Block last, Outbox outbox)
    {
        Together(game.Setup.Replicas);
        Sum("table-loss", "table-gap");
        Sum("table-loss-average", "table-gap-average");
        game.RestingPoints?.Add(_found.GetValueOrDefault("multiplier-average"), Of);
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

    /// <summary>revenue = sum_i E p_i; efficiency = sum_i E v_i x_i over the best that an allocation gives, or where
    /// that is a cost the least cost over the cost: at most 1 either way.</summary>
    private void Together(int replicas)
    {
        if (!_found.TryGetValue("payment", out var payment))
        {
            return;
        }
        var (revenue, efficiency, won) = (Of("revenue", 1), Of("efficiency", 1), Of("value-won", 1));
        // The bidders' errors go together in a way that nobody knows: their sum is the most that it can be.
        var error = Of("revenue-sampling-error", 1);
        _found.TryGetValue("payment-sampling-error", out var errors);
        for (int r = 0; r < replicas; r++)
        {
            revenue[r, 0] = efficiency[r, 0] = error[r, 0] = 0;
            for (int i = 0; i < game.Bidders.Count; i++)
            {
                revenue[r, 0] += payment[r, i];
                error[r, 0] += errors?[r, i] ?? double.NaN;
                efficiency[r, 0] += won[r, i] / game.BestWelfare;
            }
            efficiency[r, 0] = game.BestWelfare < 0 ? 1 / efficiency[r, 0] : efficiency[r, 0];
        }
    }

    /// <summary>Over the bidders.</summary>
    private void Sum(string ofEach, string ofAll)
    {
        if (_found.TryGetValue(ofEach, out var each))
        {
            var all = Of(ofAll, 1);
            for (int r = 0; r < game.Setup.Replicas; r++)
            {
                all[r, 0] = Enumerable.Range(0, game.Bidders.Count).Sum(i => each[r, i]);
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

    /// <summary>Columns type and bid; with several numbers type, type-2, ... and bid, bid-2, ...</summary>
    private Table Strategies(long round)
    {
        var (d, n) = (game.Rules.Shape.Types, game.Rules.Shape.Bids);
        string[] names =
        [
            "replica", "bidder", .. Numbered("type", d), .. Numbered("bid", n), "utility-loss",
            .. game.AsksCertificate ? (string[])["utility-loss-certified"] : [],
        ];
        var columns = names.Select(_ => new List<double>()).ToArray();
        foreach (var block in _tables.OrderBy(t => t.Block.First).ThenBy(t => t.Bidder).GroupBy(t => t.Block))
        {
            for (int k = 0; k < block.Key.Count; k++)
            {
                foreach (var (_, bidder, table) in block)
                {
                    for (int g = 0; g < table.Losses.GetLength(1); g++)
                    {
                        double[] row =
                        [
                            block.Key.First + k + 1, bidder, .. table.Types.AsSpan(g * d, d),
                            .. table.Bids[k].AsSpan(g * n, n), table.Losses[k, g],
                            .. table.Certified is { } certified ? (double[])[certified[k][g]] : [],
                        ];
                        for (int c = 0; c < row.Length; c++)
                        {
                            columns[c].Add(row[c]);
                        }
                    }
                }
            }
        }
        return new Table(round, "strategies", [.. names.Select((name, c) => new Column(name, [.. columns[c]]))]);
    }

    private static IEnumerable<string> Numbered(string name, int count) =>
        Enumerable.Range(1, count).Select(k => k == 1 ? name : $"{name}-{k}");

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
