using System.Text.Json.Nodes;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Sweeps;
using Xunit;

namespace AgentMarkets.Lab.Tests.Sweeps;

public sealed class SweepResultsTests
{
    [Fact]
    public void Rows_AreReplicasOfRunsThatAreDone()
    {
        var results = new SweepResults([Done(("bidders", "2")), Waiting(("bidders", "3"))]);
        Assert.Equal(["bidders", "beta"], results.Keys);
        Assert.Equal(["l2"], results.Metrics);
        Assert.Equal([(10, "1", 1.0), (10, "2", 3.0), (50, "1", 5.0), (50, "2", double.NaN)],
            results.Rows.Select(row => (int.Parse(row["beta"]!), row.Seed, row.Metrics["l2"])));
    }

    [Fact]
    public void Combinations_AreMeansOverTheSeedsThatAreFinite()
    {
        var results = new SweepResults([Done(("bidders", "2"))]);
        Assert.Equal([(2.0, 1.0), (5.0, double.NaN)], results.Combinations.Select(c => c.Mean("l2")));
        Assert.True(double.IsNaN(results.Combinations[0].Mean("unknown").Mean));
    }

    [Fact]
    public void Table_HasALineAReplicaWithEveryDigit()
    {
        using var folder = new Folder();
        var sweep = folder.Run("sweep");
        new SweepResults([Done(("prior", "uniform(low=0, high=1)"))]).WriteTable(sweep);
        Assert.Equal("""
            run,prior,beta,seed,l2
            r,"uniform(low=0, high=1)",10,1,1
            r,"uniform(low=0, high=1)",10,2,3
            r,"uniform(low=0, high=1)",50,1,5
            r,"uniform(low=0, high=1)",50,2,

            """, sweep.Read("results.csv"));
    }

    [Fact]
    public void Figures_AreLinesOverTheNumberWithTheMostValues()
    {
        var figure = Assert.Single(SweepFigures.Of(new SweepResults(
            [Done(("bidders", "2")), Done(("bidders", "3")), Done(("bidders", "400"))]), ["l2"]));
        Assert.Equal(("bidders", true), (figure.X.Label, figure.X.Logarithmic));
        Assert.Equal(["beta=10", "beta=50"], figure.Series.Select(s => s.Name));
        Assert.All(figure.Series, s => Assert.Equal([2, 3, 400], s.X));
        Assert.Equal([2, 2, 2], figure.Series[0].Y);
        Assert.Equal((1.2, 2.8), (Math.Round(figure.Series[0].Low![0], 9), Math.Round(figure.Series[0].High![0], 9)));
        Assert.All(figure.Series, s => Assert.Equal(SeriesKind.Line, s.Kind));
    }

    [Fact]
    public void Figures_AreBarsWhereNoNumberVaries()
    {
        JsonObject Seeds(double l2) => Summary([("1", null, l2), ("2", null, l2)]);
        var figure = Assert.Single(SweepFigures.Of(new SweepResults(
        [
            Done(Seeds(1), ("strategy", "mlp"), ("learner", "x")),
            Done(Seeds(2), ("strategy", "linear"), ("learner", "x")),
            Done(Seeds(3), ("strategy", "mlp"), ("learner", "y")),
            Done(Seeds(4), ("strategy", "table"), ("learner", "y")),
        ]), ["l2", "nobody-measured-it"]));
        Assert.Equal(["mlp", "linear", "table"], figure.X.Categories!);
        Assert.Equal(["learner=x", "learner=y"], figure.Series.Select(s => s.Name));
        Assert.Equal([0, 1], figure.Series[0].X);
        Assert.Equal([3, 4], figure.Series[1].Y);
        Assert.All(figure.Series, s => Assert.Equal(SeriesKind.Bars, s.Kind));
    }

    [Fact]
    public void NamesOnAnAxis_StandInThePageAndInItsTable()
    {
        string page = SweepReport.Page("Sweep", new SweepResults([Done(Summary([("1", null, 1)]), ("strategy", "mlp")),
            Done(Summary([("1", null, 2)]), ("strategy", "linear"))]), ["l2"], [],
            Core.Catalog.Catalog.Scan([typeof(IFamily).Assembly]));
        Assert.Contains("\"categories\":[\"mlp\",\"linear\"]", page);
        Assert.Matches("""<th scope="row">l2</th>\s*<td[^>]*>linear</td>""", page);
    }

    [Fact]
    public void WhereOnlySeedsVary_ThereIsNoFigure() =>
        Assert.Empty(SweepFigures.Of(new SweepResults([Done(Summary([("1", null, 1), ("2", null, 2)]))]), ["l2"]));

    [Fact]
    public void Page_LinksTheRunsAndNamesWhatIsMissing()
    {
        string page = SweepReport.Page("Sweep", new SweepResults([Done(("bidders", "2")), Waiting(("bidders", "3"))]),
            ["l2"], [], Core.Catalog.Catalog.Scan([typeof(IFamily).Assembly]));
        Assert.Contains("1 of 2 runs are done, with 4 replicas.", page);
        Assert.Contains("""<a href="r/report.html">r</a>""", page);
        Assert.Contains("<strong>r is not in the tables:</strong> it is waiting.", page);
        Assert.Contains("The expectation was not met.", page);
        Assert.Contains("r: l2.mean &lt; 1", page);
    }

    private static RunOutcome Done(params (string Key, string Value)[] differences) => Done(
        Summary([("1", 10, 1), ("2", 10, 3), ("1", 50, 5), ("2", 50, null)]), differences);

    private static RunOutcome Done(JsonObject summary, params (string Key, string Value)[] differences) =>
        Waiting(differences) with { Status = Manifest.Done, Summary = summary };

    private static RunOutcome Waiting(params (string Key, string Value)[] differences) => new(
        new PlannedRun("r", "e", "", "e",
            [], [.. differences.Select(d => KeyValuePair.Create(d.Key, d.Value))]),
        RunDirectory.At("r"), RunOutcome.Waiting, null);

    private static JsonObject Summary((string Seed, double? Beta, double? L2)[] replicas) => new()
    {
        ["replicas"] = new JsonArray([.. replicas.Select(r => JsonNode.Parse(
            $"{{ \"seed\": {r.Seed}{(r.Beta is null ? "" : $", \"beta\": {r.Beta}")} }}"))]),
        ["metrics"] = new JsonObject
        {
            ["l2"] = new JsonObject { ["byReplica"] = new JsonArray([.. replicas.Select(r => (JsonNode?)r.L2)]) },
        },
        ["expect"] = new JsonArray(new JsonObject { ["rule"] = "l2.mean < 1", ["value"] = 3.0, ["met"] = false }),
    };
}
