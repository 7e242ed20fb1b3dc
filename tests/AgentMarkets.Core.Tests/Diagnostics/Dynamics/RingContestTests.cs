using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;
using Xunit;

namespace AgentMarkets.Core.Tests;

/// <summary>Contestants in a ring, a limit cycle of the game itself: docs/oscillation.md, 4, case e2.</summary>
public sealed class RingContestTests
{
    private static readonly RingContest Field = new(3, 8);
    private static readonly double[] Start = [.. Field.Equilibrium.Zip([0.3, -0.1, 0.0], (x, by) => x + by)];

    [Theory]
    [InlineData(8, 0.09876543, -0.098765, 0.016461, 0.066526)]
    [InlineData(4, 0.16, -0.16, -0.016, 0.083138)]
    public void Eigenvalues_AreTheClosedForm(double k, double effort, double real, double pair, double turning)
    {
        var field = new RingContest(3, k);
        var found = FixedPoint.Find(field, [.. field.Equilibrium.Zip([0.1, -0.05, 0.0], (x, by) => x + by)]);
        Assert.True(found.Landed);
        Assert.All(found.Point, theta => Assert.Equal(effort, Math.Exp(theta), 5.1e-9));
        var lambda = LocalDynamics.Of(field, Rules.Plain(1, 3), found.Point).Eigenvalues;
        Assert.Contains(lambda, l => Math.Abs(l.Real - real) < 5.1e-7 && l.Imaginary == 0);
        Assert.Equal(2, lambda.Count(l =>
            Math.Abs(l.Real - pair) < 5.1e-7 && Math.Abs(Math.Abs(l.Imaginary) - turning) < 5.1e-7));
    }

    [Fact]
    public void LimitCycleOfTheMap_IsNotTheLinearOne()
    {
        var (path, _) = FrozenRun.Play(Field, Rules.Plain(0.7, 3), Rules.At(1, Start), 6000);
        var (period, first, last) = Cycle(path, 3000);
        Assert.Equal(166.5467, period, 1e-3);
        var window = path.Part((int)first, (int)last - (int)first);
        Assert.Equal(1.13790, Movement.Of(window)[0], 2e-5);
        Assert.Equal(0.040104, Math.Exp(window.Values.Min()), 2e-6);
        Assert.Equal(0.238302, Math.Exp(window.Values.Max()), 2e-6);
        Assert.Equal(136.576, LocalDynamics.Of(Field, Rules.Plain(0.7, 3), Field.Equilibrium).Branches[0].Period,
            6e-4);
    }

    [Fact]
    public void LimitCycleOfTheFlow_IsTheLimitOfSmallSteps()
    {
        // Euler's period is off by the order of the step; two steps, extrapolated, by its square.
        double Period(double step)
        {
            var (path, _) = FrozenRun.Play(Field, Rules.Plain(step, 3), Rules.At(1, Start), (int)(2400 / step));
            return Cycle(path, (int)(1400 / step)).Period * step;
        }
        double wide = Period(0.07), narrow = Period(0.035);
        Assert.Equal(114.50177, wide, 1e-4);
        Assert.Equal(114.27207, 2 * narrow - wide, 1e-3);
    }

    [Fact]
    public void Cycle_SurvivesWithoutNoiseAndWithSmallSteps()
    {
        var rule = Rules.Plain(0.7, 3);
        ulong[] seeds = Rules.Seeds(4);
        var (path, end) = FrozenRun.Play(Field, rule, Rules.At(4, Start), 2000, new GradientDraws(32, seeds));
        double spread = Movement.Of(path.Part(1000, 1000)).Average();
        Assert.Equal(1.1378, spread, 0.006);
        var off = NoiseOff.Of(Field, rule, end, 2000, spread);
        Assert.True(off.Persists);
        Assert.Equal(1, off.Ratio, 5e-3);
        Assert.Equal(4, off.Agreeing);
        Assert.InRange(off.Straightness, 0, 0.1);
        var flow = FlowTest.Of(Field, rule, end, 2000);
        Assert.True(flow.Survives);
        Assert.Equal(0.988, flow.Ratio, 0.01);
        Assert.Equal(0, BatchScan.Of(Field, rule, end, 32, 2000, seeds).Slope, 0.005);
    }

    [Fact]
    public void RingOfSixtyOne_HasTheClosedFormsRightmostEigenvalues_WithoutItsJacobian()
    {
        var field = new RingContest(61, 8);
        var local = LocalDynamics.Of(field, Rules.Plain(1, 61), field.Equilibrium, 60);
        Assert.Null(local.Jacobian);
        Assert.InRange(local.Residual, 0, 1e-8);
        Assert.InRange(local.Products, 80, 1500);
        Assert.All(local.Eigenvalues[..2], l => Assert.Equal(0.05476783, l.Real, 6e-9));
        Assert.All(local.Eigenvalues[..2], l => Assert.Equal(0.00395447, Math.Abs(l.Imaginary), 6e-9));
        Assert.All(local.Eigenvalues[2..4], l => Assert.Equal(0.05395463, l.Real, 6e-9));
        Assert.All(local.Eigenvalues[2..4], l => Assert.Equal(0.01182150, Math.Abs(l.Imaginary), 6e-9));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void IteratedDynamics_AreTheWrittenOnes(int kind)
    {
        var field = new RingContest(61, 8);
        var rule = kind switch
        {
            0 => Rules.Plain(0.7, 61),
            1 => Rules.HeavyBall(0.5, 0.8, 61),
            2 => Rules.Extra(0.7, 61),
            _ => Rules.Optimistic(0.7, 61),
        };
        var written = LocalDynamics.Of(field, rule, field.Equilibrium);
        var iterated = LocalDynamics.Of(field, rule, field.Equilibrium, 60);
        Assert.Equal(written.Radius, iterated.Radius, 1e-8);
        Assert.Equal(written.Eigenvalues[0].Real, iterated.Eigenvalues[0].Real, 1e-8);
        Assert.Equal(written.Branches[0].Game.Real, iterated.Branches[0].Game.Real, 1e-7);
        Assert.Equal(written.Branches[0].Period, iterated.Branches[0].Period, 1e-3);
    }

    [Fact]
    public void FixedPointOfALargeRing_IsFoundWithoutItsJacobian()
    {
        var field = new RingContest(250, 2);
        double[] start = [.. field.Equilibrium.Select((x, i) => x + 0.05 * Math.Sin(i))];
        var found = FixedPoint.Find(field, start);
        Assert.True(found.Landed);
        Assert.Equal(field.Equilibrium, found.Point, new Near(1e-8));
    }

    // Upward crossings of theta_1 - theta_2 through 0.
    private static (double Period, double First, double Last) Cycle(Trajectory path, int from)
    {
        var crossings = new List<double>();
        for (int t = from; t + 1 < path.Rounds; t++)
        {
            double now = path[t, 0, 0] - path[t, 0, 1], next = path[t + 1, 0, 0] - path[t + 1, 0, 1];
            if (now < 0 && next >= 0)
            {
                crossings.Add(t + now / (now - next));
            }
        }
        return ((crossings[^1] - crossings[0]) / (crossings.Count - 1), crossings[0], crossings[^1]);
    }
}
