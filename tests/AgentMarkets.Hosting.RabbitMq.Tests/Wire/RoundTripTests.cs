using AgentMarkets.Auctions;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.Local;
using AgentMarkets.TestKit;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Wire;

/// <summary>What is decoded is what was encoded, to the last bit.</summary>
[Collection(CountedTensors.Name)]
public sealed class RoundTripTests
{
    private static readonly ActorId s_market = new("market", 1);

    public static TheoryData<string> Names => [.. Plays.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Games_EndInTheSameStateWhenAllIsSaidInBytes(string name)
    {
        long rounds = 4;
        Outcome plain, wired;
        using (var host = new LocalHost(Plays.Of(name).Actors))
        {
            plain = Scene.Of(Plays.Of(name)).Play(host, rounds, measure: true);
        }
        var game = Plays.Of(name);
        using (var wire = new Wire())
        using (var host = new LocalHost([.. game.Actors.Select(wire.Behind)]))
        {
            wired = Scene.Of(game).Play(host, rounds, measure: true);
        }
        Assert.Null(wired.DifferenceFrom(plain));
        Observation[] back = [.. plain.Observations.Select(Back)];
        Assert.Null(Same.Difference(plain.Observations, back));
        Assert.Null(Same.Difference(new Reply("a", "s", 1, 2, new Saved(plain.State.Behaviors), 0.1),
            Frame(new Reply("a", "s", 1, 2, new Saved(plain.State.Behaviors), 0.1))));
    }

    [Fact]
    public void Games_SayEveryKindOfMessage()
    {
        using var wire = new Wire();
        foreach (string name in (string[])["slopes", "tables of cohorts", "variants of cohorts", "learned market"])
        {
            var game = Plays.Of(name);
            using var host = new LocalHost([.. game.Actors.Select(wire.Behind)]);
            Scene.Of(game).Play(host, 4, measure: true);
        }
        Type[] all = [typeof(RunTo), typeof(Measure), .. Plays.Families.SelectMany(family => family.Messages)];
        Assert.Empty(all.Except(wire.Carried));
        Assert.Equal(all.Length, wire.Carried.Count);
    }

    [Fact]
    public void Frames_OfEveryKindComeBack()
    {
        foreach (var frame in Frames())
        {
            Assert.Null(Same.Difference(frame, Frame(frame)));
        }
    }

    [Fact]
    public void Encode_WritesTheSameBytesIntoABufferThatIsKept()
    {
        byte[] buffer = [];
        var largest = Frames().MaxBy(frame => Plays.Codec.Encode(frame).Length)!;
        Plays.Codec.Encode(largest, ref buffer);
        byte[] kept = buffer;
        foreach (var frame in Frames())
        {
            Assert.Equal(Plays.Codec.Encode(frame), Plays.Codec.Encode(frame, ref buffer).ToArray());
        }
        Assert.Same(kept, buffer);
    }

    /// <summary>At least one of every kind of frame, order and answer.</summary>
    internal static Frame[] Frames()
    {
        var profile = new NodeProfile("b", "3f", "host.example", 4711, 8, ["cpu", "cuda:0"], "1.0 abc");
        var order = new Assignment("first-price", "{ \"α\": 1 }", "1.0 abc",
            new SortedDictionary<string, string> { ["b.csv"] = "00", ["a.csv"] = "ff" });
        ActorId[] actors = [new("bidder", 1), new("shard", 12)];
        BehaviorState[] states =
            [new(actors[0], [new StateEntry("w", 2, [1, 2, 255]), new StateEntry("", 0, [], 3)]), new(actors[1], [])];
        return
        [
            new Command("s", 1, 1, new Open(order)),
            new Command("s", long.MaxValue, 2, new Take(actors, states, "s.states")),
            new Command("s", 1, 3, new Deliver([new Mail(s_market, actors, new RunTo(-1))])),
            new Command("s", 1, 4, new Deliver([])), new Command("", 0, 5, new SaveState("f")),
            new Command("s", 1, 6, new Close()), new Reply("b", "s", 1, 1, new Done(), 0.25),
            new Reply("b", "s", 1, 2, new Answered([new Said(actors[0],
                [(s_market, new Measure(3, true))],
                [new RoundCompleted(3), new ReplicaFailed(3, actors[0], 1, "why")], actors), new Said(actors[1], [], [],
                [])], 17), -0.0),
            new Reply("b", "s", 1, 3, new Saved(states), double.NaN),
            new Reply("b", "s", 1, 4, new Refused("no: \u20ac"), 0),
            new Reply("b", "s", 1, 5, new Broke(actors[1], "it fell"), 1e300), new Beat("b", "s", 2, 3),
            new Need("b", "s", 2, 0), new Hello(profile, "run/1"), new RollCall("reply.1"), new Farewell("b"),
        ];
    }

    [Fact]
    public void Decode_ReadsFromTheMiddleOfABuffer()
    {
        foreach (var frame in Frames())
        {
            byte[] bytes = Plays.Codec.Encode(frame), around = [9, 9, 9, .. bytes, 9, 9];
            Assert.Null(Same.Difference(frame, Plays.Codec.Decode(around.AsMemory(3, bytes.Length), CPU)));
        }
    }

    [Fact]
    public void Observations_OfEveryKindComeBack()
    {
        double quiet = BitConverter.Int64BitsToDouble(0x7ff8_0000_dead_beef);
        Column[] columns = [new("x", [1, -0.0, quiet, double.NegativeInfinity]), new("names", [], ["a", ""]),
            new("", [], [])];
        Observation[] observations =
        [
            new Measurement(3, "l2", new double[,] { { 1, quiet }, { -0.0, double.PositiveInfinity } }, true),
            new Measurement(3, "none", new double[0, 5], false), new Measurement(3, "none", new double[4, 0], false),
            new Table(1, "t", columns), new TableRows(2, "t", []),
            new TrajectoryRows(3, s_market, ["a", "b"], 1, [1, 2, 3, 4]), new ReplicaFailed(1, s_market, 2, "x"),
            new RoundCompleted(long.MinValue), new Finished(0), new Remark(4, -1, "so"),
        ];
        Assert.Null(Same.Difference(observations, observations.Select(Back).ToArray()));
    }

    [Fact]
    public void NothingEmptyAndAbsent_AreThreeThings()
    {
        foreach (var message in Sparse())
        {
            Assert.Null(Same.Difference(message, Back(message)));
        }
    }

    /// <summary>Messages with holes and empty places.</summary>
    internal static IMessage[] Sparse()
    {
        var mixed = new Published(Averages: [new Published(Bids: []), new Published(),
            new Published(Knots: new double[0, 2]), new Published(Mixture: ([], [double.Epsilon]), Averages: [])]);
        return
        [
            new Fisher.Ask(new(1, Fisher.Phase.List, -3), [null, new("", []), null]), new Fisher.Ask(default, []),
            new Fisher.Demand(default, [new([], []), null, new([new(3, 1, [-0.0])], [double.NaN])]),
            new PublishStrategy(new(1, true, 2, 3, 4), [[], [mixed, new()], []]),
            new RoundLaw(1, [[new(), new([]), new(Rivals: []), new(Rivals: [mixed])]]),
            new BestResponded(default, [new([], null),
                new([("a", []), ("", [1])], new BidTable([], [[], [1]], new double[1, 0])),
                new([], new BidTable([1], [], new double[0, 0]) { Certified = [] }),
                new([], new BidTable([1], [], new double[0, 0]) { Certified = [[], [2]] })]),
        ];
    }

    [Fact]
    public void Tensors_OfEveryTypeShapeAndLayoutComeBackAndAreFreedByTheirMessage()
    {
        using var scope = NewDisposeScope();
        Tensor[] tensors =
        [
            arange(24).reshape(2, 3, 4), arange(24, dtype: float32).reshape(2, 3, 4).transpose(0, 2),
            arange(10, dtype: float64)[TensorIndex.Slice(1, 9, 3)], ones(3, dtype: float32).expand(2, 3),
            zeros(0, 4), tensor(-0.0f), tensor(float.NaN), ones(2, 2, dtype: @bool), zeros(3, dtype: uint8),
            ones(2, dtype: bfloat16), ones(1, 0, 3, dtype: float64),
        ];
        foreach (var sent in tensors)
        {
            var message = new SubmitBids(3, sent, Question.Variants, sent);
            SubmitBids back;
            using (NewDisposeScope())
            {
                back = (SubmitBids)Back(message);
            }
            Assert.Null(Same.Difference(message, back));
            long alive = Tensor.TotalCount;
            back.Release();
            Assert.Equal(alive - 2, Tensor.TotalCount);
        }
    }

    [Fact]
    public void Encode_RefusesWhatNoFamilyNamed() => Assert.Contains("does not name it",
        Assert.Throws<FormatException>(() => Back(new Unnamed(1))).Message);

    private static Frame Frame(Frame frame) => Plays.Codec.Decode(Plays.Codec.Encode(frame), CPU);

    internal static Frame Around(IMessage message) =>
        new Command("s", 1, 1, new Deliver([new Mail(s_market, [s_market], message)]));

    internal static IMessage Inside(Frame frame) => ((Deliver)((Command)frame).Order).Mail[0].Message;

    private static IMessage Back(IMessage message) => Inside(Frame(Around(message)));

    private static Observation Back(Observation observation) => ((Answered)((Reply)Frame(new Reply("a", "s", 1, 1,
        new Answered([new Said(s_market, [], [observation], [])], 0), 0))).Answer).Said[0].Observations[0];

    private sealed record Unnamed(long Round) : IMessage;

    /// <summary>Actors that hear each message only after it was bytes.</summary>
    private sealed class Wire : IDisposable
    {
        private readonly List<IMessage> _heard = [];

        public HashSet<Type> Carried { get; } = [];

        public Part Behind(Part part) => part with { Make = () => new Ear(this, part.Make()) };

        public void Dispose() => _heard.ForEach(message => message.Release());

        private IMessage Carry(IMessage message)
        {
            var back = Back(message);
            Assert.Null(Same.Difference(message, back));
            Carried.Add(message.GetType());
            _heard.Add(back);
            return back;
        }

        private sealed class Ear(Wire wire, IBehavior behavior) : IBehavior
        {
            public ActorId Id => behavior.Id;

            public void Receive(ActorId from, IMessage message, Outbox outbox) =>
                behavior.Receive(from, wire.Carry(message), outbox);

            public IEnumerable<ActorId> WaitsFor() => behavior.WaitsFor();

            public void Save(StateWriter state) => behavior.Save(state);

            public void Load(StateReader state) => behavior.Load(state);

            public void Dispose() => behavior.Dispose();
        }
    }
}
