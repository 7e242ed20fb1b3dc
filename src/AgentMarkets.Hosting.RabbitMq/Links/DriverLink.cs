using System.Diagnostics;
using System.Text;
using AgentMarkets.Hosting.Distributed;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>A driver's link over a broker.</summary>
public sealed class DriverLink : IDriverLink
{
    // Nodes find a broker that was away as soon as this driver does, or half a second later.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3), LeasePatience = TimeSpan.FromSeconds(10);

    private readonly string _session;
    private readonly string _virtualHost;
    private readonly TimeSpan _patience;
    private readonly FrameSender _sender;
    private readonly FrameInbox _inbox;
    private readonly BrokerFrames _frames;
    private readonly DriverLease _lease;
    private readonly BrokerConnection _connection;
    private long _lostAt;
    private int _lives;
    private long _builtAt;
    private StatusReport? _status;

    private DriverLink(BrokerAddress address, string session, IFrameCodec codec, DriverLinkOptions options,
        Action<string> say, CancellationToken stop)
    {
        (_session, _virtualHost, _patience) = (session, address.VirtualHost, options.Patience);
        _sender = new FrameSender(codec);
        _inbox = new FrameInbox(codec, options.Device, say);
        _frames = new BrokerFrames(_inbox);
        _lease = new DriverLease(SessionName.RunOf(session), session, options.StandsBy ? say : _ => { });
        _connection = BrokerConnection.Open(address, $"agentmarkets driver {session}", BuildAsync, stop);
        _connection.Lost += why =>
        {
            Volatile.Write(ref _lostAt, Stopwatch.GetTimestamp());
            say($"lost the broker ({why}), looks for it");
        };
        _connection.Found += () =>
        {
            Volatile.Write(ref _lostAt, 0);
            say("found the broker again");
            // Nodes that were back sooner said so while nobody heard it.
            CallRoll();
        };
        try
        {
            AwaitLease(options.StandsBy, stop);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public TimeSpan Now => _connection.Now;

    /// <summary>While it is cancelled, waiting for anything ends at once with an
    /// <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Stop { get; set; }

    internal BrokerConnection Connection => _connection;

    /// <param name="session">Of this run and this life of its driver: <c>run/life</c>.</param>
    /// <param name="say">Takes a sentence for the user; called by any thread.</param>
    /// <exception cref="LinkException">The broker cannot be used, or the run has a driver already.</exception>
    /// <exception cref="OperationCanceledException">It stood by, and was told to stop.</exception>
    public static DriverLink Open(BrokerAddress address, string session, IFrameCodec codec, DriverLinkOptions options,
        Action<string> say, CancellationToken stop = default) => new(address, session, codec, options, say, stop);

    public void Send(string node, Command command)
    {
        CheckIsThere();
        _sender.Send("", Topology.NodeQueue(node), command, mandatory: true);
    }

    public void CallRoll() => _sender.Send(Topology.RollCall, "", new RollCall(Topology.DriverQueue(_session)));

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException"><see cref="Stop"/> says so.</exception>
    public bool TryHear(TimeSpan patience, out Heard heard)
    {
        CheckIsThere();
        Stop.ThrowIfCancellationRequested();
        heard = _inbox.Next(patience)!;
        if (heard is null)
        {
            CheckIsThere();
        }
        return heard is not null;
    }

    // Nothing goes out before somebody asks.
    public void Publish(RunStatus status) => Volatile.Write(ref _status, new StatusReport(status));

    public void Dispose() => _connection.Dispose();

    private void AwaitLease(bool standsBy, CancellationToken stop)
    {
        if (!standsBy && _lease.IsTaken)
        {
            throw _lease.Taken();
        }
        try
        {
            _lease.Held.WaitAsync(standsBy ? Timeout.InfiniteTimeSpan : LeasePatience, stop).GetAwaiter().GetResult();
        }
        catch (TimeoutException)
        {
            throw _connection.Gone ?? _lease.Taken();
        }
    }

    private void CheckIsThere()
    {
        if (_lease.Lost is { } lost)
        {
            throw lost;
        }
        if (_connection.Gone is { } gone)
        {
            throw gone;
        }
        if (Volatile.Read(ref _lostAt) is not 0 and var since && Stopwatch.GetElapsedTime(since) > _patience)
        {
            throw new LinkException($"The broker has been away for {_patience.TotalMinutes:0.#} minutes. When it is "
                + "back, agentmarkets resume goes on from the last checkpoint.");
        }
    }

    private async Task BuildAsync(BrokerLife life)
    {
        await _lease.JoinAsync(life).ConfigureAwait(false);
        foreach (string exchange in (string[])[Topology.Hello, Topology.RollCall, Topology.Ask])
        {
            await Topology.DeclareFanoutAsync(life, exchange).ConfigureAwait(false);
        }
        string queue = Topology.DriverQueue(_session);
        var channel = await life.ChannelAsync().ConfigureAwait(false);
        await Topology.DeclareOwnAsync(channel, queue).ConfigureAwait(false);
        await channel.QueueBindAsync(queue, Topology.Hello, "").ConfigureAwait(false);
        await channel.QueueBindAsync(queue, Topology.Ask, "").ConfigureAwait(false);
        // Without the plug-in, or the right to read it, the nodes' silence says the same, only later.
        _ = await life.TryAsync(own => own.QueueBindAsync(queue, Topology.Events, Topology.QueueDeleted))
            .ConfigureAwait(false);
        var outgoing = await life.ChannelAsync().ConfigureAwait(false);
        outgoing.BasicReturnAsync += HearReturnAsync;
        _sender.Use(life, outgoing);
        Volatile.Write(ref _builtAt, Stopwatch.GetTimestamp());
        _lives++;
        await life.ConsumeAsync(channel, queue, acknowledge: false, HearAsync).ConfigureAwait(false);
    }

    private Task HearAsync(BrokerMessage message)
    {
        if (message.Exchange == Topology.Events)
        {
            HearEvent(message);
        }
        else if (message.Properties.Type == Topology.AskRebalance)
        {
            _inbox.Add(new HeardRebalance());
        }
        else if (message.Properties.Type == Topology.AskStatus)
        {
            if (Volatile.Read(ref _status) is { } status && message.Properties.ReplyTo is { } asker)
            {
                _sender.Send("", asker, new BasicProperties { Type = Topology.AskStatus }, status.Bytes());
            }
        }
        else
        {
            _frames.Add(message);
        }
        return Task.CompletedTask;
    }

    /// <summary>A queue was deleted somewhere in the broker: a node's ends with its connection.</summary>
    private void HearEvent(BrokerMessage message)
    {
        if (message.Properties.Headers is { } about && Text(about, "vhost") == _virtualHost
            && Topology.NodeOf(Text(about, "name")) is { } node)
        {
            _inbox.Add(new HeardLoss(node, "lost its connection"));
        }
    }

    /// <summary>A command that went nowhere: there is no such node any more.</summary>
    private Task HearReturnAsync(object sender, BasicReturnEventArgs returned)
    {
        bool isNew = _lives > 1 && Stopwatch.GetElapsedTime(Volatile.Read(ref _builtAt)) < Grace;
        if (!isNew && Topology.NodeOf(returned.RoutingKey) is { } node)
        {
            _inbox.Add(new HeardLoss(node, "is not connected"));
        }
        return Task.CompletedTask;
    }

    private static string Text(IDictionary<string, object?> about, string key) =>
        about.TryGetValue(key, out object? value) && value is byte[] bytes
            ? Encoding.UTF8.GetString(bytes)
            : $"{value}";
}

/// <summary>How a driver holds on to a run.</summary>
/// <param name="Device">Where the tensors of messages go.</param>
/// <param name="StandsBy">Whether it waits until the present driver of the run is gone.</param>
public sealed record DriverLinkOptions(Device Device, bool StandsBy = false)
{
    /// <summary>How long a broker may be away.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);
}
