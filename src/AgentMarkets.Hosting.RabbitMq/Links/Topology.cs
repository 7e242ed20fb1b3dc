using RabbitMQ.Client;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>The queues and exchanges by which drivers, nodes and operators find each other.</summary>
/// <remarks>
/// <code>
///   driver --am.node.ID--> node            commands: the node's own queue, which ends with its connection
///   node --am.driver.SESSION--> driver     replies, beats
///   node ==am.hello==> drivers, operators  hello, farewell
///   driver, operator ==am.rollcall==> nodes
///   operator ==am.ask==> drivers           status, rebalance; answered to the queue of whoever asks
///   am.run.RUN.driver                      the claim of the run's driver: see DriverLease
/// </code>
/// </remarks>
internal static class Topology
{
    public const string Hello = "am.hello", RollCall = "am.rollcall", Ask = "am.ask";

    /// <summary>Where the broker tells what happens in it, with the plug-in rabbitmq_event_exchange.</summary>
    public const string Events = "amq.rabbitmq.event", QueueDeleted = "queue.deleted";

    /// <summary>Kinds of messages that are no frames (the property <c>type</c>).</summary>
    public const string Part = "part", AskStatus = "status", AskRebalance = "rebalance";

    private const string NodePrefix = "am.node.";
    private const int NotThere = 404;

    public static string NodeQueue(string node) => NodePrefix + node;

    public static string DriverQueue(string session) => $"am.driver.{session}";

    /// <param name="number">From 1; see <see cref="DriverLease"/>.</param>
    public static string LeaseQueue(string run, int number) =>
        $"am.run.{run}.driver{(number == 1 ? "" : $".{number}")}";

    /// <returns>Nothing where this is no node's queue.</returns>
    public static string? NodeOf(string queue) =>
        queue.StartsWith(NodePrefix, StringComparison.Ordinal) ? queue[NodePrefix.Length..] : null;

    /// <summary>An exchange that everybody may find missing and nobody may change.</summary>
    public static async Task DeclareFanoutAsync(BrokerLife life, string exchange)
    {
        // Whether it is there can be asked without any right.
        var refusal = await life.TryAsync(channel => channel.ExchangeDeclarePassiveAsync(exchange))
            .ConfigureAwait(false);
        if (refusal?.Code == NotThere)
        {
            refusal = await life.TryAsync(channel =>
                channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true)).ConfigureAwait(false);
        }
        if (refusal is not null)
        {
            throw new Distributed.LinkException($"The broker does not give the exchange {exchange}: {refusal.Text}.");
        }
    }

    /// <summary>A queue of this connection alone, which ends with it.</summary>
    public static Task DeclareOwnAsync(IChannel channel, string queue) =>
        channel.QueueDeclareAsync(queue, durable: false, exclusive: true, autoDelete: false);
}
