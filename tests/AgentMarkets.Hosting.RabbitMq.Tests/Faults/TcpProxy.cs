using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Faults;

/// <summary>A network between a client and brokers that can be cut, healed and slowed: a TCP proxy on a port of its
/// own, which leads to the first broker that answers.</summary>
internal sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly int[] _brokers;
    private volatile bool _holds, _refuses;

    /// <param name="brokers">Their ports on this machine.</param>
    public TcpProxy(params int[] brokers)
    {
        _brokers = brokers;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    /// <summary>How long each piece of a stream is kept back; the order stays.</summary>
    public Func<TimeSpan>? Delay { get; set; }

    /// <summary>Pieces that went through.</summary>
    public int Passed => _passed;

    private int _passed;

    /// <summary>A URL that leads to this port instead of the one in it.</summary>
    public string Url(string url) =>
        new UriBuilder(url) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri.ToString();

    /// <summary>Nothing goes through any more, and nobody is told: what comes is kept until the cut heals.</summary>
    public void Hold() => _holds = true;

    /// <summary>All connections end at once, and there are no new ones until the cut heals.</summary>
    public void Sever()
    {
        _refuses = true;
        foreach (var socket in _open.Keys)
        {
            // A reset, not an end in good order.
            socket.Close(0);
        }
    }

    public void Heal() => _holds = _refuses = false;

    public void Dispose()
    {
        _listener.Stop();
        Sever();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync();
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            using var broker = _refuses ? null : await ConnectAsync();
            if (broker is null)
            {
                client.Close(0);
                return;
            }
            _open[client] = _open[broker] = true;
            await Task.WhenAny(PumpAsync(client, broker), PumpAsync(broker, client));
            _open.TryRemove(client, out _);
            _open.TryRemove(broker, out _);
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        foreach (int port in _brokers)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }
        return null;
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[] piece = new byte[65536];
        try
        {
            while (await from.ReceiveAsync(piece) is > 0 and var count)
            {
                if (Delay?.Invoke() is { Ticks: > 0 } delay)
                {
                    await Task.Delay(delay);
                }
                while (_holds)
                {
                    await Task.Delay(5);
                }
                for (int sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(piece.AsMemory(sent, count - sent));
                }
                Interlocked.Increment(ref _passed);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One of the two is gone.
        }
    }
}
