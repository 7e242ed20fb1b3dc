using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using AgentMarkets.Hosting.RabbitMq.Links;
using RabbitMQ.Client;

namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>A sweep's side: gives jobs out and hears what came of them. Used by one thread.</summary>
/// <remarks>
/// A result stays with the broker until <see cref="Settle"/>, and so it comes again where this process dies before.
/// Results that an earlier process asked for come as well, since the queue is that of the sweep.
/// </remarks>
public sealed class SweepDispatch : IDisposable
{
    private const int PublishedAtOnce = 64;

    // Parts that are not on the disk yet.
    private const ushort PartsAtOnce = 16;

    private readonly string _sweep;
    private readonly SweepInbox _inbox;
    private readonly SweepPublisher _publisher = new();
    private readonly BlockingCollection<SweepNews> _news = [];
    private readonly ConcurrentDictionary<string, byte> _settled = new();
    private BrokerConnection _connection = null!;
    private volatile Exception? _trouble;
    private volatile bool _isEnded;

    private SweepDispatch(string sweep, string inbox) =>
        (_sweep, _inbox) = (sweep, new SweepInbox(inbox, sweep));

    /// <summary>Time since it was opened, without the time in which the broker could not be reached.</summary>
    public TimeSpan Now => _connection.Now;

    /// <param name="sweep">A name in hexadecimal that no other sweep has; the same each time for the same
    /// sweep.</param>
    /// <param name="inbox">A folder of the sweep's own, on the file system where its runs lie.</param>
    /// <param name="lost">The broker is lost; says why. It is looked for until it is found.</param>
    /// <exception cref="Distributed.LinkException">The broker cannot be reached, or refuses.</exception>
    public static SweepDispatch Open(BrokerAddress address, string sweep, string inbox, Action<string>? lost = null)
    {
        var dispatch = new SweepDispatch(sweep, inbox);
        dispatch._connection = BrokerConnection.Open(address, $"agentmarkets sweep {sweep}", dispatch.BuildAsync);
        dispatch._connection.Lost += why =>
        {
            if (!dispatch._isEnded)
            {
                lost?.Invoke(why);
            }
        };
        return dispatch;
    }

    /// <summary>Gives jobs out; when it returns, the broker has them.</summary>
    public void Send(IReadOnlyList<SweepJob> jobs, CancellationToken stop) => Wait(async () =>
    {
        foreach (var some in jobs.Chunk(PublishedAtOnce))
        {
            await Task.WhenAll(some.Select(job => _publisher.PublishAsync(_connection, SweepTopology.Exchange,
                SweepTopology.JobKey(_sweep), JobDelivery.Anew(0), job.ToBytes(), stop))).ConfigureAwait(false);
        }
    });

    /// <summary>The next thing heard.</summary>
    /// <returns>False where nothing was within the time given.</returns>
    /// <exception cref="IOException">The broker is gone for good, or refuses, or a result cannot be kept.</exception>
    public bool TryHear(TimeSpan patience, [NotNullWhen(true)] out SweepNews? news)
    {
        if (_news.TryTake(out news, patience))
        {
            return true;
        }
        if (_trouble is { } trouble)
        {
            throw new IOException(trouble.Message, trouble);
        }
        if (_connection.UpAsync() is { IsFaulted: true } gone)
        {
            gone.GetAwaiter().GetResult();
        }
        return false;
    }

    /// <summary>A result is in its place, or not wanted: the broker forgets it.</summary>
    /// <param name="isDone">Whether other results of this job are not wanted either.</param>
    public void Settle(ResultArrived result, bool isDone)
    {
        if (isDone)
        {
            _settled.TryAdd(result.Hash, 0);
        }
        _inbox.Forget(result.Part!);
        Wait(result.Delivery!.AckAsync);
    }

    /// <summary>A death is noted: the broker forgets it, but for its list of failed jobs.</summary>
    public void Settle(JobDied died) => Wait(died.Delivery!.AckAsync);

    /// <summary>Further results of this job are not wanted.</summary>
    public void Settle(string hash) => _settled.TryAdd(hash, 0);

    /// <summary>Takes jobs out of the list of failed ones: they are done after all, or are sent again.</summary>
    public void Forget(IReadOnlySet<string> hashes) =>
        TryWait(() => FailedJobs.ForgetAsync(_connection, hashes, _sweep));

    /// <summary>How many jobs of all sweeps wait, how many nodes take jobs now, and how many results wait
    /// here.</summary>
    /// <returns>Nothing where the broker cannot be asked now.</returns>
    public (long Jobs, long Nodes, long Results)? Look()
    {
        (long, long, long)? seen = null;
        TryWait(async () =>
        {
            if (_connection.Life is { } life)
            {
                var jobs = await SweepTopology.LookAsync(life, SweepTopology.Jobs).ConfigureAwait(false);
                var results = await SweepTopology.LookAsync(life, SweepTopology.ResultsOf(_sweep))
                    .ConfigureAwait(false);
                seen = (jobs.Waiting, jobs.Hearers, results.Waiting + _news.Count);
            }
        });
        return seen;
    }

    /// <summary>Removes everything of the sweep but its runs: it is done.</summary>
    public void End()
    {
        // The consumer of the queue goes with it; nothing is to be built anew.
        _isEnded = true;
        TryWait(async () =>
        {
            var life = await _connection.UpAsync().ConfigureAwait(false);
            await life.TryAsync(channel => channel.QueueDeleteAsync(SweepTopology.ResultsOf(_sweep)))
                .ConfigureAwait(false);
        });
        _inbox.Clear();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _news.Dispose();
    }

    private async Task BuildAsync(BrokerLife life)
    {
        if (_isEnded)
        {
            return;
        }
        var channel = await life.ChannelAsync().ConfigureAwait(false);
        await SweepTopology.DeclareAsync(channel).ConfigureAwait(false);
        await SweepTopology.DeclareResultsAsync(channel, _sweep).ConfigureAwait(false);
        await _publisher.BuildAsync(life).ConfigureAwait(false);
        var notes = await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: true)
            .ConfigureAwait(false);
        await channel.QueueBindAsync(notes.QueueName, SweepTopology.Exchange, SweepTopology.NoteKey(_sweep))
            .ConfigureAwait(false);
        await life.ConsumeAsync(channel, notes.QueueName, acknowledge: false, HearNote).ConfigureAwait(false);
        var results = await life.ChannelAsync().ConfigureAwait(false);
        await results.BasicQosAsync(0, PartsAtOnce, global: false).ConfigureAwait(false);
        await life.ConsumeAsync(results, SweepTopology.ResultsOf(_sweep), acknowledge: true,
            message => HearAsync(life, results, message)).ConfigureAwait(false);
    }

    private Task HearNote(BrokerMessage message)
    {
        try
        {
            Add(new NoteHeard(JobNote.Of(message.Body.ToArray())));
        }
        catch (InvalidDataException)
        {
            // Nobody misses it.
        }
        return Task.CompletedTask;
    }

    private async Task HearAsync(BrokerLife life, IChannel channel, BrokerMessage message)
    {
        var delivery = new JobDelivery(life, channel, message);
        bool isDeath = message.RoutingKey == SweepTopology.JobKey(_sweep);
        try
        {
            SweepNews? news = isDeath
                ? new JobDied(FailedJob.Of(delivery.Body, message.Properties), delivery)
                : Arrived(ResultPart.Of(delivery.Body), delivery);
            if (news is not null && !_settled.ContainsKey(news.Hash))
            {
                Add(news);
                return;
            }
        }
        catch (InvalidDataException)
        {
            // Not what was sent: it is dropped, and the job is missed and given out again.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No room, or no right: the sweep must end, and the result stays with the broker.
            _trouble = e;
            return;
        }
        await delivery.AckAsync().ConfigureAwait(false);
    }

    /// <returns>Nothing where parts are missing, or where it is there already.</returns>
    private ResultArrived? Arrived(ResultPart part, JobDelivery delivery)
    {
        if (_settled.ContainsKey(part.Hash))
        {
            _inbox.Forget(part);
            return null;
        }
        return _inbox.Add(part)
            ? new ResultArrived(part, _inbox.Open(part), delivery)
            : null;
    }

    private void Add(SweepNews news)
    {
        try
        {
            _news.Add(news);
        }
        catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException)
        {
            // It ends.
        }
    }

    /// <summary>Does what is no harm where it is left undone.</summary>
    private static void TryWait(Func<Task> work)
    {
        try
        {
            Wait(work);
        }
        catch (Exception e) when (SweepPublisher.IsLoss(e))
        {
            // The connection is lost, and being built anew.
        }
    }

    private static void Wait(Func<Task> work) => Task.Run(work).GetAwaiter().GetResult();
}
