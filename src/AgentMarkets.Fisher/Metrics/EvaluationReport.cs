using AgentMarkets.Core.Actors;

namespace AgentMarkets.Fisher.Metrics;

/// <summary>Tells the outside what was measured: metrics, prices, the largest regrets, and rows of the
/// allocation.</summary>
internal sealed class EvaluationReport(FisherGame game)
{
    public void Measurements(long round, bool final, IReadOnlyList<Measured> measured, Outbox outbox)
    {
        void Report(string metric, Func<Measured, int, double> value)
        {
            var values = new double[measured.Count, 1];
            for (int r = 0; r < measured.Count; r++)
            {
                values[r, 0] = value(measured[r], r);
            }
            outbox.Report(new Measurement(round, metric, values, final));
        }
        Report("nash-gap", (m, _) => m.NashGap);
        Report("violation-of-allocation", (m, _) => m.ViolationOfAllocation);
        Report("violation-of-price", (m, _) => m.ViolationOfPrice);
        Report("complementary-slackness", (m, _) => m.ComplementarySlackness);
        Report("log-nash-welfare", (m, _) => m.LogNashWelfare);
        Report("log-fixed-price-welfare", (m, _) => m.LogFixedPriceWelfare);
        Report("social-welfare", (m, _) => m.SocialWelfare);
        Report("worst-buyer-regret", (m, _) => m.Worst.Count > 0 ? m.Worst[0].Regret : double.NaN);
        Report("priced-goods", (m, _) => m.GivenPrices.Count(p => p > 0));
        Report("unsold-goods", (m, r) => m.GivenPrices.Count(p => p == 0) + game.Markets[r].Market.UnwantedGoods.Count);
        if (!final)
        {
            return;
        }
        for (int r = 0; r < measured.Count; r++)
        {
            if (!measured[r].IsDefined)
            {
                outbox.Report(new Remark(round, r,
                    "The Nash gap is not defined: a price is not positive, so buyers would want no end of that good."));
            }
        }
        outbox.Report(Prices(round, measured));
        outbox.Report(Regrets(round, measured));
    }

    /// <summary>The rows of the blocks listed last.</summary>
    public void Rows(long round, IReadOnlyList<Measured> measured, Outbox outbox)
    {
        var rows = measured.SelectMany((m, r) => m.Listed.Chunk(4).Select(row => (Replica: r, Row: row))).ToArray();
        outbox.Report(new TableRows(round, "allocations", WithReplica([.. rows.Select(row => row.Replica)],
        [
            new Column("buyer", [], [.. rows.Select(x => game.Markets[x.Replica].Market.BuyerName((long)x.Row[0]))]),
            new Column("good", [], [.. rows.Select(x => game.Markets[x.Replica].Market.GoodNames[(int)x.Row[1]])]),
            new Column("amount", [.. rows.Select(x => x.Row[2])]),
            new Column("spending", [.. rows.Select(x => x.Row[3])]),
        ])));
        foreach (var m in measured)
        {
            m.Listed = [];
        }
    }

    private Table Prices(long round, IReadOnlyList<Measured> measured)
    {
        var rows = measured.SelectMany((m, r) => game.Markets[r].Market.GoodNames
            .Select((good, j) => (Replica: r, Good: good, Price: m.GivenPrices[j]))
            .Concat(game.Markets[r].Market.UnwantedGoods.Select(good => (Replica: r, Good: good, Price: 0.0))))
            .ToArray();
        return new Table(round, "prices", WithReplica([.. rows.Select(row => row.Replica)],
        [
            new Column("good", [], [.. rows.Select(row => row.Good)]),
            new Column("price", [.. rows.Select(row => row.Price)]),
        ]));
    }

    private Table Regrets(long round, IReadOnlyList<Measured> measured)
    {
        var rows = measured.SelectMany((m, r) => m.Worst.Select(w => (Replica: r, w.Buyer, w.Regret))).ToArray();
        return new Table(round, "regrets", WithReplica([.. rows.Select(row => row.Replica)],
        [
            new Column("buyer", [], [.. rows.Select(row => game.Markets[row.Replica].Market.BuyerName(row.Buyer))]),
            new Column("regret", [.. rows.Select(row => row.Regret)]),
        ]));
    }

    /// <summary>A column that tells replicas apart comes first where there are several.</summary>
    private Column[] WithReplica(int[] replicas, Column[] columns) => game.Markets.Count == 1
        ? columns
        : [new Column("replica", [.. replicas.Select(r => r + 1.0)]), .. columns];
}
