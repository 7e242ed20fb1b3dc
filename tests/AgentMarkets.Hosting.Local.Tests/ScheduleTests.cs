using AgentMarkets.Core.Actors;
using AgentMarkets.Hosting.Local.Schedules;
using AgentMarkets.TestKit;
using Xunit;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: no schedule changes a result. Method: one small game in many orders, compared by state
/// hash.</summary>
public class ScheduleTests
{
    public static TheoryData<string> Plays => [.. Scenes.Plays];

    [Fact]
    public void FirstPrice_EndsInOneState_UnderFiveHundredShuffledSchedulesAndInParallel() =>
        TestKit.Schedules.ShouldAgree(() => Scenes.FirstPrice(), Scenes.Rounds);

    [Fact]
    public void FirstPriceWithNetworksAndMeasurements_EndsInOneState() => TestKit.Schedules.ShouldAgree(
        () => Scenes.FirstPrice("strategy=mlp(hidden=[4])", "smoothing=softmax(temperature=0.05)"), 3, count: 10,
        measure: true);

    [Theory]
    [MemberData(nameof(Plays))]
    public void EveryPlay_EndsInOneState(string play) =>
        TestKit.Schedules.ShouldAgree(() => Scenes.OfPlay(play, "seed=1..2"), 3, count: 5, measure: true);

    [Fact]
    public void AnotherSeed_EndsInAnotherState()
    {
        var first = TestKit.Schedules.Run(() => Scenes.FirstPrice(), Scenes.Rounds, new InOrder());
        var second = TestKit.Schedules.Run(() => Scenes.FirstPrice("seed=2..5"), Scenes.Rounds, new InOrder());
        Assert.NotEqual(first.Hash, second.Hash);
        Assert.Throws<TestKitException>(() => second.ShouldMatch(first));
    }

    [Fact]
    public void ShuffledSchedule_IsTheSameForTheSameSeed()
    {
        Assert.Equal(Order(new Shuffled(17)), Order(new Shuffled(17)));
        Assert.NotEqual(Order(new Shuffled(17)), Order(new Shuffled(18)));
        Assert.NotEqual(Order(new Shuffled(17)), Order(new InOrder()));
        Assert.Equal(Order(new Prioritised(3)), Order(new Prioritised(3)));
        Assert.NotEqual(Order(new Prioritised(3)), Order(new Prioritised(5)));
    }

    [Theory]
    [InlineData("in-order")]
    [InlineData("shuffled")]
    [InlineData("prioritised")]
    public void NoSchedule_OvertakesBetweenTwoActors(string name)
    {
        ISchedule schedule = name switch
        {
            "shuffled" => new Shuffled(5),
            "prioritised" => new Prioritised(5, changeEvery: 2),
            _ => new InOrder(),
        };
        var next = new Dictionary<(int From, int To), int>();
        for (int k = 0; k < 300; k++)
        {
            int from = k % 3, to = k / 3 % 4;
            schedule.Add(new Envelope(new ActorId("a", from), new ActorId("b", to), to, new Numbered(k)));
        }
        while (schedule.TryNext(out var envelope))
        {
            var pair = (envelope.From.Number, envelope.Receiver);
            int number = ((Numbered)envelope.Message).Number;
            Assert.True(number > next.GetValueOrDefault(pair, -1));
            next[pair] = number;
        }
        Assert.Equal(12, next.Count);
    }

    private static string Order(ISchedule schedule)
    {
        var trace = new Trace();
        var scene = Scene.Of(Scenes.FirstPrice());
        using var host = new LocalHost(scene.Actors, schedule, trace: trace);
        scene.Play(host, 4);
        return string.Join('\n', trace.Lines);
    }

    private sealed record Numbered(int Number) : IMessage
    {
        public long Round => 1;
    }
}
