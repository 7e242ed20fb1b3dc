using AgentMarkets.Hosting.Distributed;
using RabbitMQ.Client;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>A connection that is built anew, with all its channels and consumers, whenever any of it is lost.</summary>
/// <remarks>
/// The client's own recovery is off: it does not see that a queue's home has died and its consumer was cancelled.
/// Here a cancelled consumer, a closed channel and a lost connection are one event, the end of a
/// <see cref="BrokerLife"/>, and its answer is the next life.
/// </remarks>
public sealed class BrokerConnection : IAsyncDisposable, IDisposable
{
    // What refuses a client that was welcome before may be a broker that is not yet ready, or one that still holds its
    // last connection: it notices within two heartbeats.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PatienceWhenRefused = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50), LastPause = TimeSpan.FromSeconds(0.5);

    private readonly BrokerAddress _address;
    private readonly string _name;
    private readonly Func<BrokerLife, Task> _build;
    private readonly BrokerClock _clock = new();
    private readonly CancellationTokenSource _closing = new();
    private volatile TaskCompletionSource<BrokerLife> _life = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _supervisor = Task.CompletedTask;

    private BrokerConnection(BrokerAddress address, string name, Func<BrokerLife, Task> build) =>
        (_address, _name, _build) = (address, name, build);

    /// <summary>The broker was lost; says why.</summary>
    public event Action<string>? Lost;

    /// <summary>The broker was found again, and everything is built anew.</summary>
    public event Action? Found;

    /// <summary>Time since it was opened, without the time in which the broker could not be reached or took nothing.
    /// </summary>
    public TimeSpan Now => _clock.Now;

    /// <summary>The present life, or nothing while there is none.</summary>
    public BrokerLife? Life =>
        _life.Task is { IsCompletedSuccessfully: true, Result: { IsOver: false } life } ? life : null;

    /// <summary>Why there will be no next life; nothing while there may be one.</summary>
    public LinkException? Gone => _life.Task.Exception?.InnerException as LinkException;

    /// <param name="name">What operators see: <c>agentmarkets node a</c>.</param>
    /// <param name="build">Declares and consumes what each life needs; a <see cref="LinkException"/> says that it
    /// cannot be had.</param>
    /// <exception cref="LinkException">The broker cannot be reached or refuses; the sentence says why.</exception>
    public static async Task<BrokerConnection> OpenAsync(BrokerAddress address, string name,
        Func<BrokerLife, Task> build, CancellationToken stop = default)
    {
        var connection = new BrokerConnection(address, name, build);
        BrokerLife life;
        try
        {
            life = await connection.BuildAsync(stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (LinkException or OperationCanceledException))
        {
            throw BrokerTrouble.Explain(address, e);
        }
        connection.Begin(life);
        connection._supervisor = Task.Run(() => connection.SuperviseAsync(life), CancellationToken.None);
        return connection;
    }

    /// <inheritdoc cref="OpenAsync"/>
    public static BrokerConnection Open(BrokerAddress address, string name, Func<BrokerLife, Task> build,
        CancellationToken stop = default) =>
        Task.Run(() => OpenAsync(address, name, build, stop), stop).GetAwaiter().GetResult();

    /// <summary>The present life, or the next one.</summary>
    /// <exception cref="LinkException">There will be none.</exception>
    public Task<BrokerLife> UpAsync(CancellationToken stop = default) => _life.Task.WaitAsync(stop);

    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }
        await _closing.CancelAsync().ConfigureAwait(false);
        await _supervisor.ConfigureAwait(false);
        _life.TrySetException(new LinkException("This connection is closed."));
        _ = _life.Task.Exception;
    }

    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();

    private async Task SuperviseAsync(BrokerLife life)
    {
        while (true)
        {
            string why;
            try
            {
                why = await life.End().WaitAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // What was published last still goes out.
                await CloseAsync(life, gently: true).ConfigureAwait(false);
                return;
            }
            _clock.SetDown(true);
            _life = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Lost?.Invoke(why);
            await CloseAsync(life, gently: false).ConfigureAwait(false);
            if (await RebuildAsync().ConfigureAwait(false) is not { } next)
            {
                return;
            }
            Begin(life = next);
            Found?.Invoke();
        }
    }

    /// <returns>Nothing where it is closed meanwhile, or refused for good.</returns>
    private async Task<BrokerLife?> RebuildAsync()
    {
        var pause = FirstPause;
        long? refusedSince = null;
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                return await BuildAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception e)
            {
                var trouble = e as LinkException ?? BrokerTrouble.Explain(_address, e);
                refusedSince = BrokerTrouble.IsRefusal(e) ? refusedSince ?? Environment.TickCount64 : null;
                if (refusedSince is { } since
                    && Environment.TickCount64 - since > PatienceWhenRefused.TotalMilliseconds)
                {
                    _life.TrySetException(trouble);
                    _ = _life.Task.Exception;
                    return null;
                }
            }
            await Task.Delay(pause, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LastPause ? pause * 2 : LastPause;
        }
        return null;
    }

    private void Begin(BrokerLife life)
    {
        _clock.SetBlocked(false);
        _clock.SetDown(false);
        _life.TrySetResult(life);
    }

    private async Task<BrokerLife> BuildAsync(CancellationToken stop)
    {
        var factory = new ConnectionFactory
        {
            HostName = _address.Host,
            Port = _address.Port,
            UserName = _address.User,
            Password = _address.Password,
            VirtualHost = _address.VirtualHost,
            ClientProvidedName = _name,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = Heartbeat,
            RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
            HandshakeContinuationTimeout = TimeSpan.FromSeconds(10),
            ContinuationTimeout = TimeSpan.FromSeconds(10),
        };
        if (_address.Tls is { } tls)
        {
            factory.Ssl = tls.Options();
        }
        var connection = await factory.CreateConnectionAsync(stop).ConfigureAwait(false);
        var life = new BrokerLife(connection);
        connection.ConnectionBlockedAsync += (_, _) => Task.Run(() => _clock.SetBlocked(true));
        connection.ConnectionUnblockedAsync += (_, _) => Task.Run(() => _clock.SetBlocked(false));
        try
        {
            // The client takes a connection for open before the broker has said that it lets it into the virtual host.
            await using (await connection.CreateChannelAsync(cancellationToken: stop).ConfigureAwait(false))
            await using (stop.Register(() => life.End("it is closed")).ConfigureAwait(false))
            {
                await _build(life).ConfigureAwait(false);
            }
            return life;
        }
        catch
        {
            await CloseAsync(life, gently: false).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task CloseAsync(BrokerLife life, bool gently)
    {
        var patience = gently ? TimeSpan.FromSeconds(2) : TimeSpan.FromMilliseconds(200);
        await life.Connection.AbortAsync(Constants.ReplySuccess, "Goodbye", patience).ConfigureAwait(false);
        life.End("it is closed");
        await life.Connection.DisposeAsync().ConfigureAwait(false);
    }
}
