using AgentMarkets.Bench.Cluster;
using AgentMarkets.Hosting.Akka.Engine;
using Akka.Actor;

namespace AgentMarkets.Bench.Akka;

/// <summary>What the engine alone reaches: one message to each actor on the nodes and one back, with nothing done to
/// them.</summary>
internal sealed class BareEngine : IDisposable
{
    private const string Name = "bare";

    private readonly SemaphoreSlim _heard = new(0);
    private readonly IActorRef _ear;
    private readonly IActorRef[] _actors;

    public BareEngine(Member member, int shards)
    {
        var nodes = member.Others(Member.NodeRole).ToArray();
        _actors = [.. Enumerable.Range(0, shards).Select(k => member.At(nodes[k % nodes.Length], $"{Name}-{k}"))];
        _ear = member.System.ActorOf(Props.Create(() => new Ear(_heard)));
    }

    /// <summary>Steps a second over about so many seconds.</summary>
    public double Rate(int bytes, double seconds)
    {
        byte[] body = new byte[bytes];
        return Steps.Rate(seconds, () =>
        {
            foreach (var actor in _actors)
            {
                actor.Tell(new Parcel(Kinds.Status, body), _ear);
            }
            foreach (var _ in _actors)
            {
                _heard.Wait();
            }
        });
    }

    /// <summary>Lets actors on a node send back what they get.</summary>
    public static void Answer(Member member)
    {
        for (int k = 0; k < 256; k++)
        {
            member.System.ActorOf(Props.Create(() => new Mirror()), $"{Name}-{k}");
        }
    }

    public void Dispose() => _heard.Dispose();

    private sealed class Mirror : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Ear(SemaphoreSlim heard) : UntypedActor
    {
        protected override void OnReceive(object message) => heard.Release();
    }
}
