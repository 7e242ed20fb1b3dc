using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using Xunit;

namespace AgentMarkets.Core.Tests;

public sealed class SweepTests
{
    private const string Plain = """{ "auction": { "mechanism": "first-price" }, "strategy": "mlp" }""";

    [Fact]
    public void NumericSettings_StayInOneRun()
        => Assert.Equal(["smoothing.beta=10,25 seed=1..10"], Plan("smoothing.beta=10,25", "seed=1..10"));

    [Fact]
    public void StructuralSettings_BecomeRuns()
        => Assert.Equal(
            [
                "auction.bidders=2 seed=1..3 auction.mechanism=first-price",
                "auction.bidders=2 seed=1..3 auction.mechanism=llg(payment=vcg)",
                "auction.bidders=3 seed=1..3 auction.mechanism=first-price",
                "auction.bidders=3 seed=1..3 auction.mechanism=llg(payment=vcg)",
            ],
            Plan("auction.bidders=2,3", "seed=1..3", "auction.mechanism=first-price,llg(payment=vcg)"));

    [Fact]
    public void Range_OfAStructuralSettingIsWrittenOut()
        => Assert.Equal(["auction.bidders=2", "auction.bidders=3", "auction.bidders=4"], Plan("auction.bidders=2..4"));

    [Fact]
    public void SizesWithoutBrackets_AreAlternatives()
        => Assert.Equal(["strategy.hidden=10", "strategy.hidden=20"], Plan("strategy.hidden=10,20"));

    [Fact]
    public void SizesInBrackets_AreOneList()
    {
        Assert.Equal(["strategy.hidden=[10,20]"], Plan("strategy.hidden=[10,20]"));
        Assert.Equal(["strategy.hidden=[10,10]", "strategy.hidden=[20,20]"], Plan("strategy.hidden=[10,10],[20,20]"));
    }

    [Fact]
    public void NamesOfMetrics_AreAList() => Assert.Equal(["measure=l2,oscillation"], Plan("measure=l2,oscillation"));

    [Fact]
    public void AlternativePieces_AreReachedIntoAfterwards()
        => Assert.Equal(
            ["strategy=mlp strategy.hidden=[5]", "strategy=mlp(hidden=[1]) strategy.hidden=[5]"],
            Plan("strategy=mlp,mlp(hidden=[1])", "strategy.hidden=[5]"));

    [Fact]
    public void Mistake_IsReportedOnce()
    {
        var problems = new Problems("toy.jsonc");
        Assert.Null(Sweep.Plan(ToyFamily.Reader, Plain, ["auction.bidders=2,3", "learner.learning-rate=-1"], problems));
        Assert.Equal("learner.learning-rate", Assert.Single(problems.All).Place.Key);
    }

    [Fact]
    public void MistakeInOneAlternative_IsReported()
    {
        var problems = new Problems("toy.jsonc");
        Assert.Null(Sweep.Plan(ToyFamily.Reader, Plain, ["auction.bidders=2,0"], problems));
        Assert.Equal("auction.bidders", Assert.Single(problems.All).Place.Key);
    }

    [Fact]
    public void ListInsideAList_IsSplitToo()
        => Assert.Equal(["auction.bidders=2", "auction.bidders=3"], Plan("auction.bidders=[[2,3]]"));

    [Fact]
    public void ValueGivenTwice_IsOneRun()
        => Assert.Equal(["auction.bidders=2", "auction.bidders=3"], Plan("auction.bidders=2,3,2"));

    [Fact]
    public void Differences_AreTheOverridesThatWereSplit()
        => Assert.Equal([["auction.bidders=2"], ["auction.bidders=3"]],
            Sweep.Differences([["seed=1..3", "auction.bidders=2"], ["seed=1..3", "auction.bidders=3"]]));

    [Fact]
    public void Differences_OfOneRunAreNone() => Assert.Equal([[]], Sweep.Differences([["seed=1..3"]]));

    private static string[] Plan(params string[] overrides)
    {
        var problems = new Problems("toy.jsonc");
        var runs = Sweep.Plan(ToyFamily.Reader, Plain, overrides, problems);
        problems.ThrowIfAny();
        return runs!.Select(run => string.Join(' ', run)).ToArray();
    }
}
