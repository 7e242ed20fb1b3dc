using System.Security.Cryptography;
using System.Text.Json;

namespace AgentMarkets.Lab.Sweeps;

/// <summary>Which runs of a sweep were given to a cluster, in <c>jobs.jsonl</c> of its folder: the same command then
/// asks for no run twice, even if the process before was killed.</summary>
public sealed class JobLedger
{
    public const string File = "jobs.jsonl";

    private static readonly JsonSerializerOptions Json = new(Manifest.Json) { WriteIndented = false };

    private readonly RunDirectory _folder;
    private readonly HashSet<string> _sent = [];

    private JobLedger(RunDirectory folder, string sweep) => (_folder, Sweep) = (folder, sweep);

    /// <summary>What the cluster knows the sweep by: made once, at random.</summary>
    public string Sweep { get; }

    /// <summary>That of a folder; begun where there is none.</summary>
    /// <exception cref="InvalidDataException">It is not a ledger.</exception>
    public static JobLedger Open(RunDirectory folder)
    {
        if (!folder.Has(File))
        {
            string name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
            folder.Write(File, JsonSerializer.Serialize(new Opening(name), Json) + "\n");
        }
        string text = folder.Read(File);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var opening = Parsed<Opening>(lines.FirstOrDefault() ?? "");
        var ledger = new JobLedger(folder, opening?.Sweep is { Length: > 0 } sweep
            ? sweep
            : throw new InvalidDataException($"{folder[File]}: is not a ledger of jobs. Remove it; what is under way "
                + "is then asked for once more."));
        if (!text.EndsWith('\n'))
        {
            // Cut short by a sudden end: what that line was about was not sent.
            folder.Append(File, "");
        }
        foreach (string line in lines.Skip(1))
        {
            if (Parsed<Entry>(line) is { Hash: { } hash })
            {
                ledger._sent.Add(hash);
            }
        }
        return ledger;
    }

    public bool IsSent(string hash) => _sent.Contains(hash);

    /// <summary>Notes it before it is sent: what is noted and was not sent after all is missed, and sent
    /// then.</summary>
    public void Add(string hash, string run)
    {
        _folder.Append(File, JsonSerializer.Serialize(new Entry(hash, run), Json));
        _sent.Add(hash);
    }

    private static T? Parsed<T>(string line) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Opening(string Sweep);

    private sealed record Entry(string Hash, string Run);
}
