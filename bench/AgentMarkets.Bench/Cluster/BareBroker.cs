using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace AgentMarkets.Bench.Cluster;

/// <summary>What the broker alone reaches: one message to each worker process and one back, with nothing done to
/// them.</summary>
/// <remarks>Classic queues, transient messages, no acknowledgement: the fastest way there is.</remarks>
internal sealed class BareBroker : IDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly SemaphoreSlim _heard = new(0);
    private readonly string[] _workers;
    private byte[] _body = [];

    public BareBroker(Uri url, string[] workers)
    {
        _workers = workers;
        (_connection, _channel) = Open(url, "bare driver");
        Consume(_channel, "am.bare.driver", _ =>
        {
            _heard.Release();
            return Task.CompletedTask;
        });
    }

    /// <summary>A message of so many bytes to each worker, and one back.</summary>
    public void Step(int bytes)
    {
        if (_body.Length != bytes)
        {
            _body = new byte[bytes];
        }
        foreach (string worker in _workers)
        {
            Publish(_channel, worker, _body);
        }
        foreach (string _ in _workers)
        {
            _heard.Wait();
        }
    }

    /// <summary>A worker process: answers each message by so many bytes, until its standard input ends.</summary>
    public static int Answer(Uri url, string name, int bytes)
    {
        var (connection, channel) = Open(url, $"bare {name}");
        byte[] body = new byte[bytes];
        Consume(channel, name, _ =>
        {
            Publish(channel, "am.bare.driver", body);
            return Task.CompletedTask;
        });
        Console.WriteLine("ready");
        Console.In.ReadToEnd();
        connection.Dispose();
        return 0;
    }

    public void Dispose() => _connection.Dispose();

    private static (IConnection, IChannel) Open(Uri url, string name)
    {
        var connection = new ConnectionFactory { Uri = url, AutomaticRecoveryEnabled = false }
            .CreateConnectionAsync(name).GetAwaiter().GetResult();
        return (connection, connection.CreateChannelAsync().GetAwaiter().GetResult());
    }

    private static void Consume(IChannel channel, string queue, Func<BasicDeliverEventArgs, Task> hear)
    {
        channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: true).GetAwaiter().GetResult();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) => hear(message);
        channel.BasicConsumeAsync(queue, autoAck: true, consumer).GetAwaiter().GetResult();
    }

    private static void Publish(IChannel channel, string queue, byte[] body)
    {
        var sent = channel.BasicPublishAsync("", queue, false, new BasicProperties(), (ReadOnlyMemory<byte>)body);
        if (!sent.IsCompletedSuccessfully)
        {
            sent.AsTask().GetAwaiter().GetResult();
        }
    }
}
