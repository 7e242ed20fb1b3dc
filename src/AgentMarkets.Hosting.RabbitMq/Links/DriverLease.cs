using System.Text;
using AgentMarkets.Hosting.Distributed;
using RabbitMQ.Client;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>Who drives a run: one, and after it the next who waits.</summary>
/// <remarks>
/// A durable queue with a single active consumer holds the claim of the present driver, which reads it and never
/// acknowledges it. When that driver's connection ends, the broker puts the claim back and hands it to the next
/// consumer, which thereby learns that it is the driver, puts its own claim in its place and acknowledges the old one. A
/// driver that was cut off and comes back finds its own claim and goes on, or that of another and stops.
/// </remarks>
internal sealed class DriverLease(string run, string session, Action<string> say)
{
    private static readonly TimeSpan Expires = TimeSpan.FromHours(1), Patience = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why it is lost for good; nothing while it is not.</summary>
    public LinkException? Lost { get; private set; }

    /// <summary>Completes when this driver drives for the first time.</summary>
    public Task Held => _held.Task;

    /// <summary>Whether another driver was there when this one came.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Waits in the queue of drivers; one that has driven before waits here until it drives again.</summary>
    /// <exception cref="LinkException">Another one drives meanwhile.</exception>
    public async Task JoinAsync(BrokerLife life)
    {
        string queue = Topology.LeaseQueue(run);
        bool hasDriven = Held.IsCompleted;
        var channel = await life.ChannelAsync().ConfigureAwait(false);
        var found = await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?>
            {
                ["x-single-active-consumer"] = true,
                ["x-expires"] = (long)Expires.TotalMilliseconds,
            }).ConfigureAwait(false);
        if (hasDriven && found.ConsumerCount > 0)
        {
            // Perhaps this driver's own last connection, of which the broker does not know yet that it is dead.
            throw Superseded("another driver has it");
        }
        IsTaken = found.ConsumerCount > 0;
        if (found is { ConsumerCount: 0, MessageCount: 0 })
        {
            await ClaimAsync(channel, queue).ConfigureAwait(false);
        }
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool hasClaimed = false;
        await life.ConsumeAsync(channel, queue, acknowledge: true, async message =>
        {
            string holder = Encoding.UTF8.GetString(message.Body.Span);
            if (holder == session)
            {
                held.TrySetResult();
                _held.TrySetResult();
                return;
            }
            if (hasDriven && !held.Task.IsCompleted)
            {
                Lost = Superseded($"{holder} drives it, or has");
                held.TrySetException(Lost);
                return;
            }
            if (!held.Task.IsCompleted && !hasClaimed)
            {
                hasClaimed = true;
                await ClaimAsync(channel, queue).ConfigureAwait(false);
            }
            await channel.BasicAckAsync(message.Tag, multiple: false).ConfigureAwait(false);
        }).ConfigureAwait(false);
        if (hasDriven)
        {
            await held.Task.WaitAsync(Patience).ConfigureAwait(false);
        }
        else if (IsTaken)
        {
            say($"run {run} has a driver; waits for its end");
        }
    }

    /// <summary>What a driver hears that comes while another one drives.</summary>
    public LinkException Taken() => new($"Run {run} has a driver already. To wait until that one is gone, and then go on "
        + "from the last checkpoint: agentmarkets resume --stand-by.");

    private LinkException Superseded(string how) => new($"Run {run} is no longer this driver's: {how}. "
        + "What this one was about to do is done there.")
    {
        IsTakenOver = true,
    };

    private async Task ClaimAsync(IChannel channel, string queue) => await channel.BasicPublishAsync("", queue,
        mandatory: false, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes(session))
        .ConfigureAwait(false);
}
