using System.Globalization;
using System.Text.Json.Nodes;
using AgentMarkets.Auctions.Inversion;
using AgentMarkets.Cli.Commands;
using AgentMarkets.Core.Actors;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Recording;
using AgentMarkets.Lab.Reports;

namespace AgentMarkets.Cli;

/// <summary>What is said of recovered values: in files, on a page, in a table, and as JSON.</summary>
internal sealed class InversionText(string source, RecoveredValues recovered, InversionFiles files)
{
    private bool IsSymmetric => recovered.Laws[0].Name is null;

    private BidSample Sample => recovered.Sample;

    /// <summary>What puts the numbers in doubt, or was left out; each a sentence.</summary>
    public IReadOnlyList<string> Warnings { get; } = [.. WarningsOf(recovered)];

    /// <summary>The next command: the same bidders in another auction, in its equilibrium. Bidders who are alike bring
    /// the same revenue at the second price, so a reserve price is tried with them; else the second price
    /// itself.</summary>
    private string Counterfactual
    {
        get
        {
            bool isPlain = files.Values.All(c => char.IsLetterOrDigit(c) || "-_./".Contains(c));
            string file = isPlain ? files.Values : $"\"{files.Values}\"";
            string prior = IsSymmetric ? "" : ", by-bidder=true";
            return "agentmarkets run first-price "
                + Shared.Quoted($"auction.mechanism=second-price{Reserve}") + $" auction.bidders={Sample.BidderCount} "
                + Shared.Quoted($"auction.prior=empirical(file={file}{prior}, interpolate=true)")
                + " strategy=equilibrium rounds=0 seed=1 expect={}";
        }
    }

    // The median of the values, in two digits: near the best reserve of values that are spread evenly.
    private string Reserve => IsSymmetric
        ? string.Create(CultureInfo.InvariantCulture,
            $"(reserve={recovered.Laws[0].Quantiles.Single(quantile => quantile.Share == 0.5).Value:G2})")
        : "";

    public void WriteFiles()
    {
        string folder = Path.GetDirectoryName(files.Values) is { Length: > 0 } named ? named : ".";
        var run = RunDirectory.At(folder);
        Column[] columns =
        [
            new("auction", [], Sample.Auctions), new("bidder", [], Sample.Bidders), new("bid", Sample.Bids),
            new("value", recovered.Values),
        ];
        TableFile.Write(run, new Table(0, Path.GetFileNameWithoutExtension(files.Values), columns));
        TableFile.Write(run, new Table(0, Path.GetFileNameWithoutExtension(files.Errors),
            [.. columns, new Column("standard-error", recovered.StandardErrors)]));
        run.Write(Path.GetFileName(files.Page), Page());
    }

    public void WriteTable(TextWriter to)
    {
        to.WriteLine($"{source}: {Counts()}\n");
        FinalTable.Table(to, [["value at", .. Columns(law => law.Name ?? "all bidders")],
            .. QuantileRows(), ["bandwidth", .. Columns(law => FinalTable.Number(law.Bandwidth), "")],
            ["kept", .. Columns(law => $"{law.Kept:N0} of {law.Bids:N0}", "")]]);
        to.WriteLine($"values  {files.Values}");
        to.WriteLine($"errors  {files.Errors}");
        to.WriteLine($"report  {files.Page}");
        to.WriteLine($"next    {Counterfactual}");
    }

    public JsonObject ToJson() => new()
    {
        ["schema"] = 1,
        ["source"] = source,
        ["model"] = IsSymmetric ? "symmetric" : "asymmetric",
        ["auctions"] = Sample.AuctionCount,
        ["auctionsLeftOut"] = Sample.LeftOut,
        ["bidders"] = Sample.BidderCount,
        ["bids"] = recovered.Values.Length,
        ["kept"] = recovered.Kept,
        ["trimmed"] = recovered.Trimmed,
        ["keptFrom"] = recovered.Low,
        ["keptTo"] = recovered.High,
        ["bandwidth"] = IsSymmetric ? recovered.Laws[0].Bandwidth : null,
        ["violationShare"] = Number(recovered.ViolationShare),
        ["quantiles"] = IsSymmetric ? Quantiles(recovered.Laws[0]) : null,
        ["byBidder"] = IsSymmetric ? null : new JsonArray([.. recovered.Laws.Select(law => new JsonObject
        {
            ["bidder"] = law.Name,
            ["bids"] = law.Bids,
            ["kept"] = law.Kept,
            ["trimmed"] = law.Bids - law.Kept,
            ["bandwidth"] = law.Bandwidth,
            ["violationShare"] = Number((double)law.Violations / law.Steps),
            ["quantiles"] = Quantiles(law),
        })]),
        ["warnings"] = new JsonArray([.. Warnings.Select(warning => JsonValue.Create(warning))]),
        ["values"] = files.Values,
        ["errors"] = files.Errors,
        ["report"] = files.Page,
        ["next"] = Counterfactual,
    };

    private static IEnumerable<string> WarningsOf(RecoveredValues recovered)
    {
        if (recovered.ViolationShare > 0)
        {
            yield return "The recovered values do not increase in the bid at "
                + $"{Percent(recovered.ViolationShare)} of the steps from one bid to the next. In equilibrium they "
                + "must: where the share is more than the noise of a small sample, the model is in doubt.";
        }
        if (recovered.Sample.LeftOut > 0)
        {
            yield return $"{recovered.Sample.LeftOut:N0} {(recovered.Sample.LeftOut == 1 ? "auction" : "auctions")} "
                + $"with another number of bids than {recovered.Sample.BidderCount} "
                + $"{(recovered.Sample.LeftOut == 1 ? "is" : "are")} left out.";
        }
        if (recovered.Unopposed > 0)
        {
            yield return $"{recovered.Unopposed:N0} of the trimmed bids have no rival bid within a bandwidth of them. "
                + "A larger --bandwidth reaches further.";
        }
    }

    private string Counts() => $"{Sample.AuctionCount:N0} auctions with {Sample.BidderCount} bidders, "
        + $"{recovered.Values.Length:N0} bids; {recovered.Kept:N0} kept, {recovered.Trimmed:N0} trimmed "
        + $"(below {FinalTable.Number(recovered.Low)} or above {FinalTable.Number(recovered.High)})";

    private IEnumerable<string[]> QuantileRows() => QuantileShares.Select((share, q) => (string[])
    [
        Percent(share),
        .. recovered.Laws.SelectMany(law => (string[])
        [
            FinalTable.Number(law.Quantiles[q].Value), FinalTable.Number(law.Quantiles[q].StandardError),
        ]),
    ]);

    private IEnumerable<double> QuantileShares => recovered.Laws[0].Quantiles.Select(quantile => quantile.Share);

    // A column of numbers, and one of their errors.
    private IEnumerable<string> Columns(Func<RecoveredLaw, string> first, string second = "std. error") =>
        recovered.Laws.SelectMany(law => (string[])[first(law), second]);

    private string Page()
    {
        var section = new ReportSection(source)
        {
            Tables =
            [
                new ReportTable("Recovered values ± standard error",
                    [
                        "bidder", "bids", "kept", "bandwidth",
                        .. QuantileShares.Select(share => "value at " + Percent(share)),
                    ],
                    [.. recovered.Laws.Select(law => (ReportCell[])
                    [
                        new(law.Name ?? "all"), new($"{law.Bids:N0}"), new($"{law.Kept:N0}"),
                        new(null, null, law.Bandwidth),
                        .. law.Quantiles.Select(q => new ReportCell(null, null, q.Value, q.StandardError)),
                    ])])
                {
                    Note = "Quantiles of the values that were kept. Errors are over resampled auctions; the bias of "
                        + "smoothing is not in them.",
                },
            ],
            Figures = InversionFigures.Of(recovered),
            Warnings = [.. Warnings.Select(warning => new ReportWarning(warning, ""))],
            Facts =
            [
                new Fact("command", Shared.CommandLine(), IsCode: true), new Fact("AgentMarkets", Versions.Own),
                new Fact("values", files.Values), new Fact("standard errors", files.Errors),
                new Fact("next", Counterfactual, IsCode: true),
            ],
        };
        return ReportPage.Write(new ReportData($"Values behind {Path.GetFileName(source)}",
            $"Recovered as in Guerre, Perrigne and Vuong (2000): {Counts()}.", [section]));
    }

    private static JsonArray Quantiles(RecoveredLaw law) => new([.. law.Quantiles.Select(quantile => new JsonObject
    {
        ["share"] = quantile.Share,
        ["value"] = quantile.Value,
        ["standardError"] = Number(quantile.StandardError),
    })]);

    private static JsonValue? Number(double number) => double.IsFinite(number) ? JsonValue.Create(number) : null;

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
