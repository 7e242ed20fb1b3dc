using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using AgentMarkets.Hosting.Distributed;

namespace AgentMarkets.Hosting.Akka.Lanes;

/// <summary>Where the lanes to this member end: takes connections of others, and the frames that come over
/// them.</summary>
internal sealed class LaneEnd : IDisposable
{
    // A frame's array is so large at first, at most; then it grows with what has come.
    private const int MostAtOnce = 4 << 20;

    private static readonly TimeSpan GreetingPatience = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromSeconds(0.05);

    private readonly CancellationTokenSource _closing = new();
    private readonly MemberTls? _tls;
    private readonly Socket _socket;

    /// <param name="at">A port of 0 is any that is free.</param>
    /// <exception cref="LinkException">It cannot be had.</exception>
    public LaneEnd(Endpoint at, MemberTls? tls)
    {
        _tls = tls;
        try
        {
            var own = Dns.GetHostAddresses(at.Host)[0];
            _socket = new Socket(own.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _socket.Bind(new IPEndPoint(own, at.Port));
            _socket.Listen();
        }
        catch (SocketException e)
        {
            _socket?.Dispose();
            throw new LinkException($"{at} for frames cannot be had: {e.Message.TrimEnd('.')}. Give this member "
                + "another with --listen.", e);
        }
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>From now on hears what comes.</summary>
    public void Hear(FrameInbox inbox) => _ = Task.Run(() => AcceptAsync(inbox));

    public void Dispose()
    {
        _closing.Cancel();
        _socket.Dispose();
    }

    private async Task AcceptAsync(FrameInbox inbox)
    {
        try
        {
            while (true)
            {
                try
                {
                    var caller = await _socket.AcceptAsync(_closing.Token).ConfigureAwait(false);
                    _ = HearAsync(caller, inbox);
                }
                catch (SocketException)
                {
                    // The caller has gone again, or this process may open no more files now.
                    await Task.Delay(Pause, _closing.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
        {
            // This member ends.
        }
    }

    private async Task HearAsync(Socket caller, FrameInbox inbox)
    {
        try
        {
            caller.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await using var plain = new NetworkStream(caller, ownsSocket: true);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            patience.CancelAfter(GreetingPatience);
            var stream = _tls is null ? plain : await _tls.AnswerAsync(plain, patience.Token).ConfigureAwait(false);
            await using var _ = stream.ConfigureAwait(false);
            if (await Greeting.HearAsync(stream, patience.Token).ConfigureAwait(false) is { } greeting)
            {
                while (await FrameAsync(stream, inbox, greeting.Node).ConfigureAwait(false) is { } frame)
                {
                    inbox.Add(frame, greeting.Member);
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException
            or OperationCanceledException or ObjectDisposedException)
        {
            // What was under way is lost; it will be sent again.
        }
    }

    /// <returns>Nothing where the other side has ended, or says what cannot be.</returns>
    private async Task<ArrivingFrame?> FrameAsync(Stream stream, FrameInbox inbox, string node)
    {
        byte[] head = new byte[sizeof(int)];
        await stream.ReadExactlyAsync(head, _closing.Token).ConfigureAwait(false);
        int length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length <= 0 || length > Array.MaxLength)
        {
            return null;
        }
        var frame = new ArrivingFrame(Math.Min(length, MostAtOnce));
        try
        {
            while (frame.Length < length)
            {
                var room = frame.Room(Math.Min(length - frame.Length, MostAtOnce));
                int came = await stream.ReadAsync(room[..Math.Min(room.Length, length - frame.Length)], _closing.Token)
                    .ConfigureAwait(false);
                if (came == 0)
                {
                    throw new EndOfStreamException();
                }
                frame.Came(came);
                if (node.Length > 0 && frame.Length < length)
                {
                    inbox.AddSign(node);
                }
            }
            return frame;
        }
        catch
        {
            frame.GiveUp();
            throw;
        }
    }
}
