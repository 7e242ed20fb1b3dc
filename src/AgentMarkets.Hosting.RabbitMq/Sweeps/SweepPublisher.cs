using AgentMarkets.Hosting.RabbitMq.Links;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>Publishes until the broker has confirmed it, through as many lives of a connection as that takes.</summary>
internal sealed class SweepPublisher
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private volatile Channels? _channels;

    /// <summary>Makes the channels of a new life.</summary>
    public async Task BuildAsync(BrokerLife life) => _channels = new Channels(life,
        await life.ChannelAsync(confirms: true).ConfigureAwait(false), await life.ChannelAsync().ConfigureAwait(false));

    /// <returns>Whether any queue took it.</returns>
    /// <exception cref="OperationCanceledException">Stopped before it was confirmed.</exception>
    public async Task<bool> PublishAsync(BrokerConnection connection, string exchange, string key,
        BasicProperties properties, ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        while (true)
        {
            var life = await connection.UpAsync(stop).ConfigureAwait(false);
            var channels = _channels!;
            using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, channels.Life.Ended);
            try
            {
                await channels.Confirmed.BasicPublishAsync(exchange, key, mandatory: true, properties, body, both.Token)
                    .ConfigureAwait(false);
                return true;
            }
            catch (PublishException e) when (e.IsReturn)
            {
                return false;
            }
            catch (Exception e) when (!stop.IsCancellationRequested && (e is PublishException || IsLoss(e)))
            {
                // Lost, or refused by a queue that is not ready: it may be there twice then, which is no harm.
                await Task.Delay(Pause, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Says something that nobody needs to hear.</summary>
    public async Task NoteAsync(string sweep, JobNote note)
    {
        if (_channels is not { Life.IsOver: false } channels)
        {
            return;
        }
        try
        {
            await channels.Unconfirmed.BasicPublishAsync(SweepTopology.Exchange, SweepTopology.NoteKey(sweep),
                mandatory: false, new BasicProperties(), note.ToBytes(), channels.Life.Ended).ConfigureAwait(false);
        }
        catch (Exception e) when (IsLoss(e))
        {
            // The next note tells the same.
        }
    }

    /// <summary>Whether a connection that ended says so by this.</summary>
    public static bool IsLoss(Exception e) => e is AlreadyClosedException or OperationInterruptedException
        or IOException or ObjectDisposedException or OperationCanceledException or TimeoutException;

    private sealed record Channels(BrokerLife Life, IChannel Confirmed, IChannel Unconfirmed);
}
