using System.Diagnostics;
using System.Text;
using AgentMarkets.Hosting.Distributed;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>Who drives a run: one, and after it the next who waits.</summary>
/// <remarks>
/// A quorum queue with a single active consumer holds the claims of all who came, in their order. The present driver
/// has read its own, which is the first, and never acknowledges it; with a prefetch of one it gets no other. When its
/// connection ends, the broker puts the claim back and hands it to the next consumer, who acknowledges what is not
/// its own until it comes to its own, and then drives. A driver that was cut off and comes back finds its own claim
/// and goes on, or that of another and stops: nobody acknowledges a claim and drives before the broker has taken the
/// acknowledgement. Being a quorum queue it outlives any one node of three. How many consumers the broker counts
/// decides nothing but how soon a second driver is sent away: the count may hold one that died with its node.
///
/// A broker of one node that is killed within a second after such a queue was declared comes back with a queue that
/// has no leader, for ever: Ra writes the names of its servers down after a second (3.10.8; `names.dets`). Its driver
/// then makes a second queue, and a third where that happens again. The last one that exists is the one that counts.
/// </remarks>
internal sealed class DriverLease(string run, string session, Action<string> say)
{
    // A node of the broker that falls silent is missed by the others after 75 s (its net tick), and only then does the
    // claim of a driver that was connected to it go back into the queue.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Expires = TimeSpan.FromHours(1), Goodbye = TimeSpan.FromSeconds(2),
        Answer = TimeSpan.FromSeconds(10);

    // Ten times what it takes on an idle machine.
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(10);

    // RabbitMQ 4 drops what was put back 20 times, unless it is told otherwise.
    private const int NoLimit = 1_000_000_000;

    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _queue = 1, _known;
    private long _knownSince;
    private volatile bool _isLostYoung;

    /// <summary>Why it is lost for good; nothing while it is not.</summary>
    public LinkException? Lost { get; private set; }

    /// <summary>Completes when this driver drives for the first time.</summary>
    public Task Held => _held.Task;

    /// <summary>Whether another driver was there when this one came, and stayed.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Waits in the queue of drivers; one that has driven before waits here until it drives again.</summary>
    /// <exception cref="LinkException">Another one drives meanwhile.</exception>
    public async Task JoinAsync(BrokerLife life)
    {
        bool hasDriven = Held.IsCompleted;
        var channel = await life.ChannelAsync(confirms: true).ConfigureAwait(false);
        await FindLastAsync(life, channel, hasDriven).ConfigureAwait(false);
        var found = await DeclareAsync(life, channel, hasDriven).ConfigureAwait(false);
        string queue = Topology.LeaseQueue(run, _queue);
        if (_known != _queue)
        {
            (_known, _knownSince) = (_queue, Stopwatch.GetTimestamp());
        }
        life.Ended.UnsafeRegister(_ => _isLostYoung = Stopwatch.GetElapsedTime(_knownSince) < Young, null);
        await channel.BasicQosAsync(0, prefetchCount: 1, global: false).ConfigureAwait(false);
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await life.ConsumeAsync(channel, queue, acknowledge: true,
            message => HearAsync(message, channel, hasDriven, held)).ConfigureAwait(false);
        if (hasDriven)
        {
            await AwaitAsync(held.Task, life).ConfigureAwait(false);
            return;
        }
        // Perhaps one that has just said goodbye.
        IsTaken = found.ConsumerCount > 0
            && await Task.WhenAny(held.Task, Task.Delay(Goodbye, life.Ended)).ConfigureAwait(false) != held.Task;
        if (IsTaken)
        {
            say($"run {run} has a driver; waits for its end");
        }
    }

    /// <summary>What a driver hears that comes while another one drives.</summary>
    public LinkException Taken() => new($"Run {run} has a driver already. To wait until that one is gone, and then go "
        + "on from the last checkpoint: agentmarkets resume --stand-by.");

    private async Task FindLastAsync(BrokerLife life, IChannel channel, bool hasDriven)
    {
        while (hasDriven
            ? await life.TryAsync(own => own.QueueDeclarePassiveAsync(Topology.LeaseQueue(run, _queue + 1)))
                .ConfigureAwait(false) is null
            : await ClaimAsync(life, channel, Topology.LeaseQueue(run, _queue + 1)).ConfigureAwait(false))
        {
            _queue++;
        }
    }

    /// <summary>Declares the queue and puts the claim into it.</summary>
    private async Task<QueueDeclareOk> DeclareAsync(BrokerLife life, IChannel channel, bool hasDriven)
    {
        while (true)
        {
            string queue = Topology.LeaseQueue(run, _queue);
            var found = await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false,
                new Dictionary<string, object?>
                {
                    ["x-queue-type"] = "quorum",
                    ["x-single-active-consumer"] = true,
                    ["x-expires"] = (long)Expires.TotalMilliseconds,
                    ["x-delivery-limit"] = NoLimit,
                }).ConfigureAwait(false);
            // One that has driven left its claim, unless the broker has lost the queue.
            if (hasDriven && found is not { ConsumerCount: 0, MessageCount: 0 })
            {
                return found;
            }
            try
            {
                await ClaimAsync(life, channel, queue).ConfigureAwait(false);
                return found;
            }
            catch (TimeoutException) when (hasDriven && _isLostYoung)
            {
                _queue++;
            }
        }
    }

    /// <returns>Whether there is such a queue.</returns>
    private async Task<bool> ClaimAsync(BrokerLife life, IChannel channel, string queue)
    {
        try
        {
            await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Persistent = true },
                Encoding.UTF8.GetBytes(session)).AsTask().WaitAsync(Answer, life.Ended).ConfigureAwait(false);
            return true;
        }
        catch (PublishException e) when (e.IsReturn)
        {
            return false;
        }
    }

    /// <summary>A claim, which is only shown to the first in the queue of drivers.</summary>
    private async Task HearAsync(BrokerMessage claim, IChannel channel, bool hasDriven, TaskCompletionSource held)
    {
        string holder = Encoding.UTF8.GetString(claim.Body.Span);
        if (holder == session)
        {
            held.TrySetResult();
            _held.TrySetResult();
        }
        else if (hasDriven)
        {
            Lost = Superseded($"{holder} drives it, or has");
            held.TrySetException(Lost);
        }
        else
        {
            await channel.BasicAckAsync(claim.Tag, multiple: false).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for one's own claim, while the last connection may still count as the active one.</summary>
    private async Task AwaitAsync(Task held, BrokerLife life)
    {
        try
        {
            await held.WaitAsync(Patience, life.Ended).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw Lost = Superseded("another driver has it");
        }
    }

    private LinkException Superseded(string how) => new($"Run {run} is no longer this driver's: {how}. "
        + "What this one was about to do is done there.")
    {
        IsTakenOver = true,
    };
}
