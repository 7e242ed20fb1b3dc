using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using TorchSharp;
using Xunit;

namespace AgentMarkets.Core.Tests.Learning;

/// <summary>Goal: exploration and its slope are those of Williams (1992). Method: the formulas in 64 bits beside the
/// learner, and a utility whose expected slope is known.</summary>
[Collection("live tensors")]
public class ReinforceTests
{
    private static readonly StreamKey[] Keys = StreamKey.Of([1, 2], new ActorId("test", 1), "actions");

    [Theory]
    [InlineData(Baseline.None)]
    [InlineData(Baseline.Mean)]
    [InlineData(Baseline.Running)]
    public void Slope_IsThatOfTheSource_AgainstItsBaseline(Baseline baseline)
    {
        double[] sd = [0.1, 0.4];
        using var scope = torch.NewDisposeScope();
        using var exploration = Start(new Reinforce.Settings
        {
            Deviation = new PerReplica(sd),
            Baseline = baseline,
            LearningRate = 0,
        });
        var (means, actions, slope) = (torch.full([2, 3, 2], 0.5), torch.zeros(2, 3, 2), torch.ones(2, 3, 2));
        var utilities = torch.zeros(2, 3);
        int[] counts = [3, 2];
        double[] running = new double[2];
        for (int round = 1; round <= 4; round++)
        {
            exploration.Act(round, means, actions);
            for (int k = 0; k < 6; k++)
            {
                utilities.AsSpan<float>()[k] = (float)Math.Sin(round * (k + 1));
            }
            exploration.Slope(round, means, actions, utilities, counts, slope);
            for (int k = 0; k < 12; k++)
            {
                int r = k / 6, b = k / 2 % 3;
                double mean = utilities.AsSpan<float>().Slice(r * 3, counts[r]).ToArray().Average(u => (double)u);
                double v = baseline switch
                {
                    Baseline.None => 0,
                    Baseline.Mean => mean,
                    _ => round == 1 ? mean : running[r],
                };
                double expected = b >= counts[r] ? 0 : (utilities.AsSpan<float>()[k / 2] - v)
                    * ((double)actions.AsSpan<float>()[k] - 0.5) / (sd[r] * sd[r]);
                Assert.Equal(expected, slope.AsSpan<float>()[k], 2e-6 * (1 + Math.Abs(expected)));
                if (k % 6 == 5)
                {
                    running[r] = round == 1 ? mean : 0.9 * running[r] + 0.1 * mean;
                }
            }
            exploration.Ascend(torch.zeros(2, 1), torch.zeros(2, 1));
        }
    }

    [Theory]
    [InlineData(Baseline.None)]
    [InlineData(Baseline.Mean)]
    [InlineData(Baseline.Running)]
    public void MeanSlope_IsThatOfTheMeanUtility(Baseline baseline)
    {
        // u = 1 - (a - 0.3)^2 at mu = 0: the slope of E u is 0.6; a batch's own mean takes a share of 1/64 from it.
        const int Rounds = 2000, B = 64;
        using var scope = torch.NewDisposeScope();
        using var exploration = Start(new Reinforce.Settings { Baseline = baseline, LearningRate = 0 });
        var (means, actions, slope) = (torch.zeros(2, B, 1), torch.zeros(2, B, 1), torch.zeros(2, B, 1));
        var utilities = torch.zeros(2, B);
        var found = new double[Rounds];
        for (int round = 1; round <= Rounds; round++)
        {
            using var inner = torch.NewDisposeScope();
            exploration.Act(round, means, actions);
            for (int k = 0; k < 2 * B; k++)
            {
                double apart = actions.AsSpan<float>()[k] - 0.3;
                utilities.AsSpan<float>()[k] = (float)(1 - apart * apart);
            }
            exploration.Slope(round, means, actions, utilities, [B, B], slope);
            found[round - 1] = slope.AsSpan<float>()[..B].ToArray().Average();
        }
        double mean = found.Average(), expected = baseline == Baseline.Mean ? 0.6 * (1 - 1.0 / B) : 0.6;
        double error = Math.Sqrt(found.Average(g => (g - mean) * (g - mean)) / Rounds);
        Assert.Equal(expected, mean, 4 * error);
        Assert.True(error < 0.05, $"the standard error is {error}");
    }

    [Fact]
    public void Deviation_FallsToItsFloor_WhereOneActionIsBest_AndGrowsWhereItPaysToStray()
    {
        using var scope = torch.NewDisposeScope();
        using var exploration = Start(new Reinforce.Settings { Deviation = 0.1, Floor = 0.02, LearningRate = 0.01 });
        const int B = 64;
        var (means, actions, slope) = (torch.zeros(2, B, 1), torch.zeros(2, B, 1), torch.zeros(2, B, 1));
        var (utilities, theta) = (torch.zeros(2, B), torch.zeros(2, 1));
        for (int round = 1; round <= 600; round++)
        {
            using var inner = torch.NewDisposeScope();
            exploration.Act(round, means, actions);
            for (int k = 0; k < 2 * B; k++)
            {
                float a = actions.AsSpan<float>()[k];
                utilities.AsSpan<float>()[k] = k < B ? -a * a : a * a;
            }
            exploration.Slope(round, means, actions, utilities, [B, B], slope);
            exploration.Ascend(theta, torch.zeros(2, 1));
        }
        Assert.Equal(0.02, Spread(0), 0.004);
        Assert.True(Spread(1) > 1, $"the standard deviation is {Spread(1)}");

        double Spread(int r) =>
            Math.Sqrt(actions.AsSpan<float>().Slice(r * B, B).ToArray().Average(a => (double)a * a));
    }

    private static IExploration Start(Reinforce.Settings settings) => new Reinforce(settings).Start(Keys, 1, torch.CPU);
}
