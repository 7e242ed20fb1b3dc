using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher;
using AgentMarkets.Hosting.Distributed;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Wire;

/// <summary>Goal: a user's family may say what the built-in ones do not. Method: messages with every shape that a
/// contract may have, and some that refuse values.</summary>
public sealed class ShapeTests
{
    private static readonly IFrameCodec s_codec = TestedCodec.Of([new FisherFamily(), new Guests()]);

    [Fact]
    public void EveryShape_ComesBack()
    {
        var full = new Everything(1, -7, int.MinValue, new Point(1, -0.0), ("a", 2), DayOfWeek.Friday)
        {
            Longs = [long.MinValue, 0, long.MaxValue],
            Ints = [1, -1],
            Flags = [true, false],
            Reals = [double.NaN, -0.0],
            Texts = ["", "\u20ac \U0001f600"],
            MaybeTexts = ["a", null, ""],
            Days = [DayOfWeek.Sunday, DayOfWeek.Saturday],
            Points = [new Point(1, 2), new Point(0, 0)],
            Pairs = [("x", new Point(3, 4)), ("", default)],
            Bytes = [0, 255],
            Names = new SortedDictionary<string, string> { ["b"] = "", [""] = "c" },
            Inner = new Everything(2, null, 0, null, null, default),
            Deep = [[], [[1.5], []]],
            Actor = new ActorId("a-b", -3),
        };
        Assert.Null(Same.Difference(full, Back(full)));
        var bare = full.Inner;
        Assert.Null(Same.Difference(bare, Back(bare)));
    }

    // As the other families in front of it take their numbers.
    [Fact]
    public void FamiliesInAnotherOrder_AreToldApart()
    {
        var other = TestedCodec.Of([new Guests(), new FisherFamily()]);
        byte[] sent = s_codec.Encode(RoundTripTests.Around(new Even(3, 4)));
        Assert.Throws<FormatException>(() => other.Decode(sent, CPU));
    }

    [Fact]
    public void ARecordThatRefusesItsValues_IsAFormatException()
    {
        byte[] sent = s_codec.Encode(RoundTripTests.Around(new Even(3, 4)));
        sent[^1] = 5;
        string why = Assert.Throws<FormatException>(() => s_codec.Decode(sent, CPU)).Message;
        Assert.Contains("Even refuses what it was sent. 5 is odd.", why);
    }

    [Fact]
    public void NothingWhereSomethingMustBe_IsNotSent()
    {
        string why = Assert.Throws<FormatException>(() => Back(new Text(1, null!))).Message;
        Assert.Equal("Text comes without its Value.", why);
        Assert.Contains("half of a character",
            Assert.Throws<FormatException>(() => Back(new Text(1, "\ud83d"))).Message);
        Assert.Contains("is no DayOfWeek", Assert.Throws<FormatException>(() =>
            Back(new Everything(2, null, 0, null, null, (DayOfWeek)9))).Message);
    }

    private static IMessage Back(IMessage message) =>
        RoundTripTests.Inside(s_codec.Decode(s_codec.Encode(RoundTripTests.Around(message)), CPU));

    public readonly record struct Point(long X, double Y);

    public sealed record Text(long Round, string Value) : IMessage;

    public sealed record Even(long Round, int Number) : IMessage
    {
        public int Number { get; } = Number % 2 == 0 ? Number : throw new ArgumentException($"{Number} is odd.");
    }

    public sealed record Everything(long Round, long? Maybe, int Whole, Point? Where,
        (string Name, long Number)? Pair, DayOfWeek Day) : IMessage
    {
        public IReadOnlyList<long>? Longs { get; init; }

        public int[]? Ints { get; init; }

        public bool[]? Flags { get; init; }

        public IReadOnlyList<double>? Reals { get; init; }

        public string[]? Texts { get; init; }

        public IReadOnlyList<string?>? MaybeTexts { get; init; }

        public DayOfWeek[]? Days { get; init; }

        public IReadOnlyList<Point>? Points { get; init; }

        public (string Of, Point At)[]? Pairs { get; init; }

        public byte[]? Bytes { get; init; }

        public IReadOnlyDictionary<string, string>? Names { get; init; }

        public Everything? Inner { get; init; }

        public IReadOnlyList<double[][]>? Deep { get; init; }

        public ActorId? Actor { get; init; }

        /// <summary>Follows from another, and does not travel.</summary>
        public int Half => Whole / 2;
    }

    private sealed class Guests : IFamily
    {
        public string Section => "guests";

        public Type Settings => typeof(object);

        public IReadOnlyList<Type> Messages => [typeof(Everything), typeof(Text), typeof(Even)];

        public IGame? Build(object settings, Setup setup, Problems problems) => null;
    }
}
