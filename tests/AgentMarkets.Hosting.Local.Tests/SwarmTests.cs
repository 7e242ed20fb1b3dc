using AgentMarkets.Core.Actors;
using AgentMarkets.Hosting.Local.Faults;
using AgentMarkets.TestKit;
using Xunit;
using Xunit.Abstractions;

namespace AgentMarkets.Hosting.Local.Tests;

/// <summary>Goal: no mixture of losses, delays, repetitions and deaths changes a result. Every option follows from a
/// seed.</summary>
public class SwarmTests(ITestOutputHelper output)
{
    public static TheoryData<string> Plays => [.. Scenes.Plays];

    [Fact]
    public void FirstPrice_OnAHundredBadNetworks_EndsInOneState()
    {
        int deaths = Swarm.Run(() => Scenes.FirstPrice(), Scenes.Rounds, Seeds(1, 100), print: output.WriteLine);
        Assert.True(deaths > 50, $"only {deaths} actors died: the swarm shows too little");
    }

    [Fact]
    public void MeasurementsOnBadNetworks_AreThoseOfAGoodOne() => Swarm.Run(
        () => Scenes.FirstPrice(), 2, Seeds(1, 40), measure: true, print: output.WriteLine);

    [Theory]
    [MemberData(nameof(Plays))]
    public void EveryPlay_OnBadNetworks_EndsInOneState(string play) =>
        Swarm.Run(() => Scenes.OfPlay(play), 4, Seeds(1, 4), measure: true, print: output.WriteLine);

    [Fact]
    public void PlanOfASeed_IsAlwaysTheSame()
    {
        ActorId[] actors = [Scenes.Auctioneer, Scenes.Bidder(1)];
        Assert.Equal(FaultPlan.Swarm(7, actors, 30).ToString(), FaultPlan.Swarm(7, actors, 30).ToString());
        Assert.NotEqual(FaultPlan.Swarm(7, actors, 30).ToString(), FaultPlan.Swarm(8, actors, 30).ToString());
    }

    private static IEnumerable<ulong> Seeds(int first, int count) =>
        Enumerable.Range(first, count).Select(k => (ulong)k);
}
