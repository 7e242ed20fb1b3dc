using AgentMarkets.Hosting.RabbitMq.Links;
using RabbitMQ.Client;

namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>The jobs that were given up: they wait for an operator.</summary>
public static class FailedJobs
{
    private enum Fate
    {
        Stays,
        IsSentAgain,
        IsForgotten,
    }

    /// <summary>All of them, the oldest first.</summary>
    /// <exception cref="Distributed.LinkException">The broker cannot be reached, or refuses.</exception>
    public static IReadOnlyList<FailedJob> List(BrokerAddress address) => Visit(address, _ => Fate.Stays);

    /// <summary>Sends those again for which the question is answered so.</summary>
    /// <returns>Them.</returns>
    /// <exception cref="Distributed.LinkException">The broker cannot be reached, or refuses.</exception>
    public static IReadOnlyList<FailedJob> Resend(BrokerAddress address, Func<FailedJob, bool> isWanted) =>
        [.. Visit(address, job => isWanted(job) ? Fate.IsSentAgain : Fate.Stays).Where(isWanted)];

    /// <summary>Strikes out jobs that need nobody any more.</summary>
    internal static Task ForgetAsync(BrokerConnection connection, IReadOnlySet<string> hashes, string sweep) =>
        VisitAsync(connection, new SweepPublisher(), failed =>
            failed.Job.Sweep == sweep && hashes.Contains(failed.Job.Hash) ? Fate.IsForgotten : Fate.Stays);

    private static List<FailedJob> Visit(BrokerAddress address, Func<FailedJob, Fate> judge) => Task.Run(async () =>
    {
        var publisher = new SweepPublisher();
        var connection = await BrokerConnection.OpenAsync(address, "agentmarkets failed jobs", async life =>
        {
            await SweepTopology.DeclareAsync(await life.ChannelAsync().ConfigureAwait(false)).ConfigureAwait(false);
            await publisher.BuildAsync(life).ConfigureAwait(false);
        }).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await VisitAsync(connection, publisher, judge).ConfigureAwait(false);
        }
    }).GetAwaiter().GetResult();

    private static async Task<List<FailedJob>> VisitAsync(BrokerConnection connection, SweepPublisher publisher,
        Func<FailedJob, Fate> judge)
    {
        var life = await connection.UpAsync().ConfigureAwait(false);
        var seen = new List<FailedJob>();
        // What is not answered goes back when the channel closes.
        var channel = await life.Connection.CreateChannelAsync().ConfigureAwait(false);
        await using (channel.ConfigureAwait(false))
        {
            while (await channel.BasicGetAsync(SweepTopology.Failed, autoAck: false).ConfigureAwait(false) is { } got)
            {
                FailedJob failed;
                try
                {
                    failed = FailedJob.Of(got.Body.ToArray(), got.BasicProperties);
                }
                catch (InvalidDataException)
                {
                    // No job, so nothing that anybody could do about it.
                    await channel.BasicAckAsync(got.DeliveryTag, multiple: false).ConfigureAwait(false);
                    continue;
                }
                seen.Add(failed);
                var fate = judge(failed);
                if (fate == Fate.IsSentAgain)
                {
                    await publisher.PublishAsync(connection, SweepTopology.Exchange,
                        SweepTopology.JobKey(failed.Job.Sweep), JobDelivery.Anew(0), got.Body, CancellationToken.None)
                        .ConfigureAwait(false);
                }
                if (fate != Fate.Stays)
                {
                    await channel.BasicAckAsync(got.DeliveryTag, multiple: false).ConfigureAwait(false);
                }
            }
        }
        return seen;
    }
}
