using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;
using Xunit;

namespace AgentMarkets.Core.Tests;

/// <summary>Multiplicative weights: docs/oscillation.md, 4, cases f1 and f2.</summary>
public sealed class LogWeightsTests
{
    private static readonly double[] Start = [0.3, 0, 0, 0, 0.2, 0];

    [Theory]
    [InlineData(1000, 0.011124, 0.794157)]
    [InlineData(2000, 0.023410, 1.793700)]
    public void RockPaperScissors_HasTheKnownGaps(int rounds, double average, double last)
    {
        using var field = MatrixLogWeights.RockPaperScissors();
        var (path, end) = FrozenRun.Play(field, Rules.Plain(0.1, 6), Rules.At(1, Start), rounds);
        Assert.Equal(last, Gap(field, end.Points), 6e-7);
        Assert.Equal(average, Gap(field, Average(path)), 6e-7);
    }

    [Fact]
    public void Shapley_SwitchesAtTheKnownRounds()
    {
        using var field = MatrixLogWeights.Shapley();
        var (path, _) = FrozenRun.Play(field, Rules.Plain(0.1, 6), Rules.At(1, Start), 2500);
        var switches = new List<int>();
        for (int t = 1; t < path.Rounds; t++)
        {
            if (Modal(path, t) != Modal(path, t - 1))
            {
                switches.Add(t);
            }
        }
        Assert.Equal([26, 94, 174, 307, 583, 1180, 2465], switches);
        Assert.Equal(0.2785, Gap(field, Average(path.Part(0, 2000))), 6e-5);
    }

    private static int Modal(Trajectory path, int t) =>
        Enumerable.Range(0, 3).MaxBy(i => path[t, 0, i]);

    // Log weights of the average strategy.
    private static double[] Average(Trajectory path) => [.. Enumerable.Range(0, 6).Select(k =>
        Math.Log(Enumerable.Range(0, path.Rounds).Average(t => path[t, 0, k])))];

    private static double Gap(IGradientField field, double[] weights)
    {
        var gap = new double[1];
        Assert.True(field.NashGap(weights, gap));
        return gap[0];
    }
}
