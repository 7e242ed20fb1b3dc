using System.Collections.Concurrent;
using System.Diagnostics;
using AgentMarkets.Hosting.RabbitMq.Links;
using RabbitMQ.Client;

namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>A node's part in sweeps: takes jobs while it has nothing else to do, and sends what came of them.</summary>
/// <remarks>
/// A job is acknowledged after its result is confirmed: a node that dies gives its jobs back. What goes back in good
/// order is published anew, since the broker counts what merely comes back as an attempt.
/// </remarks>
public sealed class JobWorker
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200), Beat = TimeSpan.FromSeconds(4),
        FirstRest = TimeSpan.FromSeconds(1), LastRest = TimeSpan.FromSeconds(15),
        PatienceAtEnd = TimeSpan.FromSeconds(5);

    // Whose acknowledgement may have been lost.
    private const int FinishedMax = 10_000;

    private readonly JobTaker _taker;
    private readonly PlayJob _play;
    private readonly Func<bool> _isBusy;
    private readonly CancellationToken _stop;
    private readonly SweepPublisher _publisher = new();
    private readonly ConcurrentDictionary<string, JobAttempt> _attempts = new();
    private readonly ConcurrentDictionary<string, byte> _finished = new();
    private readonly ConcurrentBag<string> _devices;
    private readonly SemaphoreSlim _slots, _hearing = new(1);
    private volatile Intake? _intake;
    private BrokerConnection _connection = null!;
    private TimeSpan _rest = FirstRest;
    private long _restsUntil;

    private JobWorker(JobTaker taker, PlayJob play, Func<bool> isBusy, CancellationToken stop)
    {
        (_taker, _play, _isBusy, _stop) = (taker, play, isBusy, stop);
        _devices = [.. taker.Devices];
        _slots = new SemaphoreSlim(taker.Devices.Count);
    }

    /// <summary>Takes jobs until it is stopped; then gives back what is under way.</summary>
    /// <param name="isBusy">Whether the node has something to do that goes before jobs; those under way end
    /// first.</param>
    /// <exception cref="Distributed.LinkException">The broker cannot be reached, or refuses.</exception>
    public static async Task RunAsync(BrokerAddress address, JobTaker taker, PlayJob play, Func<bool> isBusy,
        CancellationToken stop)
    {
        var worker = new JobWorker(taker, play, isBusy, stop);
        var connection = await BrokerConnection.OpenAsync(address, $"agentmarkets node {taker.Node}, jobs",
            worker.BuildAsync, stop).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            worker._connection = connection;
            await worker.FollowAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc cref="RunAsync"/>
    public static void Run(BrokerAddress address, JobTaker taker, PlayJob play, Func<bool> isBusy,
        CancellationToken stop) => Task.Run(() => RunAsync(address, taker, play, isBusy, stop), CancellationToken.None)
        .GetAwaiter().GetResult();

    private async Task BuildAsync(BrokerLife life)
    {
        var channel = await life.ChannelAsync().ConfigureAwait(false);
        await SweepTopology.DeclareAsync(channel).ConfigureAwait(false);
        await channel.BasicQosAsync(0, (ushort)_taker.Devices.Count, global: false).ConfigureAwait(false);
        await _publisher.BuildAsync(life).ConfigureAwait(false);
        _intake = new Intake(this, life, channel);
    }

    private async Task FollowAsync()
    {
        var sinceBeat = Stopwatch.StartNew();
        while (!_stop.IsCancellationRequested)
        {
            // Also ends here where the broker is gone for good.
            var life = await _connection.UpAsync(_stop).ConfigureAwait(false);
            bool wants = !_isBusy() && Environment.TickCount64 >= Volatile.Read(ref _restsUntil);
            await SetHearingAsync(wants).ConfigureAwait(false);
            if (sinceBeat.Elapsed > Beat)
            {
                sinceBeat.Restart();
                foreach (var attempt in _attempts.Values)
                {
                    await SayAsync(attempt.Job, NoteKind.Working, "").ConfigureAwait(false);
                }
            }
            await Task.Delay(Look, _stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await SetHearingAsync(false).ConfigureAwait(false);
        await Task.WhenAll(_attempts.Values.Select(attempt => attempt.Ended.Task)).WaitAsync(PatienceAtEnd)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SetHearingAsync(bool wants)
    {
        await _hearing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_intake is { } intake)
            {
                await intake.SetAsync(wants).ConfigureAwait(false);
            }
        }
        finally
        {
            _hearing.Release();
        }
    }

    /// <summary>Begins the job of a delivery, or gives a job that is under way the delivery by which it is answered.
    /// </summary>
    private async Task HearAsync(JobDelivery delivery)
    {
        SweepJob job;
        try
        {
            job = SweepJob.Of(delivery.Body);
        }
        catch (InvalidDataException)
        {
            await delivery.RejectAsync().ConfigureAwait(false);
            return;
        }
        var attempt = new JobAttempt(job, delivery);
        // Where the connection was lost, a job comes back on which this node still works.
        while (!_attempts.TryAdd(delivery.Id, attempt))
        {
            if (_attempts.TryGetValue(delivery.Id, out var before))
            {
                if (before.TryRenew(delivery))
                {
                    return;
                }
                await before.Ended.Task.ConfigureAwait(false);
            }
        }
        if (_finished.ContainsKey(delivery.Id))
        {
            await delivery.AckAsync().ConfigureAwait(false);
        }
        else
        {
            await AnswerAsync(attempt, await AttendAsync(attempt).ConfigureAwait(false)).ConfigureAwait(false);
        }
        Discard(attempt.Scratch);
        _attempts.TryRemove(delivery.Id, out _);
        attempt.Ended.TrySetResult();
    }

    private async Task<JobEnd> AttendAsync(JobAttempt attempt)
    {
        try
        {
            await _slots.WaitAsync(_stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new JobStopped();
        }
        _devices.TryTake(out string? device);
        try
        {
            return await PlayAsync(attempt, device!).ConfigureAwait(false);
        }
        finally
        {
            _devices.Add(device!);
            _slots.Release();
        }
    }

    private async Task<JobEnd> PlayAsync(JobAttempt attempt, string device)
    {
        var job = attempt.Job;
        if (_taker.Difference(_taker.Build, job.Build) is { } difference)
        {
            return new JobRefused(difference);
        }
        await SayAsync(job, NoteKind.Taken, "").ConfigureAwait(false);
        try
        {
            attempt.Place(_taker.Scratch);
            var end = _stop.IsCancellationRequested ? new JobStopped()
                : await _play(job, attempt.Run, device, _stop).ConfigureAwait(false);
            return end is JobPlayed && !Directory.Exists(attempt.Run) ? new JobCrashed("it left nothing") : end;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return new JobStopped();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new JobCrashed(e.Message);
        }
    }

    private async Task AnswerAsync(JobAttempt attempt, JobEnd end)
    {
        try
        {
            switch (end)
            {
                case JobPlayed:
                    _rest = FirstRest;
                    await SendAsync(attempt).ConfigureAwait(false);
                    await AcknowledgeAsync(attempt).ConfigureAwait(false);
                    break;
                case JobRefused refused:
                    // Before it goes back, so that it does not come here again at once.
                    Volatile.Write(ref _restsUntil, Environment.TickCount64 + (long)_rest.TotalMilliseconds);
                    _rest = _rest * 2 < LastRest ? _rest * 2 : LastRest;
                    await SetHearingAsync(false).ConfigureAwait(false);
                    await SayAsync(attempt.Job, NoteKind.Refused, refused.Sentence).ConfigureAwait(false);
                    await PutBackAsync(attempt).ConfigureAwait(false);
                    break;
                case JobCrashed crashed when attempt.Delivery.Crashes + 1 >= SweepTopology.DeliveryLimit:
                    await BuryAsync(attempt, crashed.Sentence).ConfigureAwait(false);
                    break;
                case JobCrashed crashed:
                    await SayAsync(attempt.Job, NoteKind.Crashed, crashed.Sentence).ConfigureAwait(false);
                    await attempt.Close().ReturnAsync().ConfigureAwait(false);
                    break;
                default:
                    await PutBackAsync(attempt).ConfigureAwait(false);
                    break;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            // The node ends, has no broker any more, or no room: what is not acknowledged comes back.
            await attempt.Close().ReturnAsync().ConfigureAwait(false);
        }
    }

    private async Task AcknowledgeAsync(JobAttempt attempt)
    {
        if (_finished.Count > FinishedMax)
        {
            _finished.Clear();
        }
        _finished.TryAdd(attempt.Delivery.Id, 0);
        await attempt.Close().AckAsync().ConfigureAwait(false);
    }

    private async Task SendAsync(JobAttempt attempt)
    {
        var job = attempt.Job;
        using var patience = Patience();
        foreach (var part in attempt.Parts(_taker.Node))
        {
            bool isWanted = await _publisher.PublishAsync(_connection, SweepTopology.Exchange,
                SweepTopology.ResultKey(job.Sweep), JobDelivery.Properties($"{part.Attempt}.{part.Part}"),
                part.ToBytes(), patience.Token).ConfigureAwait(false);
            if (!isWanted)
            {
                // The sweep is done, or given up: nobody will ask for it.
                Discard(attempt.Run);
                return;
            }
        }
    }

    /// <summary>Publishes the job once more: to the broker that is no attempt.</summary>
    private async Task PutBackAsync(JobAttempt attempt)
    {
        using var patience = Patience();
        await _publisher.PublishAsync(_connection, SweepTopology.Exchange, attempt.Delivery.RoutingKey,
            JobDelivery.Anew(attempt.Delivery.Crashes), attempt.Delivery.Body, patience.Token).ConfigureAwait(false);
        await AcknowledgeAsync(attempt).ConfigureAwait(false);
        Discard(attempt.Run);
    }

    private async Task BuryAsync(JobAttempt attempt, string why)
    {
        using var patience = Patience();
        await _publisher.PublishAsync(_connection, SweepTopology.Dead, attempt.Delivery.RoutingKey,
            JobDelivery.Anew(attempt.Delivery.Crashes + 1, why, _taker.Node), attempt.Delivery.Body, patience.Token)
            .ConfigureAwait(false);
        await AcknowledgeAsync(attempt).ConfigureAwait(false);
        Discard(attempt.Run);
    }

    /// <summary>None where the node goes on, a few seconds where it ends.</summary>
    private CancellationTokenSource Patience()
    {
        var patience = new CancellationTokenSource();
        _stop.UnsafeRegister(source =>
        {
            try
            {
                ((CancellationTokenSource)source!).CancelAfter(PatienceAtEnd);
            }
            catch (ObjectDisposedException)
            {
                // What it was for is done.
            }
        }, patience);
        return patience;
    }

    private Task SayAsync(SweepJob job, NoteKind kind, string sentence) =>
        _publisher.NoteAsync(job.Sweep, new JobNote(job.Hash, _taker.Node, kind, sentence));

    private static void Discard(string? folder)
    {
        try
        {
            if (folder is not null && Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A process that was killed may still write; the folder goes with the node's own.
        }
    }

    /// <summary>Hears the queue of jobs, or does not.</summary>
    private sealed class Intake(JobWorker worker, BrokerLife life, IChannel channel)
        : AsyncDefaultBasicConsumer(channel)
    {
        private string? _tag;

        /// <summary>Not by several at once.</summary>
        public async Task SetAsync(bool hears)
        {
            if (life.IsOver || hears == _tag is not null)
            {
                return;
            }
            try
            {
                if (_tag is { } tag)
                {
                    _tag = null;
                    await Channel.BasicCancelAsync(tag).ConfigureAwait(false);
                }
                else
                {
                    _tag = await Channel.BasicConsumeAsync(SweepTopology.Jobs, autoAck: false, this)
                        .ConfigureAwait(false);
                }
            }
            catch (Exception e) when (SweepPublisher.IsLoss(e))
            {
                // The next life has an intake of its own.
            }
        }

        public override Task HandleBasicDeliverAsync(string consumerTag, ulong deliveryTag, bool redelivered,
            string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default)
        {
            var delivery = new JobDelivery(life, Channel,
                new BrokerMessage(deliveryTag, redelivered, exchange, routingKey, properties, body));
            _ = Task.Run(() => worker.HearAsync(delivery), CancellationToken.None);
            return Task.CompletedTask;
        }

        public override Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
        {
            life.End("the queue of jobs is gone");
            return Task.CompletedTask;
        }
    }
}
