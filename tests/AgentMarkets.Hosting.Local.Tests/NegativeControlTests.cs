using AgentMarkets.Hosting.Local.Schedules;
using AgentMarkets.TestKit;
using Xunit;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: the checks of determinism notice what breaks it. Method: games with one flaw each, made on
/// purpose.</summary>
public class NegativeControlTests
{
    private const int Rounds = 20;

    [Fact]
    public void SoundGame_PassesEveryCheck()
    {
        TestKit.Schedules.ShouldAgree(() => NegativeControls.Sound(), Rounds, count: 100);
        var seeds = Enumerable.Range(1, 40).Select(k => (ulong)k);
        Assert.True(Swarm.Run(() => NegativeControls.Sound(), Rounds, seeds) > 0);
    }

    [Fact]
    public void SharedGenerator_IsCaughtByTheFirstShuffledSchedule()
    {
        var error = Assert.Throws<ScheduleException>(() =>
            TestKit.Schedules.ShouldAgree(() => NegativeControls.SharedGenerator(), Rounds));
        Assert.Equal("shuffled(seed=1)", error.Schedule);
        Assert.Contains("the first difference is in", error.Message);
    }

    [Fact]
    public void AverageInOrderOfArrival_IsCaughtByAShuffledScheduleAndMissedInParallel()
    {
        var reference = TestKit.Schedules.Run(() => NegativeControls.ArrivalOrderAverage(), Rounds, new InOrder());
        for (int k = 0; k < 20; k++)
        {
            TestKit.Schedules.RunParallel(() => NegativeControls.ArrivalOrderAverage(), Rounds, threads: 4)
                .ShouldMatch(reference);
        }
        var error = Assert.Throws<ScheduleException>(() =>
            TestKit.Schedules.ShouldAgree(() => NegativeControls.ArrivalOrderAverage(), Rounds));
        Assert.Equal("shuffled(seed=1)", error.Schedule);
        Assert.Contains("'average' of market-1", error.Message);
    }

    [Fact]
    public void SharedGenerator_IsCaughtByEveryShuffledSchedule() =>
        Assert.Equal(200, Caught(() => NegativeControls.SharedGenerator()));

    // Only the last bits differ, and often the next numbers round them away again.
    [Fact]
    public void AverageInOrderOfArrival_IsCaughtByEverySecondShuffledSchedule() =>
        Assert.InRange(Caught(() => NegativeControls.ArrivalOrderAverage()), 90, 200);

    [Fact]
    public void FailingSchedule_IsReplayedExactly()
    {
        var error = Assert.Throws<ScheduleException>(() =>
            TestKit.Schedules.ShouldAgree(() => NegativeControls.ArrivalOrderAverage(), Rounds));
        var bySeed = TestKit.Schedules.Run(() => NegativeControls.ArrivalOrderAverage(), Rounds, new Shuffled(1));
        var text = new StringWriter();
        error.Trace!.Write(text);
        var trace = Trace.Read(new StringReader(text.ToString()));
        var replayed = TestKit.Schedules.Replay(() => NegativeControls.ArrivalOrderAverage(), Rounds, trace);
        replayed.ShouldMatch(bySeed);
        var inOrder = TestKit.Schedules.Run(() => NegativeControls.ArrivalOrderAverage(), Rounds, new InOrder());
        Assert.NotEqual(inOrder.Hash, replayed.Hash);
    }

    [Fact]
    public void Swarm_CatchesEitherFlawAndSaysWithWhichSeed()
    {
        foreach (Func<Scene> flawed in (Func<Scene>[])
            [() => NegativeControls.SharedGenerator(), () => NegativeControls.ArrivalOrderAverage()])
        {
            var error = Assert.Throws<TestKitException>(() => Swarm.Run(flawed, Rounds, [5]));
            Assert.Contains("Reproduce with seed=5. Options: seed=5 loss=", error.Message);
        }
    }

    private static int Caught(Func<Scene> flawed)
    {
        string inOrder = TestKit.Schedules.Run(flawed, Rounds, new InOrder()).Hash;
        return Enumerable.Range(1, 200)
            .Count(seed => TestKit.Schedules.Run(flawed, Rounds, new Shuffled((ulong)seed)).Hash != inOrder);
    }
}
