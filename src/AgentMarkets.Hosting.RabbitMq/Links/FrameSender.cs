using AgentMarkets.Hosting.Distributed;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>Publishes frames, the large ones in numbered parts. Thread-safe.</summary>
/// <remarks>
/// Transient and without confirmation: the reply to a command is its confirmation. What cannot be sent is lost, as what
/// was under way when the broker died; the numbering of commands makes up for both.
/// </remarks>
/// <param name="node">Who sends, where it is a node: its parts say so, as signs of life.</param>
internal sealed class FrameSender(IFrameCodec codec, string? node = null)
{
    private static readonly BasicProperties Plain = new();

    private readonly Lock _order = new();
    private BrokerLife? _life;
    private IChannel? _channel;

    /// <summary>From now on over this channel.</summary>
    public void Use(BrokerLife life, IChannel channel)
    {
        lock (_order)
        {
            (_life, _channel) = (life, channel);
        }
    }

    /// <exception cref="FormatException">The frame cannot be encoded.</exception>
    public void Send(string exchange, string key, Frame frame, bool mandatory = false)
    {
        var bytes = EncodedFrame.Of(codec, frame);
        if (bytes.Length <= FrameParts.Largest)
        {
            lock (_order)
            {
                Publish(exchange, key, Plain, bytes, mandatory);
            }
            return;
        }
        foreach (var (name, part) in FrameParts.Of(bytes))
        {
            var properties = new BasicProperties { Type = Topology.Part, CorrelationId = name, AppId = node };
            // Between two parts signs of life may go out.
            lock (_order)
            {
                Publish(exchange, key, properties, part, mandatory);
            }
        }
    }

    /// <summary>Publishes something that is no frame.</summary>
    public void Send(string exchange, string key, BasicProperties properties, ReadOnlyMemory<byte> body)
    {
        lock (_order)
        {
            Publish(exchange, key, properties, body, mandatory: false);
        }
    }

    private void Publish(string exchange, string key, BasicProperties properties, ReadOnlyMemory<byte> body,
        bool mandatory)
    {
        if (_channel is null || _life is null or { IsOver: true })
        {
            return;
        }
        try
        {
            var sent = _channel.BasicPublishAsync(exchange, key, mandatory, properties, body, _life.Ended);
            if (!sent.IsCompletedSuccessfully)
            {
                sent.AsTask().GetAwaiter().GetResult();
            }
        }
        catch (Exception e) when (e is OperationInterruptedException or OperationCanceledException
            or ObjectDisposedException or IOException)
        {
            _life.End(e.Message);
        }
    }
}
