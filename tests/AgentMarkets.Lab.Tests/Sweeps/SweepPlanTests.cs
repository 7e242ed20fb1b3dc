using AgentMarkets.Auctions;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Sweeps;
using Xunit;

namespace AgentMarkets.Lab.Tests.Sweeps;

public sealed class SweepPlanTests
{
    private static readonly ExperimentReader Reader = new([new AuctionFamily()],
        Catalog.Scan([typeof(IFamily).Assembly, typeof(AuctionFamily).Assembly]));

    private static readonly (string, string, string) A = ("a", "{ \"auction\": {} }", "a.jsonc"),
        B = ("b", "{ \"auction\": {}, \"smoothing\": \"softmax\" }", "b.jsonc");

    [Fact]
    public void Names_SayWhatTellsTheRunsApart() => Assert.Equal(
        ["auction.bidders=2_strategy=linear", "auction.bidders=2_strategy=mlp(hidden=-5-)",
            "auction.bidders=3_strategy=linear", "auction.bidders=3_strategy=mlp(hidden=-5-)"],
        Names([A], "auction.bidders=2,3", "seed=1..4", "strategy=linear,mlp(hidden=[5])"));

    [Fact]
    public void OneRun_HasTheNameOfItsExperiment() => Assert.Equal(["a"], Names([A], "smoothing.beta=10,50"));

    [Fact]
    public void SeveralExperiments_ComeFirstInNames() =>
        Assert.Equal(["a_rounds=1", "a_rounds=2", "b_rounds=1", "b_rounds=2"], Names([A, B], "rounds=1,2"));

    [Fact]
    public void NamesThatWouldBeAlike_AreNumbered()
    {
        // Nobody reads to the end of so long a name, and no file system takes it.
        string x = new('x', 200);
        string[] names = [.. Names([A with { Item1 = $"{x}1" }, B with { Item1 = $"{x}2" }])];
        Assert.Equal(120, names[0].Length);
        Assert.Equal($"{names[0]}-2", names[1]);
    }

    [Fact]
    public void Differences_AreKeysAndValues() => Assert.Equal(
        [KeyValuePair.Create("experiment", "b"), KeyValuePair.Create("rounds", "2")],
        SweepPlan.Of(Reader, [A, B], ["rounds=1,2", "batch=4"])[^1].Differences);

    [Fact]
    public void MistakesOfAllExperiments_AreReportedAtOnce() => Assert.Equal(
        "a.jsonc: 1 problem\n  rounds = -1: must be at least 0. (override 'rounds=-1')\n"
        + "b.jsonc: 1 problem\n  rounds = -1: must be at least 0. (override 'rounds=-1')",
        Assert.Throws<ConfigurationException>(() => SweepPlan.Of(Reader, [A, B], ["rounds=-1"])).Message);

    private static IEnumerable<string> Names((string, string, string)[] experiments, params string[] overrides) =>
        SweepPlan.Of(Reader, experiments, overrides).Select(run => run.Name);
}
