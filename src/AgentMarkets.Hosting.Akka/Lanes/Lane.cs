using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;

namespace AgentMarkets.Hosting.Akka.Lanes;

/// <summary>Frames on their way to one member, over a connection of its own. Thread-safe.</summary>
/// <remarks>Nobody who sends waits for a member that does not read: what it would have to wait for is lost.</remarks>
internal sealed class Lane : IDisposable
{
    // A driver has a command or two under way at a node, and sends each a few times before it gives it up.
    private const int MostWaiting = 64;

    // Attempts after which frames are lost: a new member may be heard of late, and a dead one soon is known as dead.
    private const int Attempts = 20;

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5), Pause = TimeSpan.FromSeconds(0.05);

    private readonly CancellationTokenSource _closing;
    private readonly Channel<ArraySegment<byte>> _waiting;
    private readonly Func<CancellationToken, Task<Stream>> _connect;
    private readonly Action<string> _say;
    private int _failures;

    /// <param name="connect">Opens the connection; the frames are written into the stream.</param>
    /// <param name="say">Takes a sentence where the connection cannot be had.</param>
    public Lane(Func<CancellationToken, Task<Stream>> connect, Action<string> say, CancellationToken stop)
    {
        _closing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        (_connect, _say) = (connect, say);
        _waiting = Channel.CreateBounded<ArraySegment<byte>>(
            new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite },
            Return);
        _ = Task.Run(CarryAsync);
    }

    /// <param name="frame">Copied.</param>
    public void Send(ReadOnlySpan<byte> frame)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(checked(sizeof(int) + frame.Length));
        BinaryPrimitives.WriteInt32LittleEndian(rented, frame.Length);
        frame.CopyTo(rented.AsSpan(sizeof(int)));
        var bytes = new ArraySegment<byte>(rented, 0, sizeof(int) + frame.Length);
        if (!_waiting.Writer.TryWrite(bytes))
        {
            Return(bytes);
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _waiting.Writer.TryComplete();
    }

    private async Task CarryAsync()
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_closing.Token).ConfigureAwait(false))
            {
                try
                {
                    await ConnectAndWriteAsync().ConfigureAwait(false);
                }
                catch (Exception e) when (IsOfTheNetwork(e) && !_closing.IsCancellationRequested)
                {
                    if (++_failures >= Attempts)
                    {
                        DropWaiting();
                    }
                    if (_failures == Attempts)
                    {
                        _say(e.Message.TrimEnd('.'));
                    }
                    await Task.Delay(Pause, _closing.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (_closing.IsCancellationRequested && IsOfTheNetwork(e))
        {
            // Nobody needs the rest.
        }
        finally
        {
            DropWaiting();
        }
    }

    private async Task ConnectAndWriteAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        patience.CancelAfter(ConnectPatience);
        var stream = await _connect(patience.Token).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        _failures = 0;
        // The other side never writes: what can be read is the end.
        var end = stream.ReadAsync(new byte[1], _closing.Token).AsTask();
        while (!end.IsCompleted && await _waiting.Reader.WaitToReadAsync(_closing.Token).ConfigureAwait(false))
        {
            while (!end.IsCompleted && _waiting.Reader.TryRead(out var frame))
            {
                try
                {
                    await stream.WriteAsync(frame, _closing.Token).ConfigureAwait(false);
                }
                finally
                {
                    Return(frame);
                }
            }
        }
    }

    private void DropWaiting()
    {
        while (_waiting.Reader.TryRead(out var frame))
        {
            Return(frame);
        }
    }

    private static bool IsOfTheNetwork(Exception e) =>
        e is IOException or SocketException or AuthenticationException or OperationCanceledException
            or ObjectDisposedException;

    private static void Return(ArraySegment<byte> frame) => ArrayPool<byte>.Shared.Return(frame.Array!);
}
