using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary><c>invert</c>: from observed bids to values, and from values to a run.</summary>
[Collection(WorkplaceTests.Name)]
public sealed class InvertTests : IDisposable
{
    private readonly Workplace _workplace;
    private readonly string _folder;

    private const string Fixed = "auction,bidder,bid\n1,a,.05\n1,b,.12\n2,a,.18\n2,b,.21\n3,a,.26\n3,b,.30\n"
        + "4,\"a\",.33\n4,b,.37\n5,a,.41\n5,b,.44\n6,a,.47\n6,b,.49\n";

    // Each test stands in a folder of its own, because files that are there change what is written.
    public InvertTests(Workplace workplace)
    {
        _workplace = workplace;
        _folder = Directory.CreateDirectory(Path.Combine(workplace.Folder, "invert")).FullName;
        Directory.SetCurrentDirectory(_folder);
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_workplace.Folder);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Values_AreInAFileWithTheRowsOfTheBids()
    {
        File.WriteAllText("bids.csv", Fixed);
        var outcome = Workplace.Run("invert", "bids.csv", "--bandwidth", "0.15").ShouldEnd(ExitCode.Done);
        Assert.StartsWith("bids.csv: 6 auctions with 2 bidders, 12 bids; 4 kept, 8 trimmed (below 0.20000 or above "
            + "0.34000)\n", outcome.Output);
        Assert.Matches(@"(?m)^50 % +0\.49449 +0\.\d+$", outcome.Output);
        Assert.Matches(@"(?m)^bandwidth +0\.15000$", outcome.Output);
        Assert.EndsWith("values  values.csv\nerrors  values-errors.csv\nreport  values.html\nnext    agentmarkets run "
            + "first-price 'auction.mechanism=second-price(reserve=0.49)' auction.bidders=2 "
            + "'auction.prior=empirical(file=values.csv, interpolate=true)' strategy=equilibrium rounds=0 seed=1 "
            + "expect={}\n", outcome.Output);
        string[] rows = File.ReadAllLines("values.csv");
        Assert.Equal("auction,bidder,bid,value", rows[0]);
        Assert.Equal(12, rows.Length - 1);
        Assert.Equal("1,a,0.050000000000000003,", rows[1]);
        Assert.StartsWith("2,b,0.20999999999999999,0.38370783747602", rows[4]);
        double[] errors = [.. File.ReadAllLines("values-errors.csv").Skip(4).Take(4).Select(row => Number(row, 4))];
        Assert.All(errors, error => Assert.InRange(error, 0.05, 0.15));
        string page = File.ReadAllText("values.html");
        Assert.Contains("\"inverse-bid-function\"", page);
        Assert.Contains("\"distributions\"", page);
        Assert.Equal("", outcome.Said);
    }

    [Fact]
    public void SecondCommand_IsAnAuctionOfTheRecoveredBidders()
    {
        File.WriteAllText("bids.csv", Bids(auctions: 400, bidders: 2));
        var inverted = Workplace.Run("invert", "bids.csv", "--json").ShouldEnd(ExitCode.Done);
        string[] next = Workplace.Words(inverted.Json["next"]!.GetValue<string>());
        var run = Workplace.Run([.. next.Skip(1), "--json", "--out", "counterfactual"]).ShouldEnd(ExitCode.Done);
        Assert.Contains($"note: {inverted.Json["trimmed"]!.GetValue<int>()} rows without a value were skipped",
            run.Said);
        // Two who tell the truth: the price is the larger of the reserve and the lower value, where the higher one
        // reaches the reserve.
        double r = double.Parse(Regex.Match(next[3], "reserve=([0-9.]+)").Groups[1].Value,
            CultureInfo.InvariantCulture);
        double[] kept = [.. File.ReadAllLines("values.csv").Skip(1).Where(row => !row.EndsWith(','))
            .Select(row => Number(row, 3))];
        double revenue = kept.SelectMany(a => kept.Select(b => Math.Max(a, b) < r ? 0 : Math.Max(r, Math.Min(a, b))))
            .Average();
        Assert.Equal(revenue, run.Json["metrics"]!["revenue"]!["mean"]!.GetValue<double>(), 0.002);
        // Nothing is learned here either. Values are nearly uniform between the lowest and the highest kept, so that
        // two who bid half of them get low/4 + (high - low)/6 each.
        var own = Workplace.Run("run", "first-price", "auction.prior=empirical(file=values.csv, interpolate=true)",
            "strategy=linear(start=0.5)", "rounds=0", "seed=1", "evaluation.samples=4096", "expect={}", "--json",
            "--out", "field").ShouldEnd(ExitCode.Done);
        Assert.Equal(kept.Min() / 4 + (kept.Max() - kept.Min()) / 6,
            own.Json["metrics"]!["utility"]!["mean"]!.GetValue<double>(), 0.005);
    }

    [Fact]
    public void SecondCommandByName_GivesEveryNameItsOwnValues()
    {
        // Plum's equilibrium, as in the inversion's own tests.
        var text = new StringBuilder("auction,bidder,bid\n");
        var random = new Random(3);
        for (int auction = 0; auction < 400; auction++)
        {
            double weak = random.NextDouble() / 2, strong = random.NextDouble();
            weak /= 1 + Math.Sqrt(1 - 3 * weak * weak);
            strong /= 1 + Math.Sqrt(1 + 3 * strong * strong);
            text.Append(CultureInfo.InvariantCulture, $"{auction},weak,{weak}\n{auction},strong,{strong}\n");
        }
        File.WriteAllText("bids.csv", text.ToString());
        var inverted = Workplace.Run("invert", "bids.csv", "--asymmetric", "--json", "--out", "my values.csv")
            .ShouldEnd(ExitCode.Done);
        var byBidder = inverted.Json["byBidder"]!.AsArray();
        Assert.Equal(["strong", "weak"], byBidder.Select(law => law!["bidder"]!.GetValue<string>()));
        Assert.InRange(Median(byBidder[0]!), 0.36, 0.5);
        Assert.InRange(Median(byBidder[1]!), 0.26, 0.34);
        Assert.NotEqual(byBidder[0]!["bandwidth"]!.GetValue<double>(), byBidder[1]!["bandwidth"]!.GetValue<double>());
        string[] next = Workplace.Words(inverted.Json["next"]!.GetValue<string>());
        Assert.Contains("auction.prior=empirical(file=\"my values.csv\", by-bidder=true, interpolate=true)", next);
        Assert.Contains("auction.mechanism=second-price", next);
        Workplace.Run([.. next.Skip(1), "--quiet", "--out", "named"]).ShouldEnd(ExitCode.Done);
    }

    [Fact]
    public void Json_IsOneObjectWithCountsAndQuantiles()
    {
        File.WriteAllText("bids.csv", Bids(auctions: 300, bidders: 3) + "x,1,0.5\nx,2,0.4\n");
        var outcome = Workplace.Run("invert", "bids.csv", "--bidders", "3", "--json").ShouldEnd(ExitCode.Done);
        var found = outcome.Json;
        Assert.Equal((300, 1, 3, 900), (Whole(found, "auctions"), Whole(found, "auctionsLeftOut"),
            Whole(found, "bidders"), Whole(found, "bids")));
        Assert.Equal(900, Whole(found, "kept") + Whole(found, "trimmed"));
        Assert.Equal(Whole(found, "kept"),
            File.ReadAllLines("values.csv").Skip(1).Count(row => !row.EndsWith(',')));
        Assert.Equal(901, File.ReadAllLines("values.csv").Length);
        Assert.InRange(found["bandwidth"]!.GetValue<double>(), 0.1, 0.25);
        Assert.Equal(0.5, Median(found), 0.06);
        Assert.All(found["quantiles"]!.AsArray(),
            quantile => Assert.InRange(quantile!["standardError"]!.GetValue<double>(), 0.003, 0.05));
        Assert.Equal(["values.csv", "values-errors.csv", "values.html"],
            ((string[])["values", "errors", "report"]).Select(name => found[name]!.GetValue<string>()));
        Assert.Equal("note: 1 auction with another number of bids than 3 is left out.\n", outcome.Said);
    }

    [Fact]
    public void Nothing_IsWrittenOver()
    {
        File.WriteAllText("bids.csv", Fixed);
        string[] words = ["invert", "bids.csv", "--bandwidth", "0.15"];
        Workplace.Run(words).ShouldEnd(ExitCode.Done);
        string first = File.ReadAllText("values.csv");
        Assert.Contains("values  values-2.csv\n", Workplace.Run(words).ShouldEnd(ExitCode.Done).Output);
        Assert.Equal(first, File.ReadAllText("values-2.csv"));
        File.Delete("values.csv");
        File.Delete("values-errors.csv");
        // The page alone is in the way too.
        var refused = Workplace.Run([.. words, "--out", "values.csv"]).ShouldEnd(ExitCode.Usage);
        Assert.Contains("--out = values.csv: values.html exists, and nothing is written over.", refused.Said);
        Assert.False(File.Exists("values.csv"));
    }

    [Fact]
    public void ValuesThatDoNotRise_AreSaidWithTheirShare()
    {
        var random = new Random(5);
        File.WriteAllText("bids.csv", "auction,bidder,bid\n" + string.Concat(Enumerable.Range(0, 600).Select(k =>
            string.Create(CultureInfo.InvariantCulture,
                $"{k / 2},{k % 2},{(random.Next(2) == 0 ? 0 : 0.5) + 0.3 * random.NextDouble()}\n"))));
        var outcome = Workplace.Run("invert", "bids.csv", "--bandwidth", "0.06", "--json").ShouldEnd(ExitCode.Done);
        double share = outcome.Json["violationShare"]!.GetValue<double>();
        Assert.InRange(share, 0.02, 0.5);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture,
            $"do not increase in the bid at {100 * share:0.##} % of the steps"), outcome.Said);
        Assert.Contains("do not increase in the bid", File.ReadAllText("values.html"));
        Assert.Single(outcome.Json["warnings"]!.AsArray());
    }

    [Theory]
    [InlineData("nowhere.csv", "nowhere.csv: no such file")]
    [InlineData("bids.csv --bandwidth 0", "--bandwidth = 0: must be a finite number above 0.")]
    [InlineData("bids.csv --bandwidth wide --bidders two",
        "--bidders = two: must be a whole number of at least 2.", "--bandwidth = wide: must be")]
    [InlineData("bids.csv --bidders 1", "--bidders = 1: must be at least 2. Write --bidders 2 to use")]
    [InlineData("bids.csv --bidders 5", "there is no auction with 5 bids; auctions here: 6 with 2 bids.")]
    [InlineData("bids.csv --bandwidth 0.3", "keeps 0 of 12 bids", "Give a smaller --bandwidth")]
    [InlineData("bids.csv --out folder/values.csv", "--out = folder/values.csv: there is no folder folder. Make it")]
    [InlineData("bids.csv --out values.txt", "--out = values.txt: must be the name of a file that ends in .csv.")]
    [InlineData("bids.csv --out bids.csv", "bids.csv exists, and nothing is written over.")]
    [InlineData("uneven.csv", "2 with 1 bid, 1 with 2 bids, 1 with 3 bids. Write --bidders 2 or --bidders 3 to use")]
    [InlineData("", "invert: needs a bids.csv.")]
    [InlineData("bids.csv --asymetric", "Did you mean '--asymmetric'?")]
    [InlineData("many.csv", "many.csv: 57 problems", "many.csv:2:3 = 'x1': a bid must be", "... and 37 more")]
    public void Mistake_IsASentenceAndNothingIsWritten(string words, params string[] said)
    {
        File.WriteAllText("bids.csv", Fixed);
        File.WriteAllText("uneven.csv", "auction,bidder,bid\n1,a,1\n1,b,2\n2,a,1\n3,a,1\n3,b,1\n3,c,1\n4,a,2\n");
        File.WriteAllText("many.csv", "auction,bidder,bid\n"
            + string.Concat(Enumerable.Range(1, 57).Select(k => $"{k},a,x{k}\n")));
        var outcome = Workplace.Run(["invert", .. Workplace.Words(words)]).ShouldEnd(ExitCode.Usage);
        Assert.All(said, sentence => Assert.Contains(sentence, outcome.Said));
        Assert.Equal("", outcome.Output);
        Assert.Equal(["bids.csv", "many.csv", "uneven.csv"],
            Directory.GetFileSystemEntries(".").Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Help_NamesTheOptions()
    {
        string help = Workplace.Run("invert", "--help").ShouldEnd(ExitCode.Done).Output;
        Assert.All((string[])["<bids.csv>", "--asymmetric", "--bidders", "--bandwidth", "--out", "--json"],
            word => Assert.Contains(word, help));
    }

    private static string Bids(int auctions, int bidders)
    {
        var random = new Random(1);
        return "auction,bidder,bid\n" + string.Concat(Enumerable.Range(0, auctions * bidders).Select(k =>
            string.Create(CultureInfo.InvariantCulture,
                $"{k / bidders},{k % bidders},{random.NextDouble() * (bidders - 1) / bidders}\n")));
    }

    private static double Median(JsonNode law) => law["quantiles"]!.AsArray()
        .Single(quantile => quantile!["share"]!.GetValue<double>() == 0.5)!["value"]!.GetValue<double>();

    private static int Whole(JsonObject found, string name) => found[name]!.GetValue<int>();

    private static double Number(string row, int column) =>
        double.Parse(row.Split(',')[column], CultureInfo.InvariantCulture);
}
