using System.Text.Json.Nodes;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using Xunit;

namespace AgentMarkets.Lab.Tests;

public sealed class SummaryTests
{
    private static readonly Manifest Done = Samples.Manifest with
    {
        Status = Manifest.Done, Round = 40, Seconds = 2.00049, PlayedSeconds = 0.3, StateHash = "ab",
    };

    [Fact]
    public void LastMeasurement_IsTheOneThatCounts()
    {
        var metric = Of(Samples.Measured(0, "utility", false, new[,] { { 9.0, 9 }, { 9, 9 } }),
            Samples.Measured(40, "utility", true, new[,] { { 1.0, 2 }, { 3, 4 } }))["metrics"]!["utility"]!;
        Assert.Equal("""{"mean":2.5,"standardError":1,"byReplica":[1.5,3.5],"byBidder":[2,3]}""",
            metric.ToJsonString());
    }

    [Fact]
    public void MetricOfTheWholeGame_HasNoBidders() => Assert.Equal(
        """{"mean":2,"standardError":1,"byReplica":[1,3],"byBidder":null}""",
        Of(Samples.Measured(40, "revenue", true, new[,] { { 1.0 }, { 3 } }))["metrics"]!["revenue"]!.ToJsonString());

    [Fact]
    public void ReplicaThatFailed_IsNullAndLeftOutOfTheMean() => Assert.Equal(
        """{"mean":3.5,"standardError":null,"byReplica":[null,3.5],"byBidder":[3,4]}""",
        Of(Samples.Measured(40, "utility", true,
            new[,] { { double.NaN, 2 }, { 3, 4 } }))["metrics"]!["utility"]!.ToJsonString());

    [Fact]
    public void Head_IsRoundedTimeAndPlainCounts()
    {
        var summary = Of();
        Assert.Equal("""{"schema":1,"experiment":"e","status":"done","stateHash":"ab","seconds":2,"rounds":40,"""
            + """
            "roundsPerSecond":133.3,"replicas":[{"seed":1},{"seed":2}],"failed":[],"metrics":{},
            """.TrimEnd() + """
            "skipped":[],"notes":[],"remarks":[],"expect":[]}
            """,
            summary.ToJsonString());
        Assert.EndsWith("}\n", Summary.ToText(summary));
    }

    [Fact]
    public void WithoutRounds_ThereIsNoSpeed()
    {
        var (experiment, game) = Samples.Game();
        var summary = Summary.Of(experiment, game, Results(experiment), Samples.Manifest, []);
        Assert.Null(summary["roundsPerSecond"]);
        Assert.Null(summary["stateHash"]);
    }

    [Theory]
    [InlineData("utility.mean", "= 2.5", true)]
    [InlineData("utility.standardError", "< 0.9", false)]
    [InlineData("utility.mean", "2.4 +- 0.11", true)]
    [InlineData("revenue.mean", "< 1e9", false)]
    public void Rule_IsJudgedByTheLastMeasurement(string key, string condition, bool met)
    {
        var (experiment, _) = Samples.Game($"expect.{key}={condition}");
        var results = Results(experiment, Samples.Measured(40, "utility", true, new[,] { { 1.0, 2 }, { 3, 4 } }));
        Assert.Equal(met, Assert.Single(Summary.Judge(experiment, results)).Met);
    }

    private static JsonObject Of(params Measurement[] measurements)
    {
        var (experiment, game) = Samples.Game();
        return Summary.Of(experiment, game, Results(experiment, measurements), Done, []);
    }

    private static Results Results(Experiment experiment, params Measurement[] measurements) =>
        new(measurements, [], experiment.Replicas);
}
