using AgentMarkets.Hosting.Local.Tests;
using AgentMarkets.TestKit;
using AgentMarkets.TestKit.Network;
using Xunit;
using Xunit.Abstractions;

namespace AgentMarkets.Hosting.Distributed.Tests;

/// <summary>Goal: no mixture of lost, repeated, late and overtaken frames, of killed, restarted, frozen and cut-off
/// nodes changes a result. Every option follows from a seed.</summary>
public class NetworkSwarmTests(ITestOutputHelper output)
{
    public static TheoryData<string> Plays => [.. Scenes.Plays];

    [Fact]
    public void FirstPrice_OnAHundredBadNetworks_EndsInOneState()
    {
        int losses = NetworkSwarm.Run(() => Scenes.FirstPrice(), Scenes.Rounds, Seeds(1, 100),
            print: output.WriteLine);
        Assert.True(losses > 50, $"only {losses} nodes were lost: the swarm shows too little");
    }

    [Fact]
    public void MeasurementsOnBadNetworks_AreThoseOfOneProcess() => NetworkSwarm.Run(
        () => Scenes.FirstPrice("measure=[utility-loss,certificate]", "certificate.types=64", "certificate.bids=256"),
        3, Seeds(1, 20), measure: true, print: output.WriteLine);

    [Theory]
    [MemberData(nameof(Plays))]
    public void EveryPlay_OnBadNetworks_EndsInOneState(string play) =>
        NetworkSwarm.Run(() => Scenes.OfPlay(play), 4, Seeds(1, 2), nodes: 2, measure: true, print: output.WriteLine);

    [Theory]
    [InlineData("newton")]
    [InlineData("newton-linear")]
    [InlineData("bids-network")]
    public void FisherMarket_OnBadNetworks_EndsInOneState(string scene) =>
        NetworkSwarm.Run(() => Scenes.ByName(scene), 8, Seeds(1, 8), nodes: 3, print: output.WriteLine);

    /// <summary>Negative control: what is drawn by turn is drawn anew after a loss.</summary>
    [Fact]
    public void DrawsByTurn_AreNoticed()
    {
        var error = Assert.Throws<TestKitException>(() =>
            NetworkSwarm.Run(() => NegativeControls.SharedGenerator(), 8, Seeds(1, 40)));
        Assert.Contains("Reproduce with seed=", error.Message);
    }

    /// <summary>Negative control: what a member forgets to save is missing after a loss.</summary>
    [Fact]
    public void StateThatIsNotSaved_IsNoticed() => Assert.Throws<TestKitException>(() =>
        NetworkSwarm.Run(() => NegativeControls.ForgottenState(), 8, Seeds(1, 40)));

    [Fact]
    public void PlanOfASeed_IsAlwaysTheSame()
    {
        string[] nodes = ["a", "b"];
        Assert.Equal(NetworkPlan.Swarm(7, nodes, 3).ToString(), NetworkPlan.Swarm(7, nodes, 3).ToString());
        Assert.NotEqual(NetworkPlan.Swarm(7, nodes, 3).ToString(), NetworkPlan.Swarm(8, nodes, 3).ToString());
    }

    private static IEnumerable<ulong> Seeds(int first, int count) =>
        Enumerable.Range(first, count).Select(k => (ulong)k);
}
