using System.Runtime.InteropServices;
using AgentMarkets.Auctions;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Fisher;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.Local;
using AgentMarkets.TestKit;
using Google.Protobuf;
using Xunit;
using static TorchSharp.torch;
using IMessage = AgentMarkets.Core.Actors.IMessage;
using Theirs = AgentMarkets.Protobuf;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Wire;

/// <summary>Goal: the bytes are Protobuf of the committed schemas. Method: what Google's compiler makes of the schemas
/// reads ours and writes what we read.</summary>
public sealed class IndependentReaderTests
{
    private static readonly MessageParser<Theirs.Frames.Envelope> s_parser =
        Theirs.Frames.Envelope.Parser.WithDiscardUnknownFields(true);

    [Fact]
    public void TheirReader_FindsOurValues()
    {
        using var scope = NewDisposeScope();
        var bids = arange(6, dtype: float32).reshape(2, 3).transpose(0, 1);
        var sent = Parsed(RoundTripTests.Around(new SubmitBids(7, bids, Auctions.Question.Law,
            Strategies: [[new Published(Mixture: ([1, 2], [0.5, -0.0]))]])));
        Assert.Equal(FrameContracts.Version, sent.Version);
        var mail = Assert.Single(sent.Frame.Command.Order.Deliver.Mail.Items);
        var to = Assert.Single(mail.To.Items);
        Assert.Equal(("market", 1), (to.Role, to.Number));
        var message = mail.Message.AuctionSubmitBids;
        Assert.Equal((7L, Theirs.Auctions.Question.Law), (message.Round, message.Question));
        Assert.Equal([3, 2], message.Bids.Shape);
        Assert.Equal(Theirs.Core.ScalarType.Float32, message.Bids.Type);
        Assert.Equal([0, 3, 1, 4, 2, 5], MemoryMarshal.Cast<byte, float>(message.Bids.Elements.Span).ToArray());
        Assert.Null(message.Variants);
        var mixture = message.Strategies.Items[0].Items[0].Mixture;
        Assert.Equal([1, 2], mixture.Bids.Values);
        Assert.Equal(BitConverter.DoubleToInt64Bits(-0.0), BitConverter.DoubleToInt64Bits(mixture.Weights.Values[1]));

        var found = Parsed(RoundTripTests.Around(new BestResponded(new Block(3, true, 1, 2, 64),
            [new Finding([("loss", [1, 2])], new BidTable([0.5], [[1], [2]], new double[,] { { 3 }, { 4 } }))])))
            .Frame.Command.Order.Deliver.Mail.Items[0].Message.AuctionBestResponded;
        Assert.Equal((3L, true, 64), (found.Block.Round, found.Block.Final, found.Block.Samples));
        Assert.Equal("loss", found.Found.Items[0].Measured.Items[0].Metric);
        Assert.Equal((2, 1), (found.Found.Items[0].Table.Losses.Rows, found.Found.Items[0].Table.Losses.Columns));
        Assert.Equal([3, 4], found.Found.Items[0].Table.Losses.Values);

        var asked = Parsed(RoundTripTests.Around(new Ask(new Moment(-1, Phase.MeasureFinally, 2),
            [null, new Fisher.Question("scan", [double.NaN])])))
            .Frame.Command.Order.Deliver.Mail.Items[0].Message.FisherAsk;
        Assert.Equal((-1L, Theirs.Fisher.Phase.MeasureFinally), (asked.Moment.Round, asked.Moment.Phase));
        Assert.Null(asked.Questions.Items[0].Value);
        Assert.Equal("scan", asked.Questions.Items[1].Value.Want);
        Assert.True(double.IsNaN(asked.Questions.Items[1].Value.Numbers.Values[0]));
    }

    [Fact]
    public void OurReader_FindsTheirValues()
    {
        var tensor = new Theirs.Core.Tensor
        {
            Type = Theirs.Core.ScalarType.Int64,
            Shape = { 1, 2 },
            Elements = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>([5, -6])),
        };
        var mail = new Theirs.Frames.Mail
        {
            From = new() { Role = "bidder", Number = 3 },
            To = new() { Items = { new Theirs.Core.ActorId { Role = "auctioneer", Number = 1 } } },
            Message = new() { AuctionSubmitBids = new() { Round = 4, Bids = tensor } },
        };
        var order = new Theirs.Frames.Order { Deliver = new() { Mail = new() { Items = { mail, mail } } } };
        var envelope = new Theirs.Frames.Envelope
        {
            Version = FrameContracts.Version,
            Frame = new() { Command = new() { Session = "s", Epoch = -2, Number = 9, Order = order } },
        };
        var command = (Command)Plays.Codec.Decode(envelope.ToByteArray(), CPU);
        Assert.Equal(("s", -2L, 9L), (command.Session, command.Epoch, command.Number));
        var read = ((Deliver)command.Order).Mail;
        Assert.Equal(2, read.Count);
        Assert.Equal((new ActorId("bidder", 3), new ActorId("auctioneer", 1)), (read[1].From, read[1].To.Single()));
        var bids = (SubmitBids)read[1].Message;
        Assert.Equal((4L, Auctions.Question.Slopes), (bids.Round, bids.Question));
        Assert.Null(bids.Strategies);
        Assert.Equal([1, 2], bids.Bids.shape);
        Assert.Equal([5, -6], MemoryMarshal.Cast<byte, long>(bids.Bids.ToBytes()).ToArray());
        read[0].Message.Release();
        read[1].Message.Release();
    }

    [Fact]
    public void WhatTheyReadAndWriteAgain_IsWhatWeSent()
    {
        var echo = new Echo();
        foreach (string name in Plays.Names)
        {
            var game = Plays.Of(name);
            using var host = new LocalHost(game.Actors, monitors: [echo]);
            foreach (var observation in Scene.Of(game).Play(host, 2, measure: true).Observations)
            {
                Echo.Check(new Reply("a", "s", 1, 1,
                    new Answered([new Said(game.Coordinator, [], [observation], [])], 0), 0.5));
            }
        }
        Assert.All(RoundTripTests.Sparse(), message => Echo.Check(RoundTripTests.Around(message)));
        // Google leaves a plain -0.0 out, as if it were 0.
        Assert.All(RoundTripTests.Frames().Where(frame => frame is not Reply { Seconds: 0 }),
            frame => Echo.Check(frame));
        Assert.InRange(echo.Heard, 300, int.MaxValue);
    }

    private static Theirs.Frames.Envelope Parsed(Frame frame) => s_parser.ParseFrom(Plays.Codec.Encode(frame));

    private sealed class Echo : IMonitor
    {
        public int Heard { get; private set; }

        public void Observe(ActorId from, ActorId to, IMessage message)
        {
            Heard++;
            RoundTripTests.Inside(Check(RoundTripTests.Around(message))).Release();
        }

        public static Frame Check(Frame frame)
        {
            var back = Plays.Codec.Decode(Parsed(frame).ToByteArray(), CPU);
            Assert.Null(Same.Difference(frame, back));
            return back;
        }
    }
}
