using AgentMarkets.TestKit;
using AgentMarkets.TestKit.Laws;
using Xunit;

namespace AgentMarkets.Core.Tests.Learning;

/// <summary>Goal: law suites of learners notice mistakes. Method: learners with one mistake each.</summary>
[Collection("live tensors")]
public class BrokenLearnerTests
{
    private const string GoesOn = "saved, loaded and continued is continued";
    private const string Alone = "a replica alone takes the same steps";

    [Theory]
    [InlineData("ForgetsItsMomentum", GoesOn)]
    [InlineData("DrawsAnewEveryTime", "the same round proposes the same copies")]
    [InlineData("StepsByTheBestReplica", Alone)]
    [InlineData("GoesDownhill", "it climbs a concave quadratic in 4000 rounds")]
    public void MistakeOfAPopulation_IsNoticed(string mistake, string law) =>
        Breaks(law, () => PopulationLaws.Check(new BrokenPopulation(Enum.Parse<PopulationMistake>(mistake)), mistake));

    [Fact]
    public void GradientOfTheWrongSize_IsNoticed() => Breaks("the gradient is unbiased", () => PopulationLaws.Unbiased(
        new BrokenPopulation(PopulationMistake.DividesByTheDeviationOnce), "small"));

    [Theory]
    [InlineData("ForgetsItsDeviation", GoesOn)]
    [InlineData("CountsThePadding", Alone)]
    [InlineData("SharesItsBaseline", Alone)]
    [InlineData("ExploresBackwards", "it comes close to what earns most in 6000 rounds")]
    public void MistakeOfAnExploration_IsNoticed(string mistake, string law) => Breaks(law,
        () => ExplorationLaws.Check(new BrokenExploration(Enum.Parse<ExplorationMistake>(mistake)), mistake));

    [Theory]
    [InlineData("CutsOffInPlaceOfProjecting", "rows stay distributions")]
    [InlineData("ForgetsItsSums", GoesOn)]
    [InlineData("AddsUpOverReplicas", Alone)]
    [InlineData("StaysWhereItIs", "it finds the best actions in 1000 rounds when payoffs stay")]
    public void MistakeOfATable_IsNoticed(string mistake, string law) =>
        Breaks(law, () => TableLaws.Check(new BrokenTable(Enum.Parse<TableMistake>(mistake)), mistake));

    [Theory]
    [InlineData("multiplicative-weights(rate=10)")]
    [InlineData("multiplicative-weights(rate=0.005)")]
    [InlineData("fictitious-play")]
    public void LearnerWithMoreRegret_IsNoticed(string text) => Breaks("regret vanishes at its rate",
        () => TableLaws.Regret(LearnerLawTests.Read<Core.Learning.ITableLearner>(text), text));

    [Theory]
    [InlineData("LetsActionsFall", "higher types do not act lower")]
    [InlineData("ForgetsItsStep", GoesOn)]
    [InlineData("HalvesInAllReplicas", Alone)]
    [InlineData("NeverArrives", "it settles where it is its own best reply")]
    public void MistakeOfAReply_IsNoticed(string mistake, string law) =>
        Breaks(law, () => ReplyLaws.Check(new BrokenReply(Enum.Parse<ReplyMistake>(mistake)), mistake));

    private static void Breaks(string law, Action check) =>
        Assert.Contains($"breaks the law '{law}'", Assert.Throws<TestKitException>(check).Message);
}
