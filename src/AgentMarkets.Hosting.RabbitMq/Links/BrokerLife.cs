using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>One life of a <see cref="BrokerConnection"/>: a connection with its channels and consumers, which end
/// together.</summary>
public sealed class BrokerLife
{
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _token = new();

    internal BrokerLife(IConnection connection)
    {
        Connection = connection;
        connection.ConnectionShutdownAsync += (_, why) =>
        {
            End(why.ReplyText);
            return Task.CompletedTask;
        };
    }

    public IConnection Connection { get; }

    /// <summary>Cancelled when this life ends.</summary>
    public CancellationToken Ended => _token.Token;

    public bool IsOver => _ended.Task.IsCompleted;

    /// <summary>Completes when it ends, with the reason.</summary>
    internal Task<string> End() => _ended.Task;

    /// <summary>Ends this life: everything of it is closed and built anew.</summary>
    public void End(string why)
    {
        if (_ended.TrySetResult(why))
        {
            _token.Cancel();
        }
    }

    /// <summary>A channel of this life; its end is the life's.</summary>
    /// <param name="confirms">Whether a publication completes when the broker has confirmed it.</param>
    public async Task<IChannel> ChannelAsync(bool confirms = false)
    {
        var channel = await Connection.CreateChannelAsync(new CreateChannelOptions(confirms, confirms),
            CancellationToken.None).ConfigureAwait(false);
        channel.ChannelShutdownAsync += (_, why) =>
        {
            End(why.ReplyText);
            return Task.CompletedTask;
        };
        return channel;
    }

    /// <summary>Does something that the broker may refuse, on a channel of its own.</summary>
    /// <returns>Nothing where it was done, or how the broker refused it.</returns>
    public async Task<BrokerRefusal?> TryAsync(Func<IChannel, Task> attempt)
    {
        var channel = await Connection.CreateChannelAsync().ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            try
            {
                await attempt(channel).ConfigureAwait(false);
                return null;
            }
            catch (OperationInterruptedException e) when (Connection.IsOpen && e.ShutdownReason is { } reason)
            {
                return new BrokerRefusal(reason.ReplyCode, reason.ReplyText);
            }
        }
    }

    /// <summary>Hears a queue until the life ends. A consumer that the broker cancels ends the life.</summary>
    /// <param name="heard">Called for one message after the other; the body is good until its task completes.</param>
    public async Task ConsumeAsync(IChannel channel, string queue, bool acknowledge,
        Func<BrokerMessage, Task> heard, bool exclusive = false)
    {
        var listener = new Listener(this, channel, queue, heard);
        await channel.BasicConsumeAsync(queue, autoAck: !acknowledge, consumerTag: "", noLocal: false, exclusive,
            arguments: null, listener).ConfigureAwait(false);
    }

    private sealed class Listener(BrokerLife life, IChannel channel, string queue, Func<BrokerMessage, Task> heard)
        : AsyncDefaultBasicConsumer(channel)
    {
        public override Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered,
            string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default) =>
            heard(new BrokerMessage(deliveryTag, redelivered, exchange, routingKey, properties, body));

        public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
        {
            life.End($"the queue {queue} is gone");
            return Task.CompletedTask;
        }
    }
}

/// <summary>How a broker refused something.</summary>
/// <param name="Code">Of AMQP 0-9-1: 403 no right, 404 not there, 405 held by another connection, 406 other
/// settings.</param>
public sealed record BrokerRefusal(int Code, string Text);

/// <summary>A message as it came.</summary>
/// <param name="Body">The client's memory: it is good until the task of its hearer completes.</param>
public readonly record struct BrokerMessage(ulong Tag, bool IsRepeated, string Exchange, string RoutingKey,
    IReadOnlyBasicProperties Properties, ReadOnlyMemory<byte> Body);
