using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Hosting.Local.Tests;
using AgentMarkets.TestKit.Laws;
using AgentMarkets.TestKit;
using AgentMarkets.TestKit.Network;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Distributed.Tests;

/// <summary>Goal: what a driver does about each kind of loss, one at a time, and how long it takes.</summary>
public class LossTests
{
    private static readonly string[] s_nodes = ["a", "b", "c"];

    [Theory]
    [InlineData(IncidentKind.Kill, true, 0.2)]
    [InlineData(IncidentKind.Kill, false, 2.6)]
    [InlineData(IncidentKind.Freeze, true, 2.6)]
    [InlineData(IncidentKind.Cut, true, 2.6)]
    [InlineData(IncidentKind.Restart, true, 0.2)]
    public void LostNode_CostsAtMost_SoManySeconds(IncidentKind kind, bool isTold, double seconds)
    {
        var (network, host, scene) = Begin(new NetworkPlan(1, TellsLosses: isTold));
        using var _ = host;
        Play(host, scene, 1, 5);
        string node = network.Status!.Nodes.First(status => !status.IsSpare).Profile.Id;
        TimeSpan before = network.Now;
        network.Happen(new NodeIncident(kind, node, 0, kind == IncidentKind.Kill ? double.PositiveInfinity : 20));
        Play(host, scene, 6, 6);
        Assert.InRange((network.Now - before).TotalSeconds, 0, seconds);
        Assert.Equal(1, host.Losses);
        Play(host, scene, 7, 12);
        Assert.Equal(Reference().Hash, host.Save().Hash());
        Assert.Contains(network.Sentences, sentence => sentence.StartsWith($"node {node} ")
            && sentence.Contains("; going on from round "));
    }

    [Fact]
    public void ObservationsBeforeALoss_AreNotToldTwice()
    {
        var (network, host, scene) = Begin(new NetworkPlan(1));
        using var _ = host;
        var heard = new List<Observation>();
        host.Observed = heard.Add;
        Play(host, scene, 1, 8);
        network.Happen(new NodeIncident(IncidentKind.Kill, "a", 0, double.PositiveInfinity));
        network.Happen(new NodeIncident(IncidentKind.Kill, "b", 0, double.PositiveInfinity));
        Play(host, scene, 9, 12);
        Assert.Equal(Enumerable.Range(1, 12).Select(round => (long)round),
            heard.OfType<RoundCompleted>().Select(completed => completed.Round));
    }

    [Fact]
    public void FrozenNode_ComesBack_AndGetsItsShareWhenAsked()
    {
        var (network, host, scene) = Begin(new NetworkPlan(1));
        using var open = host;
        Play(host, scene, 1, 3);
        var before = Homes(network);
        string node = before.Values.First();
        network.Happen(new NodeIncident(IncidentKind.Freeze, node, 0, 3));
        Play(host, scene, 4, 5);
        Assert.DoesNotContain(node, Homes(network).Values);
        Pass(network, 4);
        network.AskRebalance();
        for (int round = 6; round < 12; round++)
        {
            network.CallRoll();
            network.AskRebalance();
            Play(host, scene, round, round);
        }
        // Status is told twice a second.
        Pass(network, 1);
        Play(host, scene, 12, 12);
        Assert.Equal(before, Homes(network));
        Assert.Equal(Reference().Hash, host.Save().Hash());
    }

    [Fact]
    public void NobodyLeft_IsSaidAfterTheDeadline()
    {
        var (network, host, scene) = Begin(new NetworkPlan(1));
        using var _ = host;
        Play(host, scene, 1, 2);
        Array.ForEach(s_nodes, node =>
            network.Happen(new NodeIncident(IncidentKind.Kill, node, 0, double.PositiveInfinity)));
        var error = Assert.Throws<LinkException>(() => Play(host, scene, 3, 3));
        Assert.StartsWith("0 of 1 nodes joined within 60 s; node a was killed; node b was killed; node c was killed. "
            + "Start nodes with: agentmarkets node", error.Message);
    }

    [Fact]
    public void ActorThatWaitsForEver_IsNamed()
    {
        var scene = Scene.Of(Scenes.FirstPrice());
        Part[] deaf = [.. scene.Actors.Select(part => part.Id == Scenes.Bidder(2)
            ? new Part(part.Id, () => new Deaf(part.Id)) : part)];
        var network = new VirtualNetwork(s_nodes, () => deaf, new NetworkPlan(1));
        using var host = network.Open(deaf);
        host.Post(scene.Coordinator, new RunTo(1));
        var error = Assert.Throws<StalledException>(host.Run);
        Assert.Contains("auctioneer-1 waits for bidder-2", error.Message);
    }

    [Fact]
    public void BehaviorThatFails_EndsTheRun_AndNoNodeIsBlamed()
    {
        var scene = Scene.Of(Scenes.FirstPrice());
        Part[] broken = [.. scene.Actors.Select(part => part.Id == Scenes.Bidder(2)
            ? new Part(part.Id, () => new Deaf(part.Id, "it has had enough")) : part)];
        var network = new VirtualNetwork(s_nodes, () => broken, new NetworkPlan(1));
        using var host = network.Open(broken);
        host.Post(scene.Coordinator, new RunTo(1));
        var error = Assert.Throws<BehaviorFailedException>(host.Run);
        Assert.Matches("^bidder-2 failed on node [abc]: it has had enough", error.Message);
        Assert.Equal(0, host.Losses);
    }

    [Fact]
    public void MessagesThatFitNoFrame_AreRefusedBeforeTheRun()
    {
        var scene = Scene.Of(Scenes.FirstPrice());
        Part[] large = [.. scene.Actors.Select(part => part with { StepBytes = 1_500_000_000 })];
        Assert.Throws<LinkException>(() => Open("a"));
        var error = Assert.Throws<LinkException>(() => Open("a", "b"));
        Assert.Matches("^Node [ab] would have to send or get about 3 GB in one step for its 2 actors, and 2 GB is the "
            + "most. Use more nodes, a smaller batch, or fewer replicas.$", error.Message);
        Open("a", "b", "c");
        // R C B (A + (2 K + 1)(A + 1)) = 4 * 1 * 16 * 7 numbers.
        Assert.Equal(4 * 16 * 7 * 4, scene.Actors[2].StepBytes);

        void Open(params string[] nodes) =>
            new VirtualNetwork(nodes, () => large, new NetworkPlan(1)).Open(large).Dispose();
    }

    [Fact]
    public void CheckpointOfOneProcess_GoesOnOverNodes_AndBack()
    {
        var scene = Scene.Of(Scenes.FirstPrice());
        using var local = new LocalHost(scene.Actors);
        var half = scene.PlayInSteps(local, 6).State;
        var (_, host, again) = Begin(new NetworkPlan(1));
        using var _ = host;
        host.Load(half);
        Play(host, again, 7, 9);
        using var last = new LocalHost(scene.Actors);
        last.Load(host.Save());
        last.Post(scene.Coordinator, new RunTo(12));
        last.Run();
        Assert.Equal(Reference().Hash, last.Save().Hash());
    }

    [Fact]
    public void StatesThroughASharedFolder_AreTheSame()
    {
        string folder = Directory.CreateTempSubdirectory("agentmarkets-states-").FullName;
        try
        {
            var scene = Scene.Of(Scenes.FirstPrice());
            var network = new VirtualNetwork(s_nodes, () => Scenes.FirstPrice().Actors, new NetworkPlan(1));
            using var host = network.Open(scene.Actors, new DistributedSettings { SharedFolder = folder });
            Play(host, scene, 1, 6);
            network.Happen(new NodeIncident(IncidentKind.Kill, "a", 0, double.PositiveInfinity));
            network.Happen(new NodeIncident(IncidentKind.Kill, "b", 0, double.PositiveInfinity));
            Play(host, scene, 7, 12);
            Assert.Equal(Reference().Hash, host.Save().Hash());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void NoTensor_IsLeftBehind()
    {
        long before = TensorCount.Settled();
        var (network, host, scene) = Begin(new NetworkPlan(3, Loss: 0.05, Repetition: 0.3, Delay: 0.3));
        Play(host, scene, 1, 12);
        Assert.True(host.LiveTensors > before);
        host.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
        Assert.NotNull(network.Status);
    }

    [Fact]
    public void Status_SaysWhoIsWaitedFor_AndWhereActorsLive()
    {
        var (network, host, scene) = Begin(new NetworkPlan(1, TellsLosses: false));
        using var _ = host;
        Play(host, scene, 1, 3);
        string node = network.Status!.Nodes.First(status => !status.IsSpare).Profile.Id;
        RunStatus? seen = null;
        network.Happen(new NodeIncident(IncidentKind.Freeze, node, 0, 10));
        network.At(network.Now + TimeSpan.FromSeconds(1.5), () => seen = network.Status);
        Play(host, scene, 4, 4);
        Assert.Matches(@$"^Round 3 waits for bidder-\d(, bidder-\d)* on node {node} \(1\.\d s\)$", seen!.Sentence);
        Assert.Equal([Scenes.Bidder(1), Scenes.Bidder(2), Scenes.Bidder(3)], Homes(network).Keys);
    }

    /// <summary>Lets time pass in which the driver hears nothing.</summary>
    private static void Pass(VirtualNetwork network, double seconds)
    {
        TimeSpan end = network.Now + TimeSpan.FromSeconds(seconds);
        while (network.Now < end)
        {
            if (network.TryHear(end - network.Now, out var heard) && heard is HeardFrame { Frame: var frame })
            {
                UnreadMail.Release(frame);
            }
        }
    }

    private static SortedDictionary<ActorId, string> Homes(VirtualNetwork network)
    {
        var homes = new SortedDictionary<ActorId, string>();
        foreach (var status in network.Status!.Nodes)
        {
            foreach (var (actor, _) in status.Actors)
            {
                homes.Add(ActorId.Parse(actor), status.Profile.Id);
            }
        }
        return homes;
    }

    private static (VirtualNetwork, DistributedHost, Scene) Begin(NetworkPlan plan)
    {
        var scene = Scene.Of(Scenes.FirstPrice());
        var network = new VirtualNetwork(s_nodes, () => Scenes.FirstPrice().Actors, plan);
        return (network, network.Open(scene.Actors), scene);
    }

    private static void Play(DistributedHost host, Scene scene, int from, int to)
    {
        for (int round = from; round <= to; round++)
        {
            host.Post(scene.Coordinator, new RunTo(round));
            host.Run();
        }
    }

    private static Outcome Reference()
    {
        var scene = Scene.Of(Scenes.FirstPrice());
        using var host = new LocalHost(scene.Actors);
        return scene.PlayInSteps(host, Scenes.Rounds);
    }

    private sealed class Deaf(ActorId id, string? fails = null) : IBehavior
    {
        public ActorId Id => id;

        public void Receive(ActorId from, IMessage message, Outbox outbox)
        {
            if (fails is not null)
            {
                throw new InvalidOperationException(fails);
            }
        }

        public IEnumerable<ActorId> WaitsFor() => [];

        public void Save(StateWriter state) => state.Shared("nothing", 0);

        public void Load(StateReader state)
        {
        }

        public void Dispose()
        {
        }
    }
}
