using System.Text.Json.Nodes;
using AgentMarkets.Core.Actors;
using AgentMarkets.Lab.Recording;
using AgentMarkets.Lab.Studies;
using AgentMarkets.Lab.Sweeps;
using Xunit;

namespace AgentMarkets.Lab.Tests.Studies;

/// <summary>Goal: what a study makes of the numbers of its runs is right: numbers of other tables, slopes,
/// sentences.</summary>
public sealed class DerivedNumbersTests : IDisposable
{
    private const string Text = """
        {
          "description": "d", "experiment": { "auction": {} },
          "tables": [
            { "name": "still", "title": "Still",
              "axes": [ { "name": "n", "key": "auction.bidders", "values": "2,3" } ],
              "columns": [ { "metric": "m", "title": "M" } ] },
            { "name": "grid", "title": "Grid", "cost": 0.5,
              "axes": [ { "name": "batch", "key": "batch", "values": "10,1000", "costs": true },
                { "name": "n", "key": "auction.bidders", "values": "2,3" } ],
              "columns": [
                { "metric": "m", "title": "M", "error": true, "within": 0.3 },
                { "metric": "m", "title": "still", "of": "still" },
                { "metric": "m", "title": "rest", "less": "still" } ],
              "slopes": [ { "metric": "m", "against": "batch", "title": "Slope" } ] }
          ],
          "findings": [ "At rest {still/3:m}, with games {grid/10/3:m}; power {grid/3:slope}.",
            "Of nobody {grid/10/2:nothing}." ]
        }
        """;

    private readonly Folder _folder = new();
    private readonly RunDirectory _all;

    public DerivedNumbersTests() => _all = _folder.Run("all");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NumbersOfOtherTables_StandInTheRowWithTheSameLabels()
    {
        var file = Filled(1).ToFile();
        // Rows: batch 10 and 1,000, n = 2 and 3 in each.
        Assert.Equal([1, 4, 0.1, 0.04], Numbers(file, "m"));
        Assert.Equal([0.25, 0.5, 0.25, 0.5], Numbers(file, "m-of-still"));
        Assert.Equal([0.75, 3.5, -0.15, -0.46], Numbers(file, "m-less-still"));
        Assert.Equal([0.01, 0.01, 0.01, 0.01], Numbers(file, "m-standard-error"));
        Assert.Equal(["no", "no", "yes", "yes"], file.Columns.Single(column => column.Name == "m-within").Texts!);
    }

    [Fact]
    public void ATableThatWasNotPlayed_LeavesGaps()
    {
        var study = Study.Of("s", Text, "s.jsonc", ["tables=grid"], SampleStudy.Catalog);
        var file = new FilledTable(study.Tables[0], [.. study.Runs.Select(run => Done(run, 1))]).ToFile();
        Assert.All(Numbers(file, "m-of-still"), number => Assert.Equal(double.NaN, number));
    }

    [Fact]
    public void ColumnOfABidder_IsItsOwnMeanOverReplicas()
    {
        var study = Read();
        var outcomes = Outcomes(study);
        var run = RunDirectory.At(_all["grid_10_2"]);
        Directory.CreateDirectory(run.Path);
        MetricLog.Start(run).Add(new Measurement(4, "m", new[,] { { 1.0, 2.0 }, { 3.0, 6.0 } }, true));
        var (mean, error) = new FilledTable(study.Tables[1], outcomes).Value(0, "m", bidder: 2);
        Assert.Equal((4, 2), (mean, error));
    }

    [Fact]
    public void Slope_IsThatOfALineThroughLogarithms_AndItsErrorThatOfItsPoints()
    {
        var slopes = Assert.Single(Filled(1).Slopes);
        // From 1 to 0.1 and from 4 to 0.04 while the batch grows a hundredfold.
        Assert.Equal(-0.5, slopes.Of(["2"]).Slope, 1e-12);
        Assert.Equal(-1, slopes.Of(["3"]).Slope, 1e-12);
        // Weights are 1/ln 100 on two points whose logarithms are off by 0.01 and 0.1.
        Assert.Equal(Math.Sqrt(0.01 * 0.01 + 0.1 * 0.1) / Math.Log(100), slopes.Of(["2"]).Error, 1e-12);
        Assert.Equal(["n", "slope", "std. error"], slopes.ToReport().Columns);
        Assert.Equal("grid-slopes-of-m", slopes.ToFile().Name);
    }

    [Fact]
    public void Findings_HaveTheirNumbers_AndOneThatLacksOneIsLeftOut()
    {
        var study = Read();
        FilledTable[] tables = [Filled(0), Filled(1)];
        Assert.Equal(["At rest 0.50000 +- 0.01000, with games 4.00000 +- 0.01000; power -1.00000 +- 0.05429."],
            StudyFindings.Of(study, tables));
    }

    [Fact]
    public void Costs_AreThoseOfTableAndValues() =>
        Assert.Equal([1, 1, 5, 5, 500, 500], Read().Runs.Select(run => run.Cost));

    private static Study Read() => Study.Of("s", Text, "s.jsonc", [], SampleStudy.Catalog);

    private FilledTable Filled(int table)
    {
        var study = Read();
        return new FilledTable(study.Tables[table], Outcomes(study));
    }

    private RunOutcome[] Outcomes(Study study)
    {
        double[] means = [0.25, 0.5, 1, 4, 0.1, 0.04];
        return [.. study.Runs.Select((run, k) => Done(run, means[k]))];
    }

    private RunOutcome Done(PlannedRun run, double mean) => new(run, RunDirectory.At(_all[run.Name]), Manifest.Done,
        new JsonObject
        {
            ["metrics"] = new JsonObject { ["m"] = new JsonObject { ["mean"] = mean, ["standardError"] = 0.01 } },
        });

    private static double[] Numbers(Table file, string column) =>
        [.. file.Columns.Single(one => one.Name == column).Numbers.Select(number => Math.Round(number, 12))];
}
