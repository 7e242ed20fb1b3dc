using System.Text.Json.Nodes;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>The JSON object that scripts read: its fields, its shapes, the order of the replicas.</summary>
[Collection(WorkplaceTests.Name)]
public sealed class SummaryTests
{
    private static readonly Lazy<Outcome> Asymmetric = new(() =>
        Workplace.Run("run", "first-price", "rounds=20", "batch=16",
        "seed=3,5", "smoothing.beta=10,25", "evaluation.samples=1024", "evaluation.samples-on-the-way=256",
        "auction.bidders=[{\"count\": 2, \"prior\": \"uniform(high=2)\"}, {\"count\": 1}]",
        "expect={\"revenue.mean\": \"> 0\", \"l2.mean\": \"< 1\"}", "--json", "--out", "summary"));

    private static JsonObject Summary => Asymmetric.Value.Json;

    [Fact]
    public void StandardOutput_IsTheSummaryOfTheRunDirectory()
    {
        Asymmetric.Value.ShouldEnd(ExitCode.ExpectNotMet);
        Assert.Equal(File.ReadAllText("summary/summary.json"), Asymmetric.Value.Output);
        Assert.Contains("round 20/20", Asymmetric.Value.Said);
    }

    [Fact]
    public void Fields_AreThePromisedOnes()
    {
        Assert.Equal(
            [
                "schema", "experiment", "status", "stateHash", "seconds", "rounds", "roundsPerSecond", "replicas",
                "failed", "metrics", "skipped", "notes", "remarks", "expect",
            ], Summary.Select(member => member.Key));
        Assert.Equal(1, Summary["schema"]!.GetValue<int>());
        Assert.Equal("first-price", Summary["experiment"]!.GetValue<string>());
        Assert.Equal("done", Summary["status"]!.GetValue<string>());
        Assert.Equal(20, Summary["rounds"]!.GetValue<int>());
        Assert.Matches("^[0-9a-f]{64}$", Summary["stateHash"]!.GetValue<string>());
    }

    [Fact]
    public void Replicas_SeedVariesFastest() => Assert.Equal(
        """[{"seed":3,"smoothing.beta":10},{"seed":5,"smoothing.beta":10},{"seed":3,"smoothing.beta":25},"""
        + """{"seed":5,"smoothing.beta":25}]""", Summary["replicas"]!.ToJsonString());

    [Fact]
    public void Metrics_HaveANumberAReplicaAndABidder()
    {
        var metrics = Summary["metrics"]!.AsObject();
        Assert.Equal(["efficiency", "live-tensors", "multiplier", "multiplier-average", "revenue",
            "smoothed-utility", "utility",
            "utility-loss-ex-ante", "utility-loss-ex-interim"], metrics.Select(metric => metric.Key));
        foreach (var (name, metric) in metrics)
        {
            Assert.Equal(["mean", "standardError", "byReplica", "byBidder"],
                metric!.AsObject().Select(member => member.Key));
            double[] byReplica = [.. metric["byReplica"]!.AsArray().Select(x => x!.GetValue<double>())];
            Assert.Equal(4, byReplica.Length);
            Assert.Equal(byReplica.Average(), metric["mean"]!.GetValue<double>(), 1e-12);
            double variance = byReplica.Sum(x => Math.Pow(x - byReplica.Average(), 2)) / 3;
            Assert.Equal(Math.Sqrt(variance / 4), metric["standardError"]!.GetValue<double>(), 1e-12);
            bool isOfAll = name is "efficiency" or "revenue" or "live-tensors";
            Assert.Equal(isOfAll ? null : 3, metric["byBidder"]?.AsArray().Count);
        }
    }

    [Fact]
    public void MetricsOfTheOpenGame_AreSkippedWithTheReason()
    {
        var skipped = Summary["skipped"]!.AsArray();
        Assert.Equal(["l2", "l-infinity"], skipped.Select(s => s!["metric"]!.GetValue<string>()).Take(2));
        Assert.All(skipped, s => Assert.NotEqual("", s!["why"]!.GetValue<string>()));
    }

    [Fact]
    public void RuleOfASkippedMetric_IsNotMet() => Assert.Equal(
        ["revenue.mean > 0: True", "l2.mean < 1: False"],
        Summary["expect"]!.AsArray().Select(e => $"{e!["rule"]}: {e["met"]!.GetValue<bool>()}"));

    [Fact]
    public void EveryMetric_HasACard()
    {
        foreach (var (name, _) in Summary["metrics"]!.AsObject())
        {
            var cards = Workplace.Run("show", name, "--json").ShouldEnd(ExitCode.Done).Json["cards"]!.AsArray();
            Assert.Contains(cards, card => card!["kind"]!.GetValue<string>() == "metric");
        }
    }

    [Fact]
    public void Strategies_AreOnAGridFromTheLowestToTheHighestType()
    {
        Asymmetric.Value.ShouldEnd(ExitCode.ExpectNotMet);
        string[] lines = File.ReadAllLines("summary/strategies.csv");
        Assert.StartsWith("replica,bidder,type,bid", lines[0]);
        var rows = lines.Skip(1).Select(line => line.Split(',')).ToArray();
        Assert.Equal(12, rows.GroupBy(row => (row[0], row[1])).Count());
        foreach (var block in rows.GroupBy(row => (row[0], row[1])))
        {
            double[] types = [.. block.Select(row => double.Parse(row[2]))];
            Assert.True(types.Length >= 101, $"{types.Length} types");
            Assert.Equal((0, block.Key.Item2 == "3" ? 1 : 2), (types[0], types[^1]));
            Assert.Equal(types.Order(), types);
        }
    }
}
