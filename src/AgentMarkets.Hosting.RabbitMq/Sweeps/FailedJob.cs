using System.Globalization;
using RabbitMQ.Client;

namespace AgentMarkets.Hosting.RabbitMq.Sweeps;

/// <summary>A job that was given up.</summary>
/// <param name="Why">A sentence.</param>
/// <param name="Node">That gave it up; empty where the broker did, since its nodes died.</param>
/// <param name="Since">When, where that is known.</param>
public sealed record FailedJob(SweepJob Job, string Why, string Node, DateTimeOffset? Since)
{
    private const string DeathHeader = "x-death", TimeKey = "time";

    /// <exception cref="InvalidDataException">It is no job.</exception>
    internal static FailedJob Of(byte[] body, IReadOnlyBasicProperties properties)
    {
        var headers = properties.Headers;
        string why = JobDelivery.Text(headers, JobDelivery.WhyHeader);
        var death = headers?.TryGetValue(DeathHeader, out object? deaths) == true
            && deaths is IList<object> { Count: > 0 } list ? list[0] as IDictionary<string, object?> : null;
        bool isByNode = why.Length > 0 && death is null;
        var time = isByNode ? properties.Timestamp
            : death?.TryGetValue(TimeKey, out object? at) == true && at is AmqpTimestamp stamp ? stamp : default;
        int crashes = JobDelivery.Number(headers, JobDelivery.CrashesHeader);
        return new FailedJob(SweepJob.Of(body), isByNode
                ? string.Create(CultureInfo.InvariantCulture, $"{crashes} attempts ended without a result: {why}")
                : $"the nodes that played it ended without a result, {SweepTopology.DeliveryLimit + 1} times",
            isByNode ? JobDelivery.Text(headers, JobDelivery.NodeHeader) : "",
            time.UnixTime > 0 ? DateTimeOffset.FromUnixTimeSeconds(time.UnixTime) : null);
    }
}
