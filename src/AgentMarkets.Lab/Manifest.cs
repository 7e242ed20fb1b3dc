using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentMarkets.Lab;

/// <summary>What a run was made with and how it stands: <c>manifest.json</c>.</summary>
public sealed record Manifest
{
    public const string Running = "running", Done = "done", Interrupted = "interrupted", Failed = "failed";

    internal static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public int Schema { get; init; } = 1;

    public required string Experiment { get; init; }

    public string Status { get; init; } = Running;

    public long Round { get; init; }

    /// <summary>The rounds to play; nothing where nobody knows before the end.</summary>
    public long? Rounds { get; init; }

    public double Seconds { get; init; }

    /// <summary>The part of <see cref="Seconds"/> that went into rounds and the measurements between them.</summary>
    public double PlayedSeconds { get; init; }

    /// <summary>The part of <see cref="PlayedSeconds"/> that went into rounds alone.</summary>
    public double RoundSeconds { get; init; }

    public required string Started { get; init; }

    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    public required string Device { get; init; }

    public required string Host { get; init; }

    public int Threads { get; init; }

    public required IReadOnlyList<ulong> Seeds { get; init; }

    /// <summary>The data files that the experiment named, each with the SHA-256 of its content.</summary>
    public IReadOnlyDictionary<string, string> DataFiles { get; init; } = new Dictionary<string, string>();

    public string? StateHash { get; init; }

    /// <summary>The hash of each replica by itself, where the run is done.</summary>
    public IReadOnlyList<string>? ReplicaHashes { get; init; }

    /// <summary>The tables of results, each a CSV file of its name.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>The columns of each table that are texts.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> TextColumns { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<FailedReplica> FailedReplicas { get; init; } = [];

    /// <summary>What a user should hear of replicas that did not fail.</summary>
    public IReadOnlyList<ReplicaRemark> Remarks { get; init; } = [];

    /// <summary>Whether the diagnosis that was asked for is still to be made.</summary>
    public bool LacksDiagnosis { get; init; }

    /// <summary>What went wrong, where the run failed.</summary>
    public string? Error { get; init; }

    public string ToText() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <exception cref="InvalidDataException">It is not a manifest.</exception>
    public static Manifest Read(RunDirectory run)
    {
        try
        {
            return JsonSerializer.Deserialize<Manifest>(run.Read("manifest.json"), Json)
                ?? throw new InvalidDataException($"{run["manifest.json"]}: is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{run["manifest.json"]}: is not a manifest of this version "
                + $"(see its line {(e.LineNumber ?? 0) + 1}). Start the run again.", e);
        }
    }
}

/// <summary>A replica that met a number that is not finite.</summary>
public sealed record FailedReplica(ulong Seed, int Replica, long Round, string Actor, string Why);

/// <summary>Something that a user should hear of a replica, as a sentence.</summary>
public sealed record ReplicaRemark(ulong Seed, int Replica, long Round, string Sentence);
