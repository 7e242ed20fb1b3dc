using System.Diagnostics;
using AgentMarkets.Hosting.Distributed;
using RabbitMQ.Client;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>An operator's link: asks who is there and how the runs stand.</summary>
/// <remarks>Nodes and drivers answer at once; while nobody asks, nothing is sent.</remarks>
public sealed class OperatorLink : IOperatorLink
{
    private readonly string _queue = $"am.operator.{Guid.NewGuid():n}";
    private readonly FrameSender _sender;
    private readonly FrameInbox _inbox;
    private readonly BrokerFrames _frames;
    private readonly SortedDictionary<string, RunStatus> _runs = new(StringComparer.Ordinal);
    private readonly BrokerConnection _connection;

    private OperatorLink(BrokerAddress address, IFrameCodec codec, Action<string> say)
    {
        _sender = new FrameSender(codec);
        _inbox = new FrameInbox(codec, CPU, say);
        _frames = new BrokerFrames(_inbox);
        _connection = BrokerConnection.Open(address, "agentmarkets operator", BuildAsync);
    }

    /// <exception cref="LinkException">The broker cannot be used.</exception>
    public static OperatorLink Open(BrokerAddress address, IFrameCodec codec, Action<string> say) =>
        new(address, codec, say);

    /// <summary>Asks everybody, and gathers the answers that come in time.</summary>
    /// <exception cref="LinkException">The broker is gone for good.</exception>
    public ClusterStatus Ask(TimeSpan patience)
    {
        _ = _connection.UpAsync().WaitAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
        lock (_runs)
        {
            _runs.Clear();
        }
        var nodes = new SortedDictionary<string, NodeProfile>(StringComparer.Ordinal);
        _sender.Send(Topology.RollCall, "", new RollCall(_queue));
        _sender.Send(Topology.Ask, "", new BasicProperties { Type = Topology.AskStatus, ReplyTo = _queue }, default);
        long began = Stopwatch.GetTimestamp();
        while (patience - Stopwatch.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            if (_inbox.Next(left) is HeardFrame { Frame: Hello hello })
            {
                nodes[hello.Node.Id] = hello.Node;
            }
        }
        lock (_runs)
        {
            // Who is at work has no time to answer: its driver knows it.
            foreach (var node in _runs.Values.SelectMany(run => run.Nodes))
            {
                nodes.TryAdd(node.Profile.Id, node.Profile);
            }
            return new ClusterStatus([.. nodes.Values], [.. _runs.Values]);
        }
    }

    /// <summary>Asks all drivers to spread their actors over the nodes anew.</summary>
    public void Rebalance() =>
        _sender.Send(Topology.Ask, "", new BasicProperties { Type = Topology.AskRebalance }, default);

    public void Dispose() => _connection.Dispose();

    private async Task BuildAsync(BrokerLife life)
    {
        foreach (string exchange in (string[])[Topology.RollCall, Topology.Ask])
        {
            await Topology.DeclareFanoutAsync(life, exchange).ConfigureAwait(false);
        }
        var channel = await life.ChannelAsync().ConfigureAwait(false);
        await Topology.DeclareOwnAsync(channel, _queue).ConfigureAwait(false);
        _sender.Use(life, await life.ChannelAsync().ConfigureAwait(false));
        await life.ConsumeAsync(channel, _queue, acknowledge: false, message =>
        {
            if (message.Properties.Type != Topology.AskStatus)
            {
                _frames.Add(message);
            }
            else if (StatusReport.Read(message.Body.Span) is { } status)
            {
                lock (_runs)
                {
                    _runs[status.Session] = status;
                }
            }
            return Task.CompletedTask;
        }).ConfigureAwait(false);
    }
}
