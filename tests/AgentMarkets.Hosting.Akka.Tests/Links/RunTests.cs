using AgentMarkets.Hosting.Akka.Links;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.TestKit;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Akka.Tests.Links;

/// <summary>Goal: a run over a cluster is the run of one process, bit for bit, whichever node is lost.</summary>
public sealed class RunTests
{
    private readonly string _session = $"{Guid.NewGuid():n}/1";

    [Theory]
    [InlineData(Games.FirstPrice)]
    [InlineData(Games.FisherExact)]
    [InlineData(Games.BidsNetwork)]
    public void ARunOverThreeNodesIsThatOfOneProcess(string game)
    {
        var reference = Games.Alone(game);
        using var nodes = new Trio(game, 3);
        using var host = Host(nodes, game);
        Scene.Of(Games.Make(game)).PlayInSteps(host, Games.Rounds(game), measure: true).ShouldMatch(reference);
        Assert.Equal(0, host.Losses);
    }

    [Fact]
    public void ANodeThatIsLostChangesNothing()
    {
        var reference = Games.Alone(Games.FirstPrice);
        using var nodes = new Trio(Games.FirstPrice, 3);
        using var host = Host(nodes, Games.FirstPrice);
        int rounds = 0;
        var scene = Scene.Of(Games.Make(Games.FirstPrice));
        var observations = new List<Core.Actors.Observation>();
        host.Observed = seen =>
        {
            observations.Add(seen);
            if (seen is Core.Actors.RoundCompleted && ++rounds is 4 or 7)
            {
                nodes.Lose(rounds == 4 ? 0 : 1);
            }
        };
        for (int round = 1; round <= Games.Rounds(Games.FirstPrice); round++)
        {
            host.Post(scene.Coordinator, new RunTo(round));
            host.Run();
        }
        host.Post(scene.Coordinator, new Measure(Games.Rounds(Games.FirstPrice), Final: true));
        host.Run();
        new Outcome(host.Save(), observations, []).ShouldMatch(reference);
        Assert.Equal(2, host.Losses);
    }

    private DistributedHost Host(Trio nodes, string game)
    {
        var link = AkkaDriverLink.Open(nodes.Settings, _session, Games.Codec, new AkkaDriverOptions(CPU), _ => { });
        var assignment = new Assignment(game, "", "", new Dictionary<string, string>());
        return new DistributedHost(_session, Games.Make(game).Actors, assignment, link,
            new DistributedSettings { Nodes = 3 }, _ => { });
    }
}
