using AgentMarkets.Core.Catalog;
using AgentMarkets.Lab.Studies;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>A study leaves its tables beside what is published, and goes on like a sweep.</summary>
[Collection(WorkplaceTests.Name)]
public sealed class StudyTests
{
    private const string Tiny = """
        {
          "description": "Two strategies.", "source": "Author (2020)",
          "settings": [ { "name": "rounds", "description": "Rounds.", "small": "4", "full": "8" } ],
          "experiment": { "auction": {}, "evaluation": { "samples": 64 }, "expect": { "l2.mean": "< 9" } },
          "tables": [ {
            "name": "table-1", "title": "Table 1", "note": "{rounds} rounds", "set": { "rounds": "{rounds}" },
            "axes": [ { "name": "who", "points": [
              { "label": "linear", "set": { "strategy": "linear" }, "published": { "l2": 0.125 } },
              { "label": "mlp", "set": { "strategy": "mlp" } } ] } ],
            "columns": [ { "metric": "l2", "title": "L2", "published": "L2, published" } ],
            "figures": [ { "title": "L2", "caption": "c.", "metric": "l2", "against": "round" } ]
          } ]
        }
        """;

    [Fact]
    public void Study_FillsItsTables()
    {
        var outcome = Play("filled", "--json").ShouldEnd(ExitCode.Done);
        var rows = outcome.Json["tables"]!["table-1"]!.AsArray();
        Assert.Equal(["linear", "mlp"], rows.Select(row => row!["who"]!.GetValue<string>()));
        Assert.Equal(0.125, rows[0]!["published-l2"]!.GetValue<double>());
        Assert.Null(rows[1]!["published-l2"]);
        Assert.Equal(outcome.Json["runs"]![0]!["metrics"]!["l2"]!["mean"]!.GetValue<double>(),
            rows[0]!["l2"]!.GetValue<double>());
        Assert.Contains("run 2 of 2  table-1_mlp  ETA of all ", outcome.Said);
        Assert.StartsWith("who,l2,published-l2\nlinear,0.", File.ReadAllText("filled/table-1.csv"));
        Assert.Contains("4 rounds", File.ReadAllText("filled/report.html"));
        Assert.Contains("\"status\": \"done\"", File.ReadAllText("filled/study.json"));
    }

    [Fact]
    public void SecondTime_NothingIsPlayed_AndAnotherSizeIsAnotherStudy()
    {
        Play("again").ShouldEnd(ExitCode.Done);
        string table = File.ReadAllText("again/table-1.csv");
        Directory.Delete("again/table-1_mlp", recursive: true);
        var second = Play("again").ShouldEnd(ExitCode.Done);
        Assert.Contains("run 1 of 2  table-1_linear  done before, skipped\n", second.Said);
        Assert.Contains("run 2 of 2  table-1_mlp\n", second.Said);
        Assert.Equal(table, File.ReadAllText("again/table-1.csv"));
        Assert.StartsWith("--out again: belongs to another study, tiny.jsonc. Name another folder",
            Play("again", "size=full").ShouldEnd(ExitCode.Usage).Said);
    }

    [Fact]
    public void RuleThatIsNotMet_EndsWith3()
    {
        File.WriteAllText("strict.jsonc", Tiny.Replace("< 9", "< 0"));
        Workplace.Run("study", "strict.jsonc", "--quiet", "--out", "strict").ShouldEnd(ExitCode.ExpectNotMet);
    }

    [Fact]
    public void MarketFcNet_HasTheWholeTableAtAnySize()
    {
        var rows = Workplace.Run("study", "market-fc-net", "tables=table-1", "buyers=512", "like-buyers=512", "steps=3",
            "batch=8", "bids-steps=3", "epochs=1", "stream=256", "samples=64", "--json", "--quiet", "--out", "fcn")
            .ShouldEnd(ExitCode.Done).Json["tables"]!["table-1"]!.AsArray();
        Assert.Equal(["naive", "eisenberg-gale", "eisenberg-gale, momentum", "market-fc-net", "bids form", "exact dual",
            "streaming, sample average", "streaming, stochastic Newton"],
            rows.Select(row => row!["method"]!.GetValue<string>()));
        Assert.All(rows, row => Assert.Equal(("512", "1048576"),
            (row!["n"]!.GetValue<string>(), row["published-n"]!.GetValue<string>())));
        // Table 1 of Ma et al. (2024), and the exact solution beside it.
        Assert.Equal([0.365, 2.17e-2, 2.49e-4, 1.63e-3],
            rows.Take(4).Select(row => row!["published-nash-gap"]!.GetValue<double>()));
        foreach (string metric in (string[])["nash-gap", "violation-of-allocation", "violation-of-price"])
        {
            Assert.InRange(rows[5]![metric]!.GetValue<double>(), -1e-12, 1e-12);
        }
        Assert.Contains("VoA against seconds", File.ReadAllText("fcn/report.html"));
        Assert.Contains("How far from equilibrium, by the clock",
            File.ReadAllText("fcn/table-1_bids-form/report.html"));
    }

    [Fact]
    public void ReportB_HasItsTablesAndFindingsAtAnySize()
    {
        var json = Workplace.Run("study", "report-b", "seeds=1..2", "rounds=20", "batch-seeds=1..2", "batches=16,64",
            "spread-seeds=1..2", "spread-batches=128,2048", "spread-rounds=20", "average-seeds=1..2",
            "table-rounds=20", "betas=50", "bidders=2,3", "batch-betas=200", "types=4", "bids=9",
            "certificate-types=64", "--json", "--quiet", "--out", "rb")
            .ShouldEnd(ExitCode.Done).Json;
        var tables = json["tables"]!;
        // Fixed points do not depend on how long was learned.
        Assert.Equal([0.480467, 0.647259], tables["exact"]!.AsArray()
            .Select(row => Math.Round(row!["fixed-point"]!.GetValue<double>(), 6)));
        Assert.All(tables["grid"]!.AsArray(), row => Assert.Equal(row!["dynamics-bias"]!.GetValue<double>(),
            row["dynamics-bias-of-exact"]!.GetValue<double>() + row["dynamics-bias-less-exact"]!.GetValue<double>(),
            1e-12));
        Assert.Equal(["held fast", "adam"], tables["spread-slopes-of-multiplier-spread"]!.AsArray()
            .Select(row => row!["steps"]!.GetValue<string>()));
        Assert.Equal(2, tables["multiplicative-weights"]!.AsArray().Count);
        // Those that name rows of the default size are left out.
        Assert.StartsWith("Why not still: the game's eigenvalues there are -3.17090 and -1.28144, ",
            json["findings"]![0]!.GetValue<string>());
        Assert.Contains("What the numbers say", File.ReadAllText("rb/report.html"));
    }

    [Theory]
    [InlineData("size=small")]
    [InlineData("size=full")]
    public void ShippedStudies_AreWellAtBothSizes(string size)
    {
        Assert.NotEmpty(ShippedStudies.Files);
        var workshop = new Workshop([]);
        foreach (string name in ShippedStudies.Files.Select(file => Path.GetFileNameWithoutExtension(file)))
        {
            var (_, text, source) = ShippedStudies.Find(name);
            var study = Study.Of(name, text, source, [size], workshop.Catalog);
            Assert.All(study.Runs, run =>
            {
                var problems = new Problems(run.Name);
                workshop.Reader.TryRead(name, run.Text, run.Overrides, problems);
                problems.ThrowIfAny();
            });
        }
    }

    [Fact]
    public void ListAndShow_KnowStudies()
    {
        Assert.StartsWith("studies\n  market-fc-net  ", Workplace.Run("list", "studies").Output);
        Assert.Contains("market-fc-net (study)", Workplace.Run("show", "market-fc-net").Output);
    }

    private static Outcome Play(string folder, params string[] words)
    {
        File.WriteAllText("tiny.jsonc", Tiny);
        return Workplace.Run(["study", "tiny.jsonc", .. words, "--out", folder]);
    }
}
