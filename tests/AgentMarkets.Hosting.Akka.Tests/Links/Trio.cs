using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Akka.Links;
using AgentMarkets.Hosting.Distributed;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Akka.Tests.Links;

/// <summary>Nodes of a cluster of this test's own, each a member on threads of this process.</summary>
internal sealed class Trio : IDisposable
{
    private readonly List<(AkkaNodeLink Link, CancellationTokenSource Stop, Thread Thread)> _nodes = [];

    public Trio(string game, int count)
    {
        Seed = new Endpoint("127.0.0.1", Ports.Free());
        for (int i = 0; i < count; i++)
        {
            var link = AkkaNodeLink.Open(Settings, $"node-{i + 1}", Games.Codec, CPU, _ => { });
            var stop = new CancellationTokenSource();
            var profile = new NodeProfile($"node-{i + 1}", "1", "here", 1, 2, ["cpu", "cpu"], "");
            var thread = new Thread(() => Serve(profile, link, game, stop.Token));
            thread.Start();
            _nodes.Add((link, stop, thread));
        }
    }

    public Endpoint Seed { get; }

    public AkkaSettings Settings => new() { Own = new Endpoint("127.0.0.1", 0), Seeds = [Seed], LearningThreads = 2 };

    public IReadOnlyList<AkkaNodeLink> Nodes => [.. _nodes.Select(node => node.Link)];

    /// <summary>Cuts a node off and ends it without a farewell.</summary>
    public void Lose(int node)
    {
        _nodes[node].Link.Break();
        _nodes[node].Stop.Cancel();
    }

    public void Dispose()
    {
        foreach (var (_, stop, _) in _nodes)
        {
            stop.Cancel();
        }
        foreach (var (link, _, thread) in _nodes)
        {
            thread.Join();
            link.Dispose();
        }
    }

    private static void Serve(NodeProfile profile, AkkaNodeLink link, string game, CancellationToken stop)
    {
        using var server = new NodeServer(profile, link, (_, _) => Games.Make(game).Actors, _ => { }, link.Stage());
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
