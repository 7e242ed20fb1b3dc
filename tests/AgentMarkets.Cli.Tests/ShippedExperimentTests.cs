using System.Text.Json.Nodes;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>Every experiment that comes along, at a reduced size, and what is written about it.</summary>
[Collection(WorkplaceTests.Name)]
public sealed class ShippedExperimentTests
{
    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Path.Combine(Golden.Root, "experiments"), "*.jsonc")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void ReducedRun_LeavesAllFiles(string name)
    {
        var experiment = Workplace.Run("check", name).ShouldEnd(ExitCode.Done).Json;
        bool learns = experiment["rounds"]!.GetValue<long>() > 0;
        bool batched = experiment["batch"] is not null;
        string[] reduced =
        [
            .. learns ? ["rounds=20"] : Array.Empty<string>(), .. batched ? ["batch=64"] : Array.Empty<string>(),
            "seed=1..2", "measure-every=10", "evaluation.samples=4096", "evaluation.samples-on-the-way=256",
        ];
        var outcome = Workplace.Run(["run", name, .. reduced, "--json", "--out", $"shipped-{name}"]);
        // At this size nothing converges, so a rule that is not met says nothing.
        Assert.True(outcome.Code is 0 or 3, $"It ended with {outcome.Code}.\n{outcome.Said}");
        Assert.Equal(outcome.Code == 3, outcome.Json["expect"]!.AsArray().Any(rule => !rule!["met"]!.GetValue<bool>()));
        foreach (var rule in outcome.Json["expect"]!.AsArray())
        {
            // Multipliers that are not positive yet give no Nash gap, and the run says so; not every verdict has a
            // kind.
            bool mayBeNothing = $"{rule!["rule"]}".StartsWith("oscillation.kind", StringComparison.Ordinal);
            Assert.True(rule["value"] is not null || mayBeNothing || outcome.Json["remarks"]!.AsArray().Count > 0,
                $"{rule["rule"]}: nothing was measured that it could be about");
        }
        foreach (string file in (string[])["experiment.json", "command.txt", "manifest.json", "metrics.jsonl",
            "metrics.csv", "summary.json", "log.txt", "report.html",
            experiment["auction"] is null ? "prices.csv" : "strategies.csv"])
        {
            Assert.True(File.Exists($"shipped-{name}/{file}"), $"{file} is missing");
        }
        Assert.NotEmpty(Directory.GetFiles($"shipped-{name}/checkpoints"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Description_IsOneSentence(string name)
    {
        string description = Workplace.Run("check", name).Json["description"]?.GetValue<string>() ?? "";
        Assert.EndsWith(".", description);
    }

    [Fact]
    public void List_IsAsInReview() => Golden.Match("tests/AgentMarkets.Cli.Tests/list.txt",
        Workplace.Run("list").ShouldEnd(ExitCode.Done).Output);

    [Fact]
    public void Schema_IsAsCommitted() => Golden.Match("docs/experiment.schema.json",
        Workplace.Run("schema").ShouldEnd(ExitCode.Done).Output);

    [Fact]
    public void Show_KnowsEverythingInTheList()
    {
        var list = Workplace.Run("list", "--json").Json;
        Assert.NotEmpty(list);
        foreach (var (_, cards) in list)
        {
            foreach (var card in cards!.AsArray())
            {
                string name = card!["name"]!.GetValue<string>();
                string shown = Workplace.Run("show", name).ShouldEnd(ExitCode.Done).Output;
                Assert.StartsWith($"{name} (", shown);
                Assert.Contains(card["summary"]!.GetValue<string>(), shown);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Schema_AcceptsTheFileAndItsResolvedForm(string name)
    {
        var schema = new SchemaReading(Workplace.Run("schema").Json);
        string file = Path.Combine(Golden.Root, "experiments", name + ".jsonc");
        var options = new System.Text.Json.JsonDocumentOptions
        {
            CommentHandling = System.Text.Json.JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
        };
        Assert.Equal([], schema.Problems(JsonNode.Parse(File.ReadAllText(file), null, options)));
        Assert.Equal([], schema.Problems(Workplace.Run("check", name).Json));
    }

    [Theory]
    [InlineData("""{ "auction": { "mechanizm": "first-price" } }""")]
    [InlineData("""{ "auction": {}, "lerner": "gradient" }""")]
    [InlineData("""{ "auction": {}, "rounds": -1 }""")]
    [InlineData("""{ "auction": {}, "measure": [3] }""")]
    [InlineData("""{ "auction": { "bidders": [ { "cout": 2 } ] } }""")]
    [InlineData("""{ "auction": { "prior": { "kind": "uniform", "mean": 2 } } }""")]
    [InlineData("""{ "auction": { "prior": { "kind": "uniforn" } } }""")]
    [InlineData("""{ "rounds": 1 }""")]
    public void Schema_RefusesWhatTheProgramRefuses(string text)
    {
        Assert.NotEmpty(new SchemaReading(Workplace.Run("schema").Json).Problems(JsonNode.Parse(text)));
        File.WriteAllText("wrong.jsonc", text);
        Workplace.Run("check", "wrong.jsonc").ShouldEnd(ExitCode.Usage);
    }
}
