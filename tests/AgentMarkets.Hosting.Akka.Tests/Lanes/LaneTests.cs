using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using AgentMarkets.Hosting.Akka.Lanes;
using AgentMarkets.Hosting.Distributed;
using Xunit;

namespace AgentMarkets.Hosting.Akka.Tests.Lanes;

/// <summary>Goal: frames of any size come whole and in order; whoever says something else is hung up on; nobody waits
/// for a member that does not read.</summary>
public sealed class LaneTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(4 << 20)]
    [InlineData((4 << 20) + 1)]
    [InlineData(30_000_000)]
    public void FramesOfAnySizeComeWholeAndInOrder(int bytes)
    {
        using var end = new Ending();
        var lane = end.Lane();
        for (int number = 1; number <= 3; number++)
        {
            end.Send(lane, number, number == 2 ? bytes : 64);
        }
        Assert.Equal([1, 2, 3], [end.Next(), end.Next(), end.Next()]);
    }

    [Fact]
    public void WhileAFrameComesItsNodeIsAlive()
    {
        using var end = new Ending();
        using var stream = end.Call();
        stream.Write(new Greeting(Ending.Caller, "w1").Bytes());
        stream.Write([0, 0, 0, 1, 1, 2, 3]);
        Assert.Equal("w1", Assert.IsType<HeardSign>(end.Inbox.Next(TimeSpan.FromSeconds(20))).Node);
    }

    public static TheoryData<byte[]> NoGreetings() => new()
    {
        "GET / HTTP/1.1\r\nHost: here\r\n\r\n"u8.ToArray(),
        "agentmarkets/2\n\0\0"u8.ToArray(),
        "agentmarkets/1\n\xff\xff"u8.ToArray(),
        Said("nobody\nw1"),
        Said("akka.tcp://agentmarkets@10.0.0.7:4053"),
        Said("akka.tcp://agentmarkets@10.0.0.7:4053\nw1\nmore"),
    };

    [Theory]
    [MemberData(nameof(NoGreetings))]
    public void WhoeverDoesNotGreetIsHungUpOn(byte[] said)
    {
        using var end = new Ending();
        using var stream = end.Call();
        stream.Write(said);
        Assert.True(IsOver(stream));
        var lane = end.Lane();
        end.Send(lane, 1);
        Assert.Equal(1, end.Next());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void AFrameOfNoBytesEndsALane(int bytes)
    {
        using var end = new Ending();
        using var stream = end.Call();
        stream.Write(new Greeting(Ending.Caller, "").Bytes());
        Assert.Equal('\n', stream.ReadByte());
        byte[] head = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(head, bytes);
        stream.Write(head);
        Assert.True(IsOver(stream));
    }

    /// <summary>After it has hung up, or has died and come back, the next frames go over a new connection.</summary>
    [Fact]
    public void ALaneThatBrokeIsMadeAnew()
    {
        using var listener = Listener();
        using var lane = new Lane(stop => ConnectAsync(listener, stop), _ => { }, CancellationToken.None);
        for (int life = 0; life < 3; life++)
        {
            lane.Send([1, 2, 3]);
            using var taken = Accept(listener, () => lane.Send([1, 2, 3]));
            byte[] read = new byte[7];
            taken.GetStream().ReadExactly(read);
            Assert.Equal([3, 0, 0, 0, 1, 2, 3], read);
        }
    }

    [Fact]
    public void NobodyWaitsForAMemberThatDoesNotRead()
    {
        const int Sent = 1000, Bytes = 1 << 20;
        using var listener = Listener();
        using var lane = new Lane(stop => ConnectAsync(listener, stop), _ => { }, CancellationToken.None);
        byte[] frame = new byte[Bytes];
        lane.Send(frame);
        using var taken = Accept(listener, () => { });
        for (int k = 1; k < Sent; k++)
        {
            lane.Send(frame);
        }
        // What is heard late is what fits on the way and what may wait, not all that was sent.
        var stream = taken.GetStream();
        byte[] head = new byte[sizeof(int)];
        int heard = 0;
        stream.ReadTimeout = 1000;
        try
        {
            for (; ; heard++)
            {
                stream.ReadExactly(head);
                Assert.Equal(Bytes, BinaryPrimitives.ReadInt32LittleEndian(head));
                stream.ReadExactly(frame);
            }
        }
        catch (IOException)
        {
            Assert.InRange(heard, 2, Sent / 2);
        }
    }

    [Fact]
    public void AMemberThatCannotBeReachedIsToldOnce()
    {
        var said = new List<string>();
        int attempts = 0;
        using var told = new ManualResetEventSlim();
        using var lane = new Lane(_ =>
        {
            attempts++;
            throw new IOException("the way is blocked.");
        }, sentence =>
        {
            said.Add(sentence);
            told.Set();
        }, CancellationToken.None);
        while (!told.Wait(10))
        {
            lane.Send([1]);
        }
        for (int before = attempts; attempts < before + 3; Thread.Sleep(10))
        {
            lane.Send([1]);
        }
        Assert.Equal(["the way is blocked"], said);
    }

    private static byte[] Said(string text) =>
        [.. "agentmarkets/1\n"u8, (byte)text.Length, 0, .. System.Text.Encoding.UTF8.GetBytes(text)];

    // Hung up on, politely or not.
    private static bool IsOver(NetworkStream stream)
    {
        stream.ReadTimeout = 20_000;
        try
        {
            return stream.ReadByte() < 0;
        }
        catch (IOException e) when (e.InnerException is SocketException
        {
            SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted,
        })
        {
            return true;
        }
    }

    private static TcpListener Listener()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static TcpClient Accept(TcpListener listener, Action meanwhile)
    {
        for (int tries = 0; !listener.Pending(); tries++)
        {
            Assert.True(tries < 2000, "nobody calls");
            Thread.Sleep(10);
            meanwhile();
        }
        return listener.AcceptTcpClient();
    }

    private static async Task<Stream> ConnectAsync(TcpListener to, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(to.LocalEndpoint, stop);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
