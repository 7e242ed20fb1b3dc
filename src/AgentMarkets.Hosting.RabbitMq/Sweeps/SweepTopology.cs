using AgentMarkets.Hosting.RabbitMq.Links;
using RabbitMQ.Client;

namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

// am.sweep (topic)                                     am.sweep.dead (topic)
//   job.<sweep>    -> am.sweep.jobs  -- 3 returns too many, or given up -->  #            -> am.sweep.failed
//   result.<sweep> -> am.sweep.results.<sweep>                               job.<sweep>  -> am.sweep.results.<sweep>
//   note.<sweep>   -> a queue of the sweeping process
//
// A job that dies goes to the operator and to its sweep, both without anybody's doing. A result for which nobody has a
// queue any more is returned to the node, which then drops it.

/// <summary>The exchanges and queues of sweeps, which anybody declares who needs them.</summary>
public static class SweepTopology
{
    public const string Jobs = "am.sweep.jobs", Failed = "am.sweep.failed";

    /// <summary>How often a job is given out once more after it came back.</summary>
    public const int DeliveryLimit = 3;

    internal const string Exchange = "am.sweep", Dead = "am.sweep.dead";

    // RabbitMQ 3.12 and later take this from the queue, and 3.10 from consumer_timeout of its configuration only.
    private static readonly TimeSpan LongestJob = TimeSpan.FromDays(7);

    // Results of a sweep that nobody goes on with.
    private static readonly TimeSpan ResultsExpire = TimeSpan.FromDays(14);

    // What is looked at and put back is returned each time; from RabbitMQ 4.0 on 20 returns are too many by default.
    private const int NoLimit = 1_000_000_000;

    internal static string ResultsOf(string sweep) => $"am.sweep.results.{sweep}";

    internal static string JobKey(string sweep) => $"job.{sweep}";

    internal static string ResultKey(string sweep) => $"result.{sweep}";

    internal static string NoteKey(string sweep) => $"note.{sweep}";

    internal static async Task DeclareAsync(IChannel channel)
    {
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Topic, durable: true).ConfigureAwait(false);
        await channel.ExchangeDeclareAsync(Dead, ExchangeType.Topic, durable: true).ConfigureAwait(false);
        await QueueAsync(channel, Failed, new() { ["x-delivery-limit"] = NoLimit }).ConfigureAwait(false);
        await channel.QueueBindAsync(Failed, Dead, "#").ConfigureAwait(false);
        await QueueAsync(channel, Jobs, new()
        {
            ["x-delivery-limit"] = DeliveryLimit,
            ["x-dead-letter-exchange"] = Dead,
            // What dies is kept until the queues of the dead have it.
            ["x-dead-letter-strategy"] = "at-least-once",
            ["x-overflow"] = "reject-publish",
            ["x-consumer-timeout"] = (long)LongestJob.TotalMilliseconds,
        }).ConfigureAwait(false);
        await channel.QueueBindAsync(Jobs, Exchange, JobKey("#")).ConfigureAwait(false);
    }

    internal static async Task DeclareResultsAsync(IChannel channel, string sweep)
    {
        string queue = ResultsOf(sweep);
        await QueueAsync(channel, queue, new()
        {
            ["x-delivery-limit"] = NoLimit, ["x-expires"] = (long)ResultsExpire.TotalMilliseconds,
        }).ConfigureAwait(false);
        await channel.QueueBindAsync(queue, Exchange, ResultKey(sweep)).ConfigureAwait(false);
        await channel.QueueBindAsync(queue, Dead, JobKey(sweep)).ConfigureAwait(false);
    }

    /// <summary>How many messages wait in a queue, and how many hear it.</summary>
    internal static async Task<(uint Waiting, uint Hearers)> LookAsync(BrokerLife life, string queue)
    {
        var found = new QueueDeclareOk(queue, 0, 0);
        await life.TryAsync(async channel =>
            found = await channel.QueueDeclarePassiveAsync(queue).ConfigureAwait(false)).ConfigureAwait(false);
        return (found.MessageCount, found.ConsumerCount);
    }

    private static Task QueueAsync(IChannel channel, string name, Dictionary<string, object?> arguments) =>
        channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?>(arguments) { ["x-queue-type"] = "quorum" });
}
