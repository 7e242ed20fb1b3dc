using System.Globalization;
using System.Text.Json.Nodes;
using AgentMarkets.Cli.Commands;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Reports;

namespace AgentMarkets.Cli;

/// <summary>What is said of certificates: in a table, on a page, and as JSON.</summary>
internal sealed class CertificateText(string source, string page, Prepared prepared, Results results,
    Manifest manifest)
{
    private const int MostRows = 24;

    private static readonly (string Column, string Metric, string Key)[] s_columns =
    [
        ("estimate", "utility-loss-ex-ante", "estimate"), ("certified", "utility-loss-certified", "exAnte"),
        ("ex interim", "utility-loss-certified-ex-interim", "exInterim"),
        ("confidence", "certificate-confidence", "confidence"), ("found", "certificate-found", "found"),
        ("bids", "certificate-between-bids", "betweenBids"), ("types", "certificate-between-types", "betweenTypes"),
        ("sampling", "certificate-sampling", "sampling"),
    ];

    private int Replicas => prepared.Experiment.Replicas.Count;

    private int Bidders => results.Last("utility-loss-ex-ante")?.Values.GetLength(1) ?? 0;

    private IEnumerable<(int Replica, int Bidder)> Rows => Enumerable.Range(0, Replicas)
        .SelectMany(r => Enumerable.Range(0, Bidders).Select(i => (r, i)));

    public void WriteTable(TextWriter to)
    {
        to.WriteLine($"{source}: {prepared.Experiment.Name}, {Counted(Bidders, "bidder")}, "
            + $"{Counted(Replicas, "replica")}\n");
        FinalTable.Table(to, [Head, .. Rows.Take(MostRows).Select(row => (string[])
            [.. Names(row), .. s_columns.Select(c => Shown(c.Metric, row)), BestOf(row)])]);
        if (Replicas * Bidders > MostRows)
        {
            to.WriteLine($"note: {Replicas * Bidders - MostRows:N0} more rows are on the page, and in --json.");
        }
        foreach (var skipped in prepared.Game.Skipped.GroupBy(s => s.Why))
        {
            to.WriteLine($"note: {skipped.First().Metric} is not given: {skipped.Key}.");
        }
        to.WriteLine($"report  {page}");
    }

    public JsonObject ToJson()
    {
        var summary = Summary.Of(prepared.Experiment, prepared.Game, results, manifest, []);
        summary["source"] = source;
        summary["certificates"] = new JsonArray([.. Rows.Select(row =>
        {
            var one = new JsonObject { ["replica"] = row.Replica + 1, ["bidder"] = row.Bidder + 1 };
            foreach (var (_, metric, key) in s_columns)
            {
                one[key] = Number(metric, row);
            }
            one["best"] = new JsonObject
            {
                ["type"] = Number("certificate-type", row),
                ["bid"] = Number("certificate-bid", row),
                ["gain"] = Number("certificate-gain", row),
            };
            return one;
        })]);
        summary["report"] = page;
        return summary;
    }

    public string Page(Catalog catalog)
    {
        var section = RunReport.Section(prepared.Experiment, prepared.Game, results, manifest, [],
            Shared.CommandLine(), catalog) with
        {
            Tables =
            [
                new ReportTable("Certified utility loss", [.. Head],
                    [.. Rows.Select(row => (ReportCell[])
                    [
                        .. Names(row).Select(name => new ReportCell(name)),
                        .. s_columns.Select(c => new ReportCell(null, null, At(c.Metric, row))),
                        new ReportCell(BestOf(row)),
                    ])])
                {
                    Note = "Upper bounds over all bids and all types, ex ante (certified) and for the worst type (ex "
                        + "interim). Found, bids, types and sampling add up to the first: what the best of the bids "
                        + "that were tried gain, and what may hide between bids, between types and behind the sample.",
                },
            ],
            Figures =
            [
                .. prepared.Game.Figures(results).Where(figure => figure.Id is "certificate" or "strategy"),
            ],
        };
        return ReportPage.Write(new ReportData($"Certificate of {Path.GetFileName(source.TrimEnd('/'))}",
            "How much any bidder could gain by any deviation, at most.", [section]));
    }

    private string[] Head =>
    [
        .. Replicas > 1 ? (string[])["replica"] : [], "bidder", .. s_columns.Select(c => c.Column), "best deviation",
    ];

    private string[] Names((int Replica, int Bidder) row) =>
        [.. Replicas > 1 ? (string[])[$"{row.Replica + 1}"] : [], $"{row.Bidder + 1}"];

    private string BestOf((int, int) row)
    {
        string Of(string what) => FinalTable.Number(At($"certificate-{what}", row));
        return double.IsFinite(At("certificate-gain", row))
            ? $"type {Of("type")} bids {Of("bid")}, gains {Of("gain")}" : "-";
    }

    private string Shown(string metric, (int, int) row)
    {
        double value = At(metric, row);
        return metric == "certificate-confidence" && !double.IsNaN(value)
            ? value.ToString("0.####", CultureInfo.InvariantCulture) : FinalTable.Number(value);
    }

    private double At(string metric, (int Replica, int Bidder) row) =>
        results.Last(metric) is { } last ? last.Values[row.Replica, row.Bidder] : double.NaN;

    private JsonValue? Number(string metric, (int, int) row) =>
        At(metric, row) is var value && double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static string Counted(int count, string what) => $"{count:N0} {what}{(count == 1 ? "" : "s")}";
}
