using AgentMarkets.Auctions;
using AgentMarkets.Core.Actors;
using AgentMarkets.TestKit.Laws;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Distributed.Tests;

/// <summary>Goal: on a node with slots on several kinds of device every actor reads messages on its own. Method: a node
/// of <c>cpu</c> and <c>meta</c>, a kind of device that every machine has, whose tensors have shapes and no
/// numbers.</summary>
public class DeviceTests
{
    private static readonly ActorId s_market = new("market", 1);

    [Fact]
    public void EveryActor_ReadsMessagesOnItsOwnDevice_MovedOnceForAllOfAKind()
    {
        ActorId[] actors = [new("reader", 1), new("reader", 2), new("reader", 3), new("reader", 4)];
        var node = new Node(["cpu", "meta"], actors);
        long before = TensorCount.Settled();
        node.Do(2, new Take(actors, [], ""));
        node.Do(3, new Deliver([new Mail(s_market, actors, Bids(1)), new Mail(s_market, [actors[1]], Bids(1))]));
        Assert.Equal(["cpu 1", "meta 2", "meta 2", "cpu 3", "meta 4"], node.Read);
        // The two that came, and one copy of each.
        Assert.Equal(4, Tensor.TotalCount - before);
        node.Read.Clear();
        node.Do(4, new Deliver([new Mail(s_market, [actors[0]], Bids(2))]));
        Assert.Equal(["cpu 1"], node.Read);
        Assert.Equal(1, Tensor.TotalCount - before);
        node.Do(5, new Deliver([]));
        Assert.Equal(0, Tensor.TotalCount - before);
    }

    [Fact]
    public void OneKindOfDevice_MovesNothing()
    {
        ActorId[] actors = [new("reader", 1), new("reader", 2)];
        var node = new Node(["meta", "meta"], actors) { MayMove = false };
        node.Do(2, new Take(actors, [], ""));
        var bids = empty(2, device: new Device("meta")).DetachFromDisposeScope();
        node.Do(3, new Deliver([new Mail(s_market, actors, new SubmitBids(1, bids))]));
        Assert.Equal(["meta 1", "meta 2"], node.Read);
        node.Do(4, new Deliver([]));
    }

    [Fact]
    public void StatesOfBothKinds_ComeFromTheSlots() =>
        Assert.Equal(["cpu", "meta", "cpu"], Enumerable.Range(0, 3).Select(i => NodeSession.SlotDevice(
            new NodeProfile("n", "1", "m", 1, 1, ["cpu", "meta"], ""), i)));

    private static SubmitBids Bids(long round) =>
        new(round, arange(3, dtype: float32).DetachFromDisposeScope());

    /// <summary>A true server whose driver is the test.</summary>
    private sealed class Node : INodeLink
    {
        private readonly NodeServer _server;
        private Reply? _reply;

        public Node(string[] devices, ActorId[] actors)
        {
            var profile = new NodeProfile("n", "1", "m", 1, 1, devices, "");
            var contracts = FrameContracts.Of([new AuctionFamily()]);
            _server = new NodeServer(profile, this,
                (_, device) => [.. actors.Select(id => new Part(id, () => new Reader(id, Read)))], _ => { })
            {
                Move = (message, device) => MayMove
                    ? contracts.Moved(message, new Device(device))
                    : throw new InvalidOperationException("Nothing is to be moved."),
            };
            Do(1, new Open(new Assignment("a", "", "", new Dictionary<string, string>())));
        }

        public List<string> Read { get; } = [];

        public bool MayMove { get; init; } = true;

        public TimeSpan Now => TimeSpan.Zero;

        public void Do(long number, Order order)
        {
            _server.Hear(new Command("r/1", 1, number, order));
            Assert.False(_reply!.Answer is Broke or Refused, $"{_reply.Answer}");
        }

        public void Send(string session, Frame frame) => _reply = (Reply)frame;

        public void Greet(Hello hello, string? replyTo) => throw new NotSupportedException();

        public bool TryHear(TimeSpan patience, out Frame frame) => throw new NotSupportedException();

        public void Dispose() => _server.Dispose();
    }

    private sealed class Reader(ActorId id, List<string> read) : IBehavior
    {
        public ActorId Id => id;

        public void Receive(ActorId from, IMessage message, Outbox outbox)
        {
            lock (read)
            {
                read.Add($"{((SubmitBids)message).Bids.device_type.ToString().ToLowerInvariant()} {id.Number}");
                read.Sort((one, other) => string.CompareOrdinal(one[^1..], other[^1..]));
            }
        }

        public IEnumerable<ActorId> WaitsFor() => [];

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }

        public void Dispose()
        {
        }
    }
}
