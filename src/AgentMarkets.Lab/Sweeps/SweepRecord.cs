using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AgentMarkets.Lab.Sweeps;

/// <summary>What was asked, the runs, and how they stand: <c>sweep.json</c>, and with the metrics of each run what
/// <c>--json</c> prints.</summary>
public sealed record SweepRecord
{
    public const string File = "sweep.json";

    public int Schema { get; init; } = 1;

    /// <summary>What makes it this sweep: the experiments and the overrides, in the order given.</summary>
    public required IReadOnlyList<string> Asked { get; init; }

    public required string Folder { get; init; }

    /// <summary>Of all: done, interrupted, failed, or running.</summary>
    public required string Status { get; init; }

    /// <summary>Spent in runs that came to an end.</summary>
    public double Seconds { get; init; }

    public required IReadOnlyList<SweepEntry> Runs { get; init; }

    /// <param name="withMetrics">Whether to repeat what the runs' summaries say: for those who read this only.</param>
    public static SweepRecord Of(IReadOnlyList<string> asked, RunDirectory folder, string status,
        IReadOnlyList<RunOutcome> outcomes, bool withMetrics) => new()
    {
        Asked = asked,
        Folder = folder.Path,
        Status = status,
        Seconds = Math.Round(outcomes.Sum(o => o.Seconds), 3),
        Runs = [.. outcomes.Select(outcome => SweepEntry.Of(outcome, withMetrics))],
    };

    public string ToText() => JsonSerializer.Serialize(this, Manifest.Json) + "\n";

    /// <param name="file">What the record is called in that folder.</param>
    /// <exception cref="InvalidDataException">It is not a record.</exception>
    public static SweepRecord Read(RunDirectory folder, string file)
    {
        try
        {
            return JsonSerializer.Deserialize<SweepRecord>(folder.Read(file), Manifest.Json)
                ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{folder[file]}: is not a record of this version. "
                + "Name another folder, or remove this one.", e);
        }
    }
}

/// <summary>One run of a sweep.</summary>
/// <param name="Differences">What tells it apart from the others, by dotted key, as written.</param>
/// <param name="Summary">The path of its <c>summary.json</c>, where it came to an end.</param>
/// <param name="ExpectMet">Whether every rule is met; nothing where there is none, or no end yet.</param>
/// <param name="Replicas">As in its summary, and so are <paramref name="Metrics"/>.</param>
public sealed record SweepEntry(string Name, string Experiment, IReadOnlyDictionary<string, string> Differences,
    string Status, bool? ExpectMet, string? StateHash, string? Summary,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonNode? Replicas,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonNode? Metrics)
{
    public static SweepEntry Of(RunOutcome outcome, bool withMetrics) => new(outcome.Run.Name, outcome.Run.Experiment,
        outcome.Run.Differences.GroupBy(d => d.Key).ToDictionary(same => same.Key, same => same.Last().Value),
        outcome.Status, outcome.Expect.Count == 0 ? null : outcome.Expect.All(e => e.Met),
        outcome.Summary?["stateHash"]?.GetValue<string>(),
        outcome.Summary is null ? null : outcome.Folder["summary.json"],
        withMetrics ? outcome.Summary?["replicas"]?.DeepClone() : null,
        withMetrics ? outcome.Summary?["metrics"]?.DeepClone() : null);
}
