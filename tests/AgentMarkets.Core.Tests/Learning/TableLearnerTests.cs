using AgentMarkets.Core.Learning;
using Xunit;

namespace AgentMarkets.Core.Tests.Learning;

/// <summary>Goal: the steps of learners of tables are those of their sources. Method: steps worked out by
/// hand.</summary>
public class TableLearnerTests
{
    [Fact]
    public void MirrorAscent_GoesBackToTheNearestDistribution()
    {
        // The row has the mass 1/2: s = (0.25, 0.25, 0) + (0.35, 0.25, -0.2) is nearest to (0.3, 0.2, 0).
        double[] found = Step("mirror-ascent", [0.5, 0.5], [0.5, 0.5, 0, 0, 1, 0], [0.35, 0.25, -0.2, 0, 0, 0]);
        Near([0.6, 0.4, 0, 0, 1, 0], found);
    }

    [Fact]
    public void DualAveraging_ForgetsItsStart() =>
        Near([0.55, 0.45, 0, 1.0 / 3, 1.0 / 3, 1.0 / 3],
            Step("dual-averaging", [1, 0.5], [0, 0, 1, 1, 0, 0], [0.6, 0.5, -0.2, 7, 7, 7]));

    [Fact]
    public void EntropicSteps_MultiplyByExponentials()
    {
        double z = 0.2 * Math.Exp(0.5) + 0.8;
        Near([0.2 * Math.Exp(0.5) / z, 0.8 / z], Step("mirror-ascent(regularizer=entropic, rate=0.5)", [1], [0.2, 0.8],
            [1, 0]));
        Near([Math.E / (Math.E + 1), 1 / (Math.E + 1)],
            Step("dual-averaging(regularizer=entropic, rate=1)", [1], [0.2, 0.8], [3, 2]));
        Near([Math.E / (Math.E + 1), 1 / (Math.E + 1)],
            Step("multiplicative-weights(rate=1)", [1], [0.2, 0.8], [3, 2]));
    }

    [Fact]
    public void RateOfMultiplicativeWeights_GoesWithRoundsActionsAndRange()
    {
        // eta = sqrt(8 ln 2/200), and the payoffs have a range of 4.
        double e = Math.Exp(Math.Sqrt(8 * Math.Log(2) / 200) * 3 / 4);
        var learning = LearnerLawTests.Read<ITableLearner>("multiplicative-weights").Start(1, [1], 2, 200, [-1], [3]);
        double[] strategy = [0.5, 0.5];
        learning.Learn(1, 0, strategy, [2, -1]);
        Near([e / (e + 1), 1 / (e + 1)], strategy);
    }

    [Fact]
    public void MultiplicativeWeights_NeedARate_WherePayoffsHaveNoBounds()
    {
        ITableLearner byRange = LearnerLawTests.Read<ITableLearner>("multiplicative-weights");
        var exception = Assert.Throws<ArgumentException>(
            () => byRange.Start(1, [1], 2, 9, [double.NegativeInfinity], [1]));
        Assert.Contains("needs a rate", exception.Message);
        LearnerLawTests.Read<ITableLearner>("multiplicative-weights(rate=1)").Start(
            1, [1], 2, 9, [double.NegativeInfinity], [1]);
    }

    [Fact]
    public void SharesOfTheBestReply_AreThoseOfTheSources()
    {
        double[] frankWolfe = [0.5, 0.5], fictitious = [0.5, 0.5];
        var (first, second) = (LearnerLawTests.Read<ITableLearner>("frank-wolfe").Start(1, [1], 2, 9, [0], [1]),
            LearnerLawTests.Read<ITableLearner>("fictitious-play").Start(1, [1], 2, 9, [0], [1]));
        double[][] payoffs = [[0, 1], [1, 1], [0.5, 0.7]];
        double[][] expected = [[0, 1], [2.0 / 3, 1.0 / 3], [1.0 / 3, 2.0 / 3]];
        for (int t = 1; t <= 3; t++)
        {
            first.Learn(t, 0, frankWolfe, payoffs[t - 1]);
            second.Learn(t, 0, fictitious, payoffs[t - 1]);
            Near(expected[t - 1], frankWolfe);
        }
        // The mean of the start and of three replies.
        Near([1.5 / 4, 2.5 / 4], fictitious);
    }

    [Theory]
    [InlineData("multiplicative-weights(rate=1)")]
    [InlineData("mirror-ascent(regularizer=entropic, rate=1, decay=0)")]
    public void LongRuns_KeepEveryActionAlive(string text)
    {
        var learning = LearnerLawTests.Read<ITableLearner>(text).Start(1, [1], 2, 1, [0], [1]);
        double[] strategy = [0.5, 0.5];
        for (int t = 1; t <= 4000; t++)
        {
            learning.Learn(t, 0, strategy, t <= 2000 ? [1, 0] : [0, 1]);
        }
        Near([0.5, 0.5], strategy);
    }

    private static double[] Step(string text, double[] mass, double[] strategy, double[] payoffs)
    {
        var learning = LearnerLawTests.Read<ITableLearner>(text).Start(
            1, mass, strategy.Length / mass.Length, 100, [0], [1]);
        learning.Learn(1, 0, strategy, payoffs);
        return strategy;
    }

    private static void Near(double[] expected, double[] found) =>
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-14));
}
