using System.IO.Compression;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>Runs on real input: every form of <c>values.csv</c>.</summary>
[Collection(WorkplaceTests.Name)]
public sealed class EmpiricalDataTests
{
    private const string Long = "value\n0.1\n0.2\n0.4\n0.8\n";

    [Fact]
    public void ValuesOfAFile_AreTheTypes()
    {
        File.WriteAllText("long.csv", Long);
        Run("long", "empirical(file=long.csv)");
        Assert.Equal((0.1, 0.8), SupportOf("long", bidder: 1));
    }

    [Fact]
    public void CommentsQuotesAndColumnsOfBids_DoNotMatter()
    {
        File.WriteAllText("plain.csv", Long);
        File.WriteAllText("rich.csv",
            "# from a survey\nauction,bidder,bid,value\r\n1,ann,0.05,1e-1\r\n1,\"bob, jr\",x,+.2\n"
            + "\n# the second\n2,ann,,0.40\n2,cid,0.1,8E-1\n");
        Assert.Equal(HashOf(Run("plain", "empirical(file=plain.csv)")),
            HashOf(Run("rich", "empirical(file=rich.csv)")));
    }

    [Fact]
    public void PackedFile_IsReadAlike()
    {
        File.WriteAllText("flat.csv", Long);
        using (var packed = new GZipStream(File.Create("flat.csv.gz"), CompressionMode.Compress))
        {
            packed.Write("value\n0.1\n0.2\n0.4\n0.8\n"u8);
        }
        Assert.Equal(HashOf(Run("flat", "empirical(file=flat.csv)")),
            HashOf(Run("packed", "empirical(file=flat.csv.gz)")));
    }

    [Fact]
    public void OrderOfRows_DoesNotMatter()
    {
        File.WriteAllText("up.csv", Long);
        File.WriteAllText("down.csv", "value\n0.8\n0.4\n0.2\n0.1\n");
        Assert.Equal(HashOf(Run("up", "empirical(file=up.csv)")), HashOf(Run("down", "empirical(file=down.csv)")));
    }

    [Fact]
    public void Weight_IsAsIfTheRowCameOften()
    {
        File.WriteAllText("weighted.csv", "value,weight\n0.1,3\n0.8,1\n");
        File.WriteAllText("often.csv", "value\n0.1\n0.1\n0.1\n0.8\n");
        Assert.Equal(HashOf(Run("weighted", "empirical(file=weighted.csv)")),
            HashOf(Run("often", "empirical(file=often.csv)")));
    }

    [Fact]
    public void ByBidder_EveryNameHasItsOwnValues()
    {
        File.WriteAllText("named.csv", "bidder,value\nbob,1\nbob,2\nann,0.1\nann,0.2\nann,0.3\n");
        Run("named", "empirical(file=named.csv, by-bidder=true)");
        Assert.Equal((0.1, 0.3), SupportOf("named", bidder: 1));
        Assert.Equal((1, 2), SupportOf("named", bidder: 2));
    }

    [Fact]
    public void WideFile_IsDrawnRowByRow()
    {
        File.WriteAllText("wide.csv", "ann,bob\n0.1,0.2\n0.8,0.9\n");
        var run = Run("wide", "empirical(file=wide.csv)");
        Assert.Equal((0.1, 0.8), SupportOf("wide", bidder: 1));
        Assert.Equal((0.2, 0.9), SupportOf("wide", bidder: 2));
        // Bob's value is above Ann's in every row, so both bidding alike he always wins.
        Assert.Equal(1, run.Json["metrics"]!["efficiency"]!["mean"]!.GetValue<double>(), 1e-6);
    }

    [Fact]
    public void Interpolation_FillsTheGaps()
    {
        File.WriteAllText("gaps.csv", Long);
        Run("gaps", "empirical(file=gaps.csv, interpolate=true)");
        var types = TypesOf("gaps", bidder: 1);
        Assert.True(types.Length >= 101);
        Assert.Equal((0.1, 0.8), (types[0], types[^1]));
    }

    [Fact]
    public void RowsWithoutAValue_AreSkippedAndCounted()
    {
        File.WriteAllText("inverted.csv",
            "auction,bidder,bid,value\n1,ann,0.05,\n1,bob,0.1,0.2\n2,ann,0.2,0.4\n2,bob,0.9,\n3,ann,0.3,0.8\n");
        const string Sentence = "2 rows without a value were skipped in the file of the empirical prior.";
        var run = Run("inverted", "empirical(file=inverted.csv)");
        Assert.Equal((0.2, 0.8), SupportOf("inverted", bidder: 2));
        Assert.StartsWith($"note: {Sentence}\n", run.Said);
        Assert.Contains(Sentence, File.ReadAllText("data-inverted/log.txt"));
        Assert.Contains(Sentence, Workplace.Run("check", "first-price",
            "auction.prior=empirical(file=inverted.csv)").Said);
    }

    [Fact]
    public void DataFile_IsInTheManifestWithItsFingerprint()
    {
        File.WriteAllText("kept.csv", Long);
        Run("kept", "empirical(file=kept.csv)");
        Assert.Matches("\"kept.csv\": \"[0-9a-f]{64}\"", File.ReadAllText("data-kept/manifest.json"));
    }

    private static Outcome Run(string name, string prior) => Workplace.Run(["run", "first-price", .. Workplace.Small(),
        $"auction.prior={prior}", "expect={}", "--json", "--out", $"data-{name}"]).ShouldEnd(ExitCode.Done);

    private static string HashOf(Outcome run) => run.Json["stateHash"]!.GetValue<string>();

    private static (double Low, double High) SupportOf(string name, int bidder)
    {
        double[] types = TypesOf(name, bidder);
        return (types[0], types[^1]);
    }

    private static double[] TypesOf(string name, int bidder) =>
        [.. File.ReadAllLines($"data-{name}/strategies.csv").Skip(1).Select(line => line.Split(','))
            .Where(row => row[0] == "1" && row[1] == $"{bidder}").Select(row => double.Parse(row[2]))];
}
