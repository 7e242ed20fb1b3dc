using System.Collections.Concurrent;
using System.Text.Json;
using Akka.Actor;

namespace AgentMarkets.Hosting.Akka.Engine;

/// <summary>Which actor of which run lives on which member, as the drivers say: known to every node.</summary>
internal sealed class Homes
{
    private readonly ConcurrentDictionary<string, Notice> _runs = new();

    /// <summary>Takes what a driver says; the newest replaces the one before.</summary>
    public void Hear(byte[] bytes)
    {
        if (Read(bytes) is not { } notice)
        {
            return;
        }
        if (notice.Actors.Count == 0)
        {
            _runs.TryRemove(notice.Run, out _);
        }
        else
        {
            _runs[notice.Run] = notice;
        }
    }

    /// <param name="entry"><c>run/actor</c>.</param>
    /// <returns>Nothing where no driver has said it.</returns>
    public Address? Of(string entry)
    {
        int slash = entry.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && _runs.TryGetValue(entry[..slash], out var run)
            && run.Actors.TryGetValue(entry[(slash + 1)..], out string? address)
            && Address.TryParse(address, out var home) ? home : null;
    }

    public static byte[] Bytes(Notice notice) => JsonSerializer.SerializeToUtf8Bytes(notice);

    private static Notice? Read(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<Notice>(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="Actors">Each with the address of its member; none: the run is over.</param>
    internal sealed record Notice(string Run, SortedDictionary<string, string> Actors);
}
