using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary><c>certify</c>: bounds for bid functions in a file, and for what a run has learned.</summary>
[Collection(WorkplaceTests.Name)]
public sealed class CertifyTests : IDisposable
{
    private readonly Workplace _workplace;
    private readonly string _folder;

    // Each test stands in a folder of its own, because files that are there change what is written.
    public CertifyTests(Workplace workplace)
    {
        _workplace = workplace;
        _folder = Directory.CreateDirectory(Path.Combine(workplace.Folder, "certify")).FullName;
        Directory.SetCurrentDirectory(_folder);
        File.WriteAllText("strategy.csv", "bidder,type,bid\n1,0,0\n1,1,0.48\n");
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_workplace.Folder);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void AStrategyFile_IsCertifiedOnATableAPageAndAsJson()
    {
        var outcome = Workplace.Run("certify", "strategy.csv").ShouldEnd(ExitCode.Done);
        Assert.StartsWith("strategy.csv: first-price, 2 bidders, 1 replica\n\nbidder  estimate  certified  ex interim",
            outcome.Output);
        Assert.Matches(@"(?m)^1 +2\.67e-4 +2\.7\de-4 +8\.\d\de-4 +1 .* type 0\.96\d+ bids 0\.48000, gains 7\.69e-4$",
            outcome.Output);
        Assert.EndsWith("report  certificate.html\n", outcome.Output);
        Assert.Contains("\"certificate\"", File.ReadAllText("certificate.html"));
        var json = Workplace.Run("certify", "strategy.csv", "--json").ShouldEnd(ExitCode.Done).Json;
        Assert.Equal("certificate-2.html", (string?)json["report"]);
        Assert.Equal("done", (string?)json["status"]);
        double certified = (double)json["metrics"]!["utility-loss-certified"]!["mean"]!;
        Assert.InRange(certified, 2.0 / 7500, 3e-4);
        var first = json["certificates"]![0]!;
        Assert.Equal(certified, (double)first["exAnte"]!, 1e-15);
        Assert.Equal((double)first["exAnte"]!, (double)first["found"]! + (double)first["betweenBids"]!
            + (double)first["betweenTypes"]! + (double)first["sampling"]!, 1e-12);
        Assert.Equal(1, (double)first["confidence"]!);
    }

    [Fact]
    public void ItsGame_IsTheOneThatIsNamed()
    {
        var named = Workplace.Run("certify", "strategy.csv", "--experiment", "all-pay", "--json", "--out", "a.html")
            .ShouldEnd(ExitCode.Done).Json;
        Assert.Equal("all-pay", (string?)named["experiment"]);
        Assert.True(File.Exists("a.html"));
        var changed = Workplace.Run("certify", "strategy.csv", "auction.mechanism=second-price", "auction.utility=crra")
            .ShouldEnd(ExitCode.Done);
        Assert.Contains("note: utility-loss-certified is not given: with the utility crra the mean price",
            changed.Output);
        Assert.Single(changed.Output.Split('\n'), line => line.StartsWith("note:", StringComparison.Ordinal));
    }

    [Fact]
    public void ARun_IsCertifiedAsItEnded_OnAnyHost()
    {
        Workplace.Run("run", "first-price", "rounds=20", "seed=1..2", "expect={}", "--out", "learned", "--quiet",
            "measure=[utility-loss,certificate]").ShouldEnd(ExitCode.Done);
        string metrics = File.ReadAllText("learned/metrics.csv");
        var local = Workplace.Run("certify", "learned", "--json").ShouldEnd(ExitCode.Done).Json;
        var parallel = Workplace.Run("certify", "learned", "--json", "--host", "parallel")
            .ShouldEnd(ExitCode.Done).Json;
        Assert.Equal(local["metrics"]!.ToJsonString(), parallel["metrics"]!.ToJsonString());
        Assert.Equal(local["stateHash"]!.ToJsonString(), parallel["stateHash"]!.ToJsonString());
        Assert.Equal(4, local["certificates"]!.AsArray().Count);
        Assert.True(File.Exists("learned/certificate.html"));
        // What the run measured itself at its end is the same.
        foreach (var certificate in local["certificates"]!.AsArray())
        {
            Assert.Contains(((double)certificate!["exAnte"]!).ToString("G17"), metrics);
        }
        // And what it wrote can be certified too.
        var written = Workplace.Run("certify", "learned/strategies.csv", "--json").ShouldEnd(ExitCode.Done).Json;
        Assert.Equal((double)local["certificates"]![0]!["exAnte"]!, (double)written["certificates"]![0]!["exAnte"]!,
            1e-5);
    }

    [Fact]
    public void Mistakes_AreNamed()
    {
        Assert.Contains("nope: no such run", Said("nope"));
        Assert.Contains("strategy.path = 'nope.csv': no such file", Said("nope.csv"));
        Assert.Contains("is no auction", Said("strategy.csv", "--experiment", "fisher-linear"));
        Assert.Contains("--out = strategy.csv: exists, and nothing is written over",
            Said("strategy.csv", "--out", "strategy.csv"));
        File.WriteAllText("bad.csv", "bidder,type,bid\n1,0,x\n1,0,-1\n");
        string bad = Said("bad.csv");
        Assert.Contains("bad.csv:2:3 = 'x'", bad);
        Assert.Contains("bad.csv:3:3 = '-1'", bad);
        Workplace.Run("run", "first-price", "rounds=1", "seed=1", "expect={}", "--out", "done", "--quiet")
            .ShouldEnd(ExitCode.Done);
        string both = Said("done", "auction.bidders=3", "--experiment", "all-pay");
        Assert.Contains("--experiment = all-pay: done is a run and has its own game", both);
        Assert.Contains("auction.bidders=3: a run that is done cannot be changed", both);
        Assert.Empty(Directory.GetFiles(_folder, "certificate*"));
    }

    private static string Said(params string[] words) =>
        Workplace.Run(["certify", .. words]).ShouldEnd(ExitCode.Usage).Said;
}
