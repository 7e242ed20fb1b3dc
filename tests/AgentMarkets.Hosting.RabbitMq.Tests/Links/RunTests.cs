using AgentMarkets.Auctions;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Tests.Broker;
using AgentMarkets.Hosting.RabbitMq.Wire;
using AgentMarkets.TestKit;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Links;

/// <summary>Goal: a run over a broker is the run of one process, bit for bit, however many nodes there are and
/// whichever is lost.</summary>
[Collection(BrokerFixture.Collection)]
public sealed class RunTests(BrokerFixture broker)
{
    private const string FirstPrice = """
        { "auction": { "mechanism": "first-price", "bidders": 3, "prior": "uniform(low=0, high=1)" },
          "smoothing": "softmax(temperature=0.01)", "strategy": "mlp(hidden=[10,10], activation=selu)",
          "learner": "gradient(optimizer=adam, learning-rate=1e-3)", "batch": 64, "rounds": 12, "seed": "1..2",
          "measure": ["utility-loss", "distance-to-equilibrium"],
          "evaluation": { "samples": 256, "samples-on-the-way": 256 } }
        """;

    private const string FisherExact = """
        { "fisher": { "buyers": 512, "goods": 6, "contexts": "normal(dimension=5)", "utility": "ces(alpha=0.5)" },
          "solver": "newton-dual", "shards": 4, "seed": 1 }
        """;

    private const string BidsNetwork = """
        { "fisher": { "buyers": 512, "goods": 6, "contexts": "normal(dimension=5)", "utility": "ces(alpha=0.5)" },
          "solver": "bids-network", "rounds": 6, "shards": 4, "seed": 1,
          "evaluation": { "samples": 512, "samples-on-the-way": 512 } }
        """;

    private readonly FrameCodec _codec = new([new AuctionFamily(), new FisherFamily()]);
    private readonly string _run = $"{Guid.NewGuid():n}";
    private readonly BrokerAddress _worker = broker.Address(BrokerUser.Worker);

    [Theory]
    [InlineData("first-price", 1)]
    [InlineData("first-price", 2)]
    [InlineData("first-price", 4)]
    [InlineData("fisher-exact", 1)]
    [InlineData("fisher-exact", 2)]
    [InlineData("fisher-exact", 4)]
    [InlineData("bids-network", 1)]
    [InlineData("bids-network", 2)]
    [InlineData("bids-network", 4)]
    public void ARunOverNodesIsThatOfOneProcess(string game, int nodes)
    {
        var reference = Reference(game);
        using var started = new Nodes(this, game, nodes);
        using var host = Host(game, nodes);
        Scene.Of(Make(game)).PlayInSteps(host, RoundsOf(game), measure: true).ShouldMatch(reference);
    }

    [Fact]
    public void ANodeThatIsLostChangesNothing()
    {
        var reference = Reference("first-price");
        using var started = new Nodes(this, "first-price", 3);
        using var host = Host("first-price", 3);
        int rounds = 0;
        var scene = Scene.Of(Make("first-price"));
        var observations = new List<Core.Actors.Observation>();
        host.Observed = seen =>
        {
            observations.Add(seen);
            if (seen is Core.Actors.RoundCompleted && ++rounds is 4 or 7)
            {
                started.Lose(rounds == 4 ? 0 : 1);
            }
        };
        for (int round = 1; round <= RoundsOf("first-price"); round++)
        {
            host.Post(scene.Coordinator, new RunTo(round));
            host.Run();
        }
        host.Post(scene.Coordinator, new Measure(RoundsOf("first-price"), Final: true));
        host.Run();
        new Outcome(host.Save(), observations, []).ShouldMatch(reference);
        Assert.Equal(2, host.Losses);
    }

    private static IGame Make(string game) => game switch
    {
        "first-price" => Game.Read(new AuctionFamily(), FirstPrice),
        "fisher-exact" => Game.Read(new FisherFamily(), FisherExact),
        _ => Game.Read(new FisherFamily(), BidsNetwork),
    };

    private static int RoundsOf(string game) => game switch { "first-price" => 12, "fisher-exact" => 40, _ => 6 };

    private static Outcome Reference(string game)
    {
        set_num_threads(1);
        var scene = Scene.Of(Make(game));
        using var host = new LocalHost(scene.Actors);
        return scene.PlayInSteps(host, RoundsOf(game), measure: true);
    }

    private DistributedHost Host(string game, int nodes)
    {
        var link = DriverLink.Open(broker.Address(), $"{_run}/1", _codec, new DriverLinkOptions(CPU), _ => { });
        var assignment = new Assignment($"{_run} {game}", "", "", new Dictionary<string, string>());
        return new DistributedHost($"{_run}/1", Make(game).Actors, assignment, link,
            new DistributedSettings { Nodes = nodes }, _ => { });
    }

    /// <summary>Nodes on threads of this process.</summary>
    private sealed class Nodes : IDisposable
    {
        private readonly List<(NodeLink Link, CancellationTokenSource Stop, Thread Thread)> _nodes = [];

        public Nodes(RunTests test, string game, int count)
        {
            for (int i = 0; i < count; i++)
            {
                string name = $"{test._run}-{i}";
                var link = NodeLink.Open(test._worker, name, test._codec, CPU, _ => { });
                var stop = new CancellationTokenSource();
                var profile = new NodeProfile(name, "1", "here", 1, 2, ["cpu", "cpu"], "");
                var thread = new Thread(() => Serve(profile, link, game, test._run, stop.Token));
                thread.Start();
                _nodes.Add((link, stop, thread));
            }
        }

        /// <summary>Cuts a node off and ends it without a farewell.</summary>
        public void Lose(int node)
        {
            _nodes[node].Link.Dispose();
            _nodes[node].Stop.Cancel();
        }

        public void Dispose()
        {
            foreach (var (link, stop, thread) in _nodes)
            {
                stop.Cancel();
                thread.Join();
                link.Dispose();
            }
        }

        private static void Serve(NodeProfile profile, NodeLink link, string game, string run, CancellationToken stop)
        {
            using var server = new NodeServer(profile, link, (assignment, _) =>
                assignment.Name.StartsWith(run, StringComparison.Ordinal)
                    ? Make(game).Actors
                    : throw new RefusedException("it is another test's"), _ => { });
            try
            {
                server.Run(stop);
            }
            catch (Exception e) when (e is LinkException or ObjectDisposedException)
            {
                // Cut off by the test.
            }
        }
    }
}
