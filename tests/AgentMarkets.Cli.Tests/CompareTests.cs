using System.Text.Json.Nodes;
using Xunit;

namespace AgentMarkets.Cli.Tests;

/// <summary>Two groups of runs in one table, one object and one page.</summary>
[Collection(WorkplaceTests.Name)]
public sealed class CompareTests
{
    [Fact]
    public void Runs_ArePairedBySeed_AndReadInPlainWords()
    {
        Array.ForEach(Directory.GetFiles(".", "compare*.html"), File.Delete);
        Run("adam").ShouldEnd(ExitCode.Done);
        Run("slow", "learner.learning-rate=0.001").ShouldEnd(ExitCode.Done);
        var outcome = Workplace.Run("compare", "adam", "--", "slow").ShouldEnd(ExitCode.Done);
        Assert.Contains("A            2     1  learner.learning-rate=0.01\n", outcome.Output);
        Assert.Contains("2 pairs by seed; intervals over 2 seeds.\n", outcome.Output);
        Assert.Matches(@"(?m)^multiplier  +0\.\d+  +0\.\d+ .*  B is higher by 0\.\d+ \[0\.\d+, 0\.\d+\]$",
            outcome.Output);
        Assert.Contains("note: With 2 seeds the intervals are too narrow", outcome.Output);
        Assert.EndsWith("page  compare.html\n", outcome.Output);

        var json = Workplace.Run("compare", "--json", "adam", "--", "slow").ShouldEnd(ExitCode.Done).Json;
        Assert.True(json["paired"]!.GetValue<bool>());
        Assert.Equal("""{"learner.learning-rate":"0.001"}""", json["b"]!["settings"]!.ToJsonString());
        var multiplier = json["metrics"]!["multiplier"]!;
        double[][] byReplica = [.. new[] { "adam", "slow" }.Select(run => Summary(run)["metrics"]!["multiplier"]!
            ["byReplica"]!.AsArray().Select(value => value!.GetValue<double>()).ToArray())];
        Assert.Equal(byReplica[1].Average() - byReplica[0].Average(), multiplier["difference"]!.GetValue<double>(), 12);
        double[] differences = [.. byReplica[1].Zip(byReplica[0], (b, a) => b - a).Order()];
        // Two seeds: a quarter of the resamples are one of them twice.
        Assert.Equal(differences[0], multiplier["low"]!.GetValue<double>(), 12);
        Assert.Equal(differences[1], multiplier["high"]!.GetValue<double>(), 12);
        // The first page is still there.
        Assert.Equal("compare-2.html", json["page"]!.GetValue<string>());
        Assert.Contains("2 pairs by seed", File.ReadAllText("compare.html"));
    }

    [Fact]
    public void Sweeps_ArePairedByTheSettingsThatBothHave()
    {
        string[] axes = ["auction.bidders=2,3", "smoothing.beta=10,50", .. Workplace.Small(), "expect={}", "--quiet"];
        Workplace.Run(["sweep", "first-price", .. axes, "--out", "sweep-a"]).ShouldEnd(ExitCode.Done);
        Workplace.Run(["sweep", "first-price", .. axes, "learner.learning-rate=0.1", "--out", "sweep-b"])
            .ShouldEnd(ExitCode.Done);
        var json = Workplace.Run("compare", "sweep-a", "--json", "--", "sweep-b").ShouldEnd(ExitCode.Done).Json;
        Assert.Equal(8, json["pairs"]!.GetValue<int>());
        Assert.Equal(["seed", "auction.bidders", "smoothing.beta"], json["pairedBy"]!.AsArray().Select(by => $"{by}"));
        Assert.Equal(["sweep-a/auction.bidders=2", "sweep-a/auction.bidders=3"],
            json["a"]!["runs"]!.AsArray().Select(run => $"{run}"));

        // One run of a sweep has one value of what the other side varies: the others of B have no partner.
        var one = Workplace.Run("compare", "sweep-a/auction.bidders=3", "--", "sweep-b", "--json")
            .ShouldEnd(ExitCode.Done).Json;
        Assert.Equal((4, 4), (one["pairs"]!.GetValue<int>(), one["b"]!["leftOut"]!.GetValue<int>()));

        string page = File.ReadAllText(json["page"]!.GetValue<string>());
        Assert.Contains("difference of multiplier over auction.bidders and smoothing.beta", page);
        Assert.Contains("Settings and metrics together", page);
    }

    [Fact]
    public void Patterns_NameRuns_EachOnce()
    {
        Run("many/one").ShouldEnd(ExitCode.Done);
        Run("many/two").ShouldEnd(ExitCode.Done);
        Directory.CreateDirectory("many/none");
        Directory.CreateSymbolicLink("many/latest", "two");
        var json = Workplace.Run("compare", "many/*", "many/two", "--json", "--", "many/t?o").ShouldEnd(ExitCode.Done)
            .Json;
        Assert.Equal(["many/two", "many/one"],
            json["a"]!["runs"]!.AsArray().Select(run => $"{run}").OrderDescending());
        Assert.Equal("the same", json["metrics"]!["multiplier"]!["reading"]!.GetValue<string>());
        Assert.Contains("A run stands on both sides.", json["notes"]!.AsArray().Select(note => $"{note}"));
    }

    [Fact]
    public void AllThatIsWrong_IsSaidAtOnce_AndNothingIsWritten()
    {
        Run("finished").ShouldEnd(ExitCode.Done);
        Run("half-way").ShouldEnd(ExitCode.Done);
        File.WriteAllText("half-way/manifest.json",
            File.ReadAllText("half-way/manifest.json").Replace("\"done\"", "\"interrupted\""));
        File.WriteAllText("taken.html", "mine");
        Assert.Equal("""
            compare: 4 problems
              --out taken.html: is there already, and nothing is written over. Name another page.
              nowhere: no such run.
              nothing-*: matches no run.
              half-way: is interrupted, not done. Go on with it: agentmarkets resume half-way

            """, Workplace.Run("compare", "finished", "nowhere", "--", "nothing-*", "half-way", "--out", "taken.html")
                .ShouldEnd(ExitCode.Usage).Said);
        Assert.Equal("mine", File.ReadAllText("taken.html"));

        Assert.Equal("""
            compare: 2 problems
              no -- between the two sides. Write compare <runs> -- <runs>.
              nowhere: no such run.

            """, Workplace.Run("compare", "finished", "nowhere").ShouldEnd(ExitCode.Usage).Said);
        Assert.Contains("no run before --.", Workplace.Run("compare", "--", "finished").ShouldEnd(ExitCode.Usage).Said);
        Assert.Contains("no run after --.", Workplace.Run("compare", "finished", "--").ShouldEnd(ExitCode.Usage).Said);
        Assert.Contains("2 times --,", Workplace.Run("compare", "finished", "--", "finished", "--", "finished")
            .ShouldEnd(ExitCode.Usage).Said);
        Assert.Contains("compare --jsno: no such option.",
            Workplace.Run("compare", "finished", "--jsno", "--", "finished").ShouldEnd(ExitCode.Usage).Said);
    }

    [Fact]
    public void SidesWithoutACommonMetric_AreRefused()
    {
        Run("auctioned").ShouldEnd(ExitCode.Done);
        Run("other").ShouldEnd(ExitCode.Done);
        var summary = Summary("other");
        summary["metrics"] = new JsonObject { ["mine"] = new JsonObject { ["byReplica"] = new JsonArray(1, 2) } };
        File.WriteAllText("other/summary.json", summary.ToJsonString());
        Assert.Contains("the sides have no metric in common. Only A has efficiency, ",
            Workplace.Run("compare", "auctioned", "--", "other", "--out", "no.html").ShouldEnd(ExitCode.Usage).Said);
        Assert.False(File.Exists("no.html"));
    }

    private static Outcome Run(string folder, params string[] words) => Workplace.Run(
        ["run", "first-price", .. Workplace.Small(), "expect={}", "--quiet", .. words, "--out", folder]);

    private static JsonObject Summary(string run) =>
        JsonNode.Parse(File.ReadAllText($"{run}/summary.json"))!.AsObject();
}
