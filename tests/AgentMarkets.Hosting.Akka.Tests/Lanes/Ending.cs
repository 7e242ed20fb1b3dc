using System.Collections.Concurrent;
using System.Net.Sockets;
using AgentMarkets.Hosting.Akka.Lanes;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Tests.Links;
using Akka.Actor;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Akka.Tests.Lanes;

/// <summary>The end of lanes, on loopback, with an inbox; and lanes to it.</summary>
internal sealed class Ending : IDisposable
{
    public static readonly Address Caller = Address.Parse("akka.tcp://agentmarkets@10.0.0.7:4053");

    private readonly List<Lane> _lanes = [];
    private readonly BlockingCollection<string> _said = [];
    private readonly LaneEnd _end;

    public Ending(MemberTls? tls = null)
    {
        _end = new LaneEnd(new Endpoint("127.0.0.1", 0), tls);
        Inbox = new FrameInbox(Codec, CPU, _ => { });
        _end.Hear(Inbox);
    }

    public KeptFrames Codec { get; } = new();

    public FrameInbox Inbox { get; }

    /// <summary>A connection to it over which nothing was said yet.</summary>
    public NetworkStream Call()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect("127.0.0.1", _end.Port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>A lane of a node that is called <c>w1</c>.</summary>
    /// <param name="secure">Puts something around the connection.</param>
    public Lane Lane(Func<Stream, CancellationToken, Task<Stream>>? secure = null)
    {
        var lane = new Lane(async stop =>
        {
            Stream stream = Call();
            stream = secure is null ? stream : await secure(stream, stop);
            await new Greeting(Caller, "w1").SayAsync(stream, stop);
            return stream;
        }, _said.Add, CancellationToken.None);
        _lanes.Add(lane);
        return lane;
    }

    /// <summary>What a lane says to its user that has got no answer to what it sends.</summary>
    public string Trouble(Lane lane)
    {
        string? said;
        while (!_said.TryTake(out said, TimeSpan.FromSeconds(0.01)))
        {
            Send(lane, 1);
        }
        return said;
    }

    /// <summary>Sends a command of that number.</summary>
    public void Send(Lane lane, long number, int bytes = 64)
    {
        Codec.Bytes = bytes;
        lane.Send(Codec.Encode(new Command("run/1", 1, number, new Close())));
    }

    /// <summary>The number of the next command; signs of life of the node are passed over.</summary>
    public long Next()
    {
        while (true)
        {
            switch (Inbox.Next(TimeSpan.FromSeconds(20), out object? from))
            {
                case HeardFrame { Frame: Command command }:
                    Assert.Equal(Caller, from);
                    return command.Number;
                case HeardSign sign:
                    Assert.Equal("w1", sign.Node);
                    break;
                default:
                    throw new TimeoutException("No frame comes.");
            }
        }
    }

    public void Dispose()
    {
        _lanes.ForEach(lane => lane.Dispose());
        _end.Dispose();
    }
}
