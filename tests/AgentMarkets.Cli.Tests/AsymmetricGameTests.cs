using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>Games whose bidders are listed one by one, each with what is its own; the rest comes from above.</summary>
[Collection(WorkplaceTests.Name)]
public sealed class AsymmetricGameTests : IDisposable
{
    private readonly Workplace _workplace;
    private readonly string _folder;

    private const string Everybody = """
        {
          "auction": {
            "prior": "uniform(high=1)",
            "bidders": [
              { "prior": "uniform(low=0.1, high=0.5)", "learner": "evolution(population=4)" },
              { "utility": "crra(r=0.5)", "strategy": "mlp(hidden=4)" },
              { "count": 2, "strategy": "table(types=8, bids=8)", "learner": "dual-averaging" },
              { "count": 3, "strategy": "mlp(hidden=4)", "learner": "reinforce", "share": true },
              { "count": 4, "strategy": "mlp(hidden=4)", "cohort": 2 },
              { "strategy": "piecewise-linear(knots=8)", "learner": "best-response" },
              { "strategy": "mlp(hidden=4)", "learner": "particle-swarm(particles=4)" },
            ],
          },
          "rounds": 3, "batch": 16, "seed": "1,2", "measure": ["utility-loss", "distance-to-equilibrium"],
          "evaluation": { "samples": 512, "samples-on-the-way": 64 },
        }
        """;

    public AsymmetricGameTests(Workplace workplace)
    {
        _workplace = workplace;
        _folder = Directory.CreateDirectory(Path.Combine(workplace.Folder, "asymmetric")).FullName;
        Directory.SetCurrentDirectory(_folder);
    }

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_workplace.Folder);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void EveryBlock_LearnsInItsOwnWay()
    {
        File.WriteAllText("market.jsonc", Everybody);
        var run = Workplace.Run("run", "market.jsonc", "--json", "--out", "run").ShouldEnd(ExitCode.Done);
        double[] utilities = Numbers(run.Json, "utility");
        Assert.Equal(13, utilities.Length);
        Assert.Equal(13, utilities.Distinct().Count());
        Assert.Equal(2, run.Json["metrics"]!["utility"]!["byReplica"]!.AsArray().Count);
        Assert.Equal(13, Numbers(run.Json, "utility-loss-ex-interim").Length);
        Assert.Contains("l2", run.Json["skipped"]!.AsArray().Select(skipped => skipped!["metric"]!.GetValue<string>()));
        var blocks = Strategies("run");
        Assert.Equal(2 * 13, blocks.Count);
        Assert.All(blocks, block => Assert.True(block.Value.Length >= 101, $"{block.Value.Length} types"));
        Assert.Equal((0.1, 0.5), Ends(blocks[("1", "1")]));
        Assert.Equal((0, 1), Ends(blocks[("1", "2")]));
        // Bidders 5, 6 and 7 share a network; 8 to 11 have one each, although two sit together.
        Assert.Equal(blocks[("1", "5")], blocks[("1", "7")]);
        Assert.NotEqual(blocks[("1", "8")], blocks[("1", "9")]);
        Assert.NotEqual(blocks[("1", "8")], blocks[("2", "8")]);
    }

    [Fact]
    public void Override_ReachesIntoABlock()
    {
        File.WriteAllText("two.jsonc", """
            { "auction": { "bidders": [ { "prior": "uniform(high=0.5)" }, { "prior": "uniform(low=0.2)" } ] } }
            """);
        var resolved = Resolved("two.jsonc", "auction.bidders.2.prior.high=0.7",
            "auction.bidders.1.learner=optimistic");
        Assert.Equal("uniform(low=0, high=0.5)", Text(resolved["bidders"]![0]!["prior"]!));
        Assert.Equal("uniform(low=0.2, high=0.7)", Text(resolved["bidders"]![1]!["prior"]!));
        Assert.StartsWith("optimistic", Text(resolved["bidders"]![0]!["learner"]!));
        Assert.Null(resolved["bidders"]![1]!["learner"]);
    }

    [Theory]
    [InlineData("first-price", "2", "uniform(low=0, high=1)")]
    [InlineData("third-price", "3", "uniform(low=0, high=1)")]
    [InlineData("double-auction(buyers=3, sellers=2)", "5", "uniform(low=0, high=1)")]
    [InlineData("llg", "3", null)]
    public void WhatAFileLeavesOut_FollowsFromTheRule(string rule, string bidders, string? prior)
    {
        File.WriteAllText("plain.jsonc", """{ "auction": { } }""");
        var resolved = Resolved("plain.jsonc", $"auction.mechanism={rule}", "rounds=0");
        Assert.Equal(bidders, resolved["bidders"]!.ToJsonString());
        Assert.Equal(prior, resolved["prior"]?.GetValue<string>());
    }

    [Fact]
    public void OverrideOfAPriorThatNobodyWrote_ChangesTheStandardOne()
    {
        File.WriteAllText("plain.jsonc", """{ "auction": { } }""");
        Assert.Equal("uniform(low=0, high=2)", Text(Resolved("plain.jsonc", "auction.prior.high=2")["prior"]!));
        // The rule has priors of its own here, one a bidder: there is none to change.
        var refused = Workplace.Run("check", "plain.jsonc", "auction.mechanism=llg", "auction.prior.high=2", "rounds=0")
            .ShouldEnd(ExitCode.Usage);
        Assert.Contains("auction.prior = ", refused.Said);
        Assert.Contains("does not say which prior", refused.Said);
    }

    [Fact]
    public void StrengthAlone_IsThatOfTheCorrelationForAnyPrior()
    {
        File.WriteAllText("plain.jsonc", """{ "auction": { "mechanism": "llg" }, "rounds": 0 }""");
        Assert.Equal("bernoulli(gamma=0.3)",
            Text(Resolved("plain.jsonc", "auction.correlation.gamma=0.3")["correlation"]!));
        Assert.Null(Resolved("plain.jsonc")["correlation"]);
    }

    private static JsonObject Resolved(params string[] words) =>
        (JsonObject)Workplace.Run(["check", .. words]).ShouldEnd(ExitCode.Done).Json["auction"]!;

    private static string Text(JsonNode node) => node.GetValue<string>();

    private static double[] Numbers(JsonObject summary, string metric) =>
        [.. summary["metrics"]![metric]!["byBidder"]!.AsArray().Select(number => number!.GetValue<double>())];

    private static Dictionary<(string Replica, string Bidder), (double Type, double Bid)[]> Strategies(string run) =>
        File.ReadAllLines(Path.Combine(run, "strategies.csv")).Skip(1).Select(line => line.Split(','))
            .GroupBy(row => (row[0], row[1]))
            .ToDictionary(rows => rows.Key, rows => rows.Select(row => (Number(row[2]), Number(row[3]))).ToArray());

    private static (double Low, double High) Ends((double Type, double Bid)[] rows) => (rows[0].Type, rows[^1].Type);

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
