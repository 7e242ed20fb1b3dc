using System.IO.Compression;
using System.Text.Json.Nodes;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary><c>solve</c>: a market in files, its exact equilibrium, and everything that a run leaves.</summary>
[Collection(WorkplaceTests.Name)]
public sealed class SolveTests
{
    // Market G of docs/fisher.md and its prices at alpha = 0.5.
    private const string Dense = "buyer,fig,date,plum\na,3,1,2\nb,1,4,1\nc,2,2,5\nd,1,3,2\n";

    private const string Budgets = "buyer,budget\nd,4\nc,3\nb,2\na,1\n",
        Supply = "good,supply\nfig,1\ndate,2\nplum,3\n";

    private static readonly double[] Known = [1.895705905554, 1.916957007277, 1.430543727205];

    [Fact]
    public void Folder_IsSolvedAndTheAnswerIsPrintedAndKept()
    {
        Folder("market", Dense, Budgets, Supply);
        var outcome = Workplace.Run("solve", "market", "--utility", "ces(alpha=0.5)", "--allocations", "--out",
            "solved-folder").ShouldEnd(ExitCode.Done);
        Assert.StartsWith("good  price\ndate  1.89571\nfig   1.91696\nplum  1.43054\n", outcome.Output);
        Assert.Matches(@"(?m)^buyer  regret$", outcome.Output);
        Assert.Matches(@"(?m)^market, seed 1: \d+ rounds in", outcome.Output);
        Assert.Matches(@"(?m)^nash-gap .+ zero in an equilibrium", outcome.Output);
        Assert.DoesNotContain("note:", outcome.Output);
        Assert.Matches(@"^round 1  residual ", outcome.Said);
        Assert.DoesNotContain("ETA", outcome.Said);
        ArePrices(["date", "fig", "plum"], Known, "solved-folder");
        string[] rows = File.ReadAllLines("solved-folder/allocations.csv");
        Assert.Equal("buyer,good,amount,spending", rows[0]);
        Assert.Equal(12, rows.Length - 1);
        double[] figs = [.. rows.Skip(1).Select(row => row.Split(',')).Where(row => row[1] == "fig")
            .Select(row => double.Parse(row[2]))];
        Assert.Equal([0.2338846045504, 0.1634053302593, 0.2919053336658, 0.3108047315245],
            figs, (known, found) => Math.Abs(known - found) < 1e-10);
        Assert.True(File.Exists("solved-folder/report.html"));
    }

    [Fact]
    public void Json_IsTheSummaryAndNothingElse()
    {
        Folder("market", Dense, Budgets, Supply);
        var outcome = Workplace.Run("solve", "market", "--utility", "cobb-douglas", "--json", "--out", "solved-json")
            .ShouldEnd(ExitCode.Done);
        Assert.Equal(File.ReadAllText("solved-json/summary.json"), outcome.Output);
        Assert.Equal("market", outcome.Json["experiment"]!.GetValue<string>());
        Assert.Equal(-0.5019162283469, Mean(outcome.Json, "log-nash-welfare"), 1e-10);
        Assert.InRange(Math.Abs(Mean(outcome.Json, "nash-gap")), 0, 1e-12);
        Assert.True(Mean(outcome.Json, "solve-seconds") > 0);
        Assert.False(File.Exists("solved-json/allocations.csv"));
    }

    [Fact]
    public void ThreeFilesPackedAndSparse_AreTheSameMarket()
    {
        Folder("market", Dense, Budgets, Supply);
        using (var packed = new StreamWriter(new GZipStream(File.Create("wishes.csv.gz"), CompressionMode.Compress)))
        {
            packed.Write("good,buyer,value\r\n");
            foreach (string row in Dense.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Reverse())
            {
                string[] cells = row.Split(',');
                packed.Write($"plum,{cells[0]},{cells[3]}\r\nfig,{cells[0]},{cells[1]}\r\n");
                packed.Write($"date,{cells[0]},{cells[2]}\r\n");
            }
        }
        var folder = Workplace.Run("solve", "market", "--utility", "ces(alpha=-2)", "--json", "--out", "by-folder");
        var files = Workplace.Run("solve", "--valuations", "wishes.csv.gz", "--budgets", "market/budgets.csv",
            "--supply", "market/supply.csv", "--utility", "ces(alpha=-2)", "--json", "--out", "by-files");
        Assert.Equal(HashOf(folder.ShouldEnd(ExitCode.Done)), HashOf(files.ShouldEnd(ExitCode.Done)));
        Assert.Equal("wishes", files.Json["experiment"]!.GetValue<string>());
        Assert.Equal(File.ReadAllText("by-folder/prices.csv"), File.ReadAllText("by-files/prices.csv"));
    }

    [Fact]
    public void LinearIsTheDefault_AndAGoodThatNobodyValuesIsUnsold()
    {
        // Market GS of docs/fisher.md: without a fourth supply the prices are 21/8, 21/8, 7/8.
        Folder("sparse", "buyer,good,value\nb1,g1,2\nb1,g3,1\nb2,g2,3\nb2,g3,1\nb3,g1,1\nb3,g2,1\nb4,g1,4\n",
            "buyer,budget\nb1,1\nb2,2\nb3,3\nb4,1\n", "good,supply\ng1,1\ng2,1\ng3,2\n\"g4, the last\",5\n");
        var outcome = Workplace.Run("solve", "sparse", "--out", "unsold").ShouldEnd(ExitCode.Done);
        ArePrices(["g1", "g2", "g3", "\"g4, the last\""], [21.0 / 8, 21.0 / 8, 7.0 / 8, 0], "unsold", 1e-6);
        Assert.Contains("note: 1 good is valued by nobody and stays unsold at price 0: g4, the last.\n",
            outcome.Output);
        Assert.Contains("\"utility\": \"linear\"", File.ReadAllText("unsold/experiment.json"));
    }

    [Fact]
    public void MissingFiles_AreSaidWhereverTheAnswerIs()
    {
        Folder("bare", Dense);
        var outcome = Workplace.Run("solve", "bare", "--utility", "ces(alpha=0.5)", "--out", "noted");
        const string Sentence = "No budgets are given (budgets.csv): every buyer has a budget of 1.";
        Assert.Contains($"note: {Sentence}\n", outcome.ShouldEnd(ExitCode.Done).Output);
        Assert.Contains(Sentence, File.ReadAllText("noted/log.txt"));
        Assert.Contains(Sentence, File.ReadAllText("noted/report.html"));
        Assert.Contains(Sentence, File.ReadAllText("noted/summary.json"));
    }

    [Fact]
    public void Dense_IsForGoodsCalledGoodAndValue()
    {
        File.WriteAllText("tricky.csv", "buyer,good,value\n1,2,3\n2,3,4\n");
        Workplace.Run("solve", "--valuations", "tricky.csv", "--dense", "--utility", "ces(alpha=0.5)", "--quiet",
            "--out", "dense").ShouldEnd(ExitCode.Done);
        Assert.Equal(["good", "good", "value"], File.ReadAllLines("dense/prices.csv").Select(row => row.Split(',')[0]));
    }

    [Fact]
    public void ReportMadeLater_IsTheSamePageAlsoWhereNamesAreNumbers()
    {
        File.WriteAllText("numbers.csv", "buyer,good,value\n1,10,1\n1,9,2\n2,10,2\n2,9,1\n");
        Workplace.Run("solve", "--valuations", "numbers.csv", "--utility", "ces(alpha=0.5)", "--quiet", "--out",
            "numbers").ShouldEnd(ExitCode.Done);
        string page = File.ReadAllText("numbers/report.html");
        File.Delete("numbers/report.html");
        Workplace.Run("report", "numbers").ShouldEnd(ExitCode.Done);
        Assert.Equal(page, File.ReadAllText("numbers/report.html"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void StoppedSolve_GoesOn(bool hasCheckpoint)
    {
        string folder = $"stopped-{hasCheckpoint}";
        Folder("market", Dense, Budgets, Supply);
        var whole = Workplace.Run("solve", "market", "--utility", "ces(alpha=0.5)", "--allocations", "--json", "--out",
            folder).ShouldEnd(ExitCode.Done);
        string manifest = File.ReadAllText($"{folder}/manifest.json");
        string rows = File.ReadAllText($"{folder}/allocations.csv");
        File.WriteAllText($"{folder}/manifest.json", manifest.Replace("\"done\"", "\"interrupted\""));
        File.Delete($"{folder}/allocations.csv");
        if (!hasCheckpoint)
        {
            Directory.Delete($"{folder}/checkpoints", recursive: true);
        }
        var resumed = Workplace.Run("resume", folder, "--json").ShouldEnd(ExitCode.Done);
        Assert.Equal(HashOf(whole), HashOf(resumed));
        Assert.Equal(rows, File.ReadAllText($"{folder}/allocations.csv"));
        Assert.Equal(whole.Json["rounds"]!.GetValue<long>(), resumed.Json["rounds"]!.GetValue<long>());
    }

    [Fact]
    public void WithoutOut_TheRunIsNamedAfterTheMarket()
    {
        Folder("my market", Dense);
        Workplace.Run("solve", "my market", "--utility", "ces(alpha=0.5)", "--quiet").ShouldEnd(ExitCode.Done);
        string run = Assert.Single(Directory.GetDirectories("runs"), run => run.Contains("my-market"));
        Assert.EndsWith("_my-market_ces(alpha=0.5)", run);
        Directory.Delete("runs", recursive: true);
    }

    [Fact]
    public void Help_NamesTheOptions()
    {
        string help = Workplace.Run("solve", "--help").ShouldEnd(ExitCode.Done).Output;
        Assert.All((string[])["<market-folder>", "--valuations", "--budgets", "--supply", "--dense", "--utility",
            "--allocations", "--out", "--threads", "--json", "--quiet"], word => Assert.Contains(word, help));
    }

    private static void Folder(string name, string valuations, string? budgets = null, string? supply = null)
    {
        Directory.CreateDirectory(name);
        foreach (var (file, text) in new[] { ("valuations.csv", valuations), ("budgets.csv", budgets),
            ("supply.csv", supply) })
        {
            if (text is not null)
            {
                File.WriteAllText(Path.Combine(name, file), text);
            }
        }
    }

    private static void ArePrices(string[] goods, double[] known, string run, double tolerance = 1e-10)
    {
        string[] rows = File.ReadAllLines($"{run}/prices.csv");
        Assert.Equal("good,price", rows[0]);
        Assert.Equal(goods, rows.Skip(1).Select(row => row[..row.LastIndexOf(',')]));
        Assert.Equal(known, rows.Skip(1).Select(row => double.Parse(row[(row.LastIndexOf(',') + 1)..])),
            (a, b) => Math.Abs(a - b) < tolerance);
    }

    private static double Mean(JsonObject summary, string metric) =>
        summary["metrics"]![metric]!["mean"]!.GetValue<double>();

    private static string HashOf(Outcome run) => run.Json["stateHash"]!.GetValue<string>();
}
