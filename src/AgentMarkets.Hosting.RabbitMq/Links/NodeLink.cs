using AgentMarkets.Hosting.Distributed;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>A node's link over a broker.</summary>
public sealed class NodeLink : INodeLink
{
    private const int HeldByAnother = 405;

    private readonly string _node;
    private readonly FrameSender _sender;
    private readonly FrameInbox _inbox;
    private readonly BrokerFrames _frames;
    private readonly BrokerConnection _connection;

    private NodeLink(BrokerAddress address, string node, IFrameCodec codec, Device device, Action<string> say,
        CancellationToken stop)
    {
        _node = node;
        _sender = new FrameSender(codec, node);
        _inbox = new FrameInbox(codec, device, say);
        _frames = new BrokerFrames(_inbox);
        _connection = BrokerConnection.Open(address, $"agentmarkets node {node}", BuildAsync, stop);
        _connection.Lost += why => say($"lost the broker ({why}), looks for it");
        _connection.Found += () =>
        {
            say("found the broker again");
            // To the node as if somebody had called the roll: it says that it is there.
            _inbox.Add(new HeardFrame(new RollCall("")));
        };
    }

    public TimeSpan Now => _connection.Now;

    /// <param name="node">Its name, unique in the cluster.</param>
    /// <param name="device">Where the tensors of messages go.</param>
    /// <param name="say">Takes a sentence for the operator; called by any thread.</param>
    /// <exception cref="LinkException">The broker cannot be used, or another node has this name.</exception>
    public static NodeLink Open(BrokerAddress address, string node, IFrameCodec codec, Device device,
        Action<string> say, CancellationToken stop = default) => new(address, node, codec, device, say, stop);

    public void Send(string session, Frame frame)
    {
        if (frame is Farewell)
        {
            _sender.Send(Topology.Hello, "", frame);
        }
        else
        {
            _sender.Send("", Topology.DriverQueue(session), frame);
        }
    }

    public void Greet(Hello hello, string? replyTo)
    {
        if (string.IsNullOrEmpty(replyTo))
        {
            _sender.Send(Topology.Hello, "", hello);
        }
        else
        {
            _sender.Send("", replyTo, hello);
        }
    }

    public bool TryHear(TimeSpan patience, out Frame frame)
    {
        frame = (_inbox.Next(patience) as HeardFrame)?.Frame!;
        return frame is null && _connection.Gone is { } gone ? throw gone : frame is not null;
    }

    public void Serve(Action<Frame> hear, CancellationToken stop) => _inbox.Serve(
        (frame, _) => hear(frame),
        () => _connection.Gone is { } gone ? throw gone : !stop.IsCancellationRequested);

    public void Dispose() => _connection.Dispose();

    private async Task BuildAsync(BrokerLife life)
    {
        await Topology.DeclareFanoutAsync(life, Topology.Hello).ConfigureAwait(false);
        await Topology.DeclareFanoutAsync(life, Topology.RollCall).ConfigureAwait(false);
        string queue = Topology.NodeQueue(_node);
        var refusal = await life.TryAsync(channel => Topology.DeclareOwnAsync(channel, queue)).ConfigureAwait(false);
        if (refusal is not null)
        {
            throw new LinkException(refusal.Code == HeldByAnother
                ? $"A node named {_node} is connected to this broker already. Give this one another name with --name."
                : $"The broker does not give the queue {queue}: {refusal.Text}.");
        }
        var channel = await life.ChannelAsync().ConfigureAwait(false);
        await channel.QueueBindAsync(queue, Topology.RollCall, "").ConfigureAwait(false);
        _sender.Use(life, await life.ChannelAsync().ConfigureAwait(false));
        await life.ConsumeAsync(channel, queue, acknowledge: false, message =>
        {
            _frames.Add(message);
            return Task.CompletedTask;
        }).ConfigureAwait(false);
    }
}
