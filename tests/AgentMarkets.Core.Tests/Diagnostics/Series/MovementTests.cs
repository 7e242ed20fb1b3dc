using Xunit;
using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.Core.Tests.Diagnostics.Series;

public sealed class MovementTests
{
    [Fact]
    public void AWholeNumberOfTurnsOnACircleMovesByItsRadius()
    {
        Trajectory circles = Paths.Of(600, 3, 2, (t, r, k) =>
            5 + (r + 1) * (k == 0 ? Math.Cos(t * Math.Tau / 60) : Math.Sin(t * Math.Tau / 60)));

        double[] movement = Movement.Of(circles);

        Assert.All(movement, (m, r) => Assert.Equal(r + 1, m, 1e-12));
    }

    [Fact]
    public void StandingStillFarFromZeroIsNoMovement() =>
        Assert.Equal([0.0], Movement.Of(Paths.Of(50, 1, 2, (_, _, _) => 1e6)));

    [Fact]
    public void ALineIsStraightAndACircleIsNot()
    {
        Trajectory line = Paths.Of(1000, 1, 2, (t, _, k) => (k + 1) * t);
        Trajectory circle = Paths.Of(1000, 1, 2, (t, _, k) => Math.Sin(t * Math.Tau / 250 + k * Math.PI / 2));

        Assert.Equal(1, Straightness.Of(line)[0], 1e-12);
        Assert.InRange(Straightness.Of(circle)[0], 0, 0.1);
    }

    [Fact]
    public void StraightnessForgetsWhatHappensWithinABlock()
    {
        // Blocks of 31 rounds; the flutter has period 2, the march is slow.
        Trajectory fluttering = Paths.Of(1000, 2, 1, (t, r, _) => 0.01 * t + r * 5 * (t % 2 == 0 ? 1 : -1));

        double[] straight = Straightness.Of(fluttering);

        Assert.Equal(1, straight[0], 1e-12);
        Assert.InRange(straight[1], 0.4, 1);
    }

    [Fact]
    public void APathThatDoesNotMoveIsNotStraight() =>
        Assert.Equal([0.0, 0.0], Straightness.Of(Paths.Of(64, 2, 1, (_, r, _) => r)));
}
