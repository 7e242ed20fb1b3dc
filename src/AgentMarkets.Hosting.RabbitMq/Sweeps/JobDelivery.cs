using System.Globalization;
using System.Text;
using AgentMarkets.Hosting.RabbitMq.Links;
using RabbitMQ.Client;

namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>A job as the broker gave it out: good for one answer, as long as the connection lives.</summary>
internal sealed class JobDelivery(BrokerLife life, IChannel channel, BrokerMessage message)
{
    /// <summary>How often the job crashed before it was published anew.</summary>
    public const string CrashesHeader = "am-crashes", WhyHeader = "am-why", NodeHeader = "am-node";

    private const string CountHeader = "x-delivery-count";

    public byte[] Body { get; } = message.Body.ToArray();

    /// <summary>Of the publication: stays the same when the broker gives it out again.</summary>
    public string Id { get; } = message.Properties.MessageId ?? "";

    public string RoutingKey => message.RoutingKey;

    /// <summary>How many attempts ended without a result so far.</summary>
    public int Crashes { get; } =
        Number(message.Properties.Headers, CrashesHeader) + Number(message.Properties.Headers, CountHeader);

    public Task AckAsync() =>
        AnswerAsync(() => channel.BasicAckAsync(message.Tag, multiple: false).AsTask());

    /// <summary>Back to the front of the queue; that counts as an attempt.</summary>
    public Task ReturnAsync() =>
        AnswerAsync(() => channel.BasicNackAsync(message.Tag, multiple: false, requeue: true).AsTask());

    /// <summary>To the queue of the dead.</summary>
    public Task RejectAsync() =>
        AnswerAsync(() => channel.BasicRejectAsync(message.Tag, requeue: false).AsTask());

    public static BasicProperties Properties(string id) =>
        new() { MessageId = id, DeliveryMode = DeliveryModes.Persistent };

    /// <summary>Of a new publication of a job.</summary>
    /// <param name="crashes">Of those before it.</param>
    public static BasicProperties Anew(int crashes, string? why = null, string? node = null)
    {
        var properties = Properties($"{Guid.NewGuid():n}");
        properties.Timestamp = new AmqpTimestamp(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        properties.Headers = new Dictionary<string, object?> { [CrashesHeader] = crashes };
        if (why is not null)
        {
            properties.Headers[WhyHeader] = why;
            properties.Headers[NodeHeader] = node;
        }
        return properties;
    }

    /// <summary>A header's text, empty where there is none.</summary>
    public static string Text(IDictionary<string, object?>? headers, string name) =>
        headers?.TryGetValue(name, out object? value) == true && value is byte[] text
            ? Encoding.UTF8.GetString(text)
            : "";

    public static int Number(IDictionary<string, object?>? headers, string name) =>
        headers?.TryGetValue(name, out object? value) == true && value is IConvertible number and not string
            ? number.ToInt32(CultureInfo.InvariantCulture)
            : 0;

    private async Task AnswerAsync(Func<Task> answer)
    {
        // Of an earlier life, the broker has taken it back already.
        if (life.IsOver)
        {
            return;
        }
        try
        {
            await answer().ConfigureAwait(false);
        }
        catch (Exception e) when (SweepPublisher.IsLoss(e))
        {
            // Likewise.
        }
    }
}
