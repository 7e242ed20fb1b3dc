using System.Net;
using System.Net.Sockets;
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
    }

    [Theory]
    [InlineData(11)]
    public void FramesThatComeTwiceOrNotAtAllChangeNothing(int seed)
    {
        var reference = Games.Alone(Games.FirstPrice);
        using var nodes = new Trio(Games.FirstPrice, 3);
        LossyLink? lossy = null;
        using var host = Host(nodes, Games.FirstPrice, link => lossy = new LossyLink(link, seed));
        Scene.Of(Games.Make(Games.FirstPrice)).PlayInSteps(host, Games.Rounds(Games.FirstPrice), measure: true)
            .ShouldMatch(reference);
        Assert.True(lossy is { Lost: > 10, Repeated: > 10 }, "too few: the test shows too little");
    }

    /// <summary>What the engine would drop goes beside it.</summary>
    [Fact]
    public void AFrameLargerThanTheEngineCarriesComesWhole()
    {
        using var nodes = new Trio(Games.FirstPrice, 1);
        using var link = AkkaDriverLink.Open(nodes.Settings, _session, Games.Codec, new AkkaDriverOptions(CPU),
            _ => { });
        AwaitHello(link);
        string text = new('x', nodes.Settings.MessageBytes * 2 + 7);
        link.Send("node-1", new Command(_session, 1, 1,
            new Open(new Assignment(Games.FirstPrice, text, "", new Dictionary<string, string>()))));
        Assert.IsType<Done>(AwaitReply(link).Answer);
    }

    [Fact]
    public void APortForFramesThatIsTakenIsSaid()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int taken = ((IPEndPoint)other.LocalEndpoint).Port;
        var own = new Endpoint("127.0.0.1", 0);
        var refused = Assert.Throws<LinkException>(() => AkkaNodeLink.Open(
            new AkkaSettings { Own = own, Seeds = [own with { Port = taken }], LanePort = taken }, "node-1",
            Games.Codec, CPU, _ => { }));
        Assert.StartsWith($"127.0.0.1:{taken} for frames cannot be had", refused.Message, StringComparison.Ordinal);
    }

    private static void AwaitHello(IDriverLink link)
    {
        link.CallRoll();
        while (!(link.TryHear(TimeSpan.FromSeconds(1), out var heard) && heard is HeardFrame { Frame: Hello }))
        {
            link.CallRoll();
        }
    }

    private static Reply AwaitReply(IDriverLink link)
    {
        for (int tries = 0; tries < 1000; tries++)
        {
            if (link.TryHear(TimeSpan.FromSeconds(0.1), out var heard) && heard is HeardFrame { Frame: Reply reply })
            {
                return reply;
            }
        }
        throw new TimeoutException("There is no reply.");
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

    private DistributedHost Host(Trio nodes, string game, Func<IDriverLink, IDriverLink>? around = null)
    {
        IDriverLink link = AkkaDriverLink.Open(nodes.Settings, _session, Games.Codec,
            new AkkaDriverOptions(CPU), _ => { });
        link = around?.Invoke(link) ?? link;
        var assignment = new Assignment(game, "", "", new Dictionary<string, string>());
        return new DistributedHost(_session, Games.Make(game).Actors, assignment, link,
            new DistributedSettings
            {
                Nodes = 3,
                // On a busy machine nobody is dead so soon; where frames are lost, they are asked for again sooner.
                Silence = TimeSpan.FromSeconds(30),
                Resend = TimeSpan.FromSeconds(around is null ? 1 : 0.05),
            }, _ => { });
    }
}
