using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using Xunit;

namespace AgentMarkets.Core.Tests.Learning;

/// <summary>Goal: steps towards best replies are damped and non-decreasing. Method: steps worked out by hand.</summary>
public class BestResponseIterationTests
{
    [Fact]
    public void Actions_AreTheNearestNonDecreasingOnes()
    {
        var learning = new BestResponseIteration(new() { Step = 1 }).Start(1, 6);
        double[] actions = new double[6];
        learning.Learn(0, actions, [1, 3, 2, 4, 3.5, 0], 1);
        // 3 and 2 pool to 2.5, 4 and 3.5 and 0 to 2.5: then nothing is in the wrong order.
        Assert.Equal([1, 2.5, 2.5, 2.5, 2.5, 2.5], actions);
        learning.Learn(0, actions, [5, 4, 3, 2, 1, 0], 1);
        Assert.Equal([2.5, 2.5, 2.5, 2.5, 2.5, 2.5], actions);
    }

    [Fact]
    public void Step_HalvesInItsReplica_WhenTheLossRises()
    {
        var learner = new BestResponseIteration(new() { Step = new PerReplica(0.5, 0.25) });
        var learning = learner.Start(2, 1);
        double[] losses = [3, 3, 4, 1, 2, 1];
        double[] expected = [0.5, 0.5, 0.25, 0.25, 0.125, 0.125];
        for (int t = 0; t < losses.Length; t++)
        {
            double[] first = [0], second = [0];
            learning.Learn(0, first, [1], losses[t]);
            learning.Learn(1, second, [1], -t);
            Assert.Equal(expected[t], first[0]);
            Assert.Equal(0.25, second[0]);
        }
    }

    [Fact]
    public void AStepThatRaisedTheLoss_IsTakenBack_AndMadeAgainByHalf()
    {
        var learning = new BestResponseIteration(new() { Step = 1 }).Start(1, 2);
        double[] actions = [0, 1];
        learning.Learn(0, actions, [1, 3], 1);
        Assert.Equal([1, 3], actions);
        // What was the best reply to what no longer stands is not looked at.
        learning.Learn(0, actions, [9, 9], 2);
        Assert.Equal([0.5, 2], actions);
        learning.Learn(0, actions, [9, 9], 1.5);
        Assert.Equal([0.25, 1.5], actions);
        learning.Learn(0, actions, [1.25, 2.5], 1);
        Assert.Equal([0.5, 1.75], actions);
    }

    [Fact]
    public void StepsThatAreKept_DoubleIt_UpToTheFirst()
    {
        var learning = new BestResponseIteration(new() { Step = 0.5 }).Start(1, 1);
        double[] losses = [5, 6, 4, 4, 4, 4, 4], expected = [0.5, 0.25, 0.25, 0.25, 0.25, 0.25, 0.5];
        for (int t = 0; t < losses.Length; t++)
        {
            double[] actions = [0];
            learning.Learn(0, actions, [1], losses[t]);
            Assert.Equal(expected[t], actions[0]);
        }
    }

    [Fact]
    public void ShortStepsThatRaiseTheLoss_AreKept_AndLeadToTheLatestReply()
    {
        // 1/2 is kept, then five steps are taken back, down to 1/64.
        var learning = new BestResponseIteration(new() { Step = 0.5 }).Start(1, 1);
        double[] expected = [0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 6.0 / 64, 7.0 / 64];
        for (int t = 0; t < expected.Length; t++)
        {
            double[] actions = [0];
            learning.Learn(0, actions, [Math.Max(1, t)], 1 + t);
            Assert.Equal(expected[t], actions[0]);
        }
    }

    [Fact]
    public void Iteration_Settles_WhereRepliesOvershoot()
    {
        // BR(b) = 1 - 4 b, with the fixed point 1/5: half the way multiplies the distance by -3/2, a quarter by -1/4.
        var learning = new BestResponseIteration(new()).Start(1, 1);
        double[] actions = [0];
        for (int t = 0; t < 60; t++)
        {
            double best = 1 - 4 * actions[0];
            learning.Learn(0, actions, [best], Math.Abs(best - actions[0]));
        }
        Assert.Equal(0.2, actions[0], 1e-12);
    }
}
