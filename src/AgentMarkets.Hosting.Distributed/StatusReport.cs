using System.Diagnostics;
using System.Text.Json;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>What a driver answers an operator who asks how its run stands.</summary>
public sealed class StatusReport(RunStatus status)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { IncludeFields = true };

    private readonly long _at = Stopwatch.GetTimestamp();

    /// <summary>The status as JSON; what lasts has lasted longer since.</summary>
    public byte[] Bytes()
    {
        double since = Stopwatch.GetElapsedTime(_at).TotalSeconds;
        return JsonSerializer.SerializeToUtf8Bytes(status with
        {
            Waiting = [.. status.Waiting.Select(wait => wait with { Seconds = wait.Seconds + since })],
            CheckpointAge = status.CheckpointAge + since,
        }, Options);
    }

    /// <returns>Nothing where this is no status.</returns>
    public static RunStatus? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<RunStatus>(bytes, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
