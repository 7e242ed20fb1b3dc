using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.Lab.Diagnoses;

/// <summary>Oscillation or noise: what the diagnosis of a run came to, one finding for each group of its replicas that
/// differ in nothing but their seed. A run keeps it in <c>oscillation.json</c>.</summary>
public sealed record Findings(IReadOnlyList<Finding> Groups)
{
    /// <summary>The measure that asks for it.</summary>
    public const string Metric = "oscillation";

    private const string File = "oscillation.json";

    private static readonly string[] OfTheGroup = ["name", "settings", "seeds", "why"];

    /// <summary>Why there is no verdict at all, as the rest of a sentence; nothing where there is one.</summary>
    public string? Why => Groups.All(group => group.Verdict is null)
        ? string.Join("; ", Groups.Select(group => group.Why).Distinct())
        : null;

    /// <summary>That of all groups; inconclusive where they differ.</summary>
    public string? Verdict => Why is not null ? null
        : Alike(group => group.Verdict) ? Groups[0].Verdict : Core.Diagnostics.Verdict.Inconclusive;

    /// <summary>That of all groups; nothing where they differ.</summary>
    public string? Kind => Alike(group => group.Verdict) && Alike(group => group.Kind) ? Groups[0].Kind : null;

    /// <summary>Verdict and kind as words, of all groups; see <see cref="Finding.Words"/>.</summary>
    public string Words => Alike(group => group.Words) ? Groups[0].Words : Verdict ?? $"no verdict: {Why}";

    /// <summary>What a user reads of all groups together, the verdict first.</summary>
    public IReadOnlyList<string> Sentences => Groups.Count == 1 && Why is null ? Groups[0].Sentences : [Together];

    private string Together
    {
        get
        {
            string each = string.Join("; ", Groups.Select(group => $"{group.Name}: {group.Words}"));
            string words = Groups[0].Words;
            return Why is { } why ? $"No verdict: {why}."
                : Alike(group => group.Words) ? $"With all {Groups.Count} settings: {words}."
                : Alike(group => group.Verdict) ? $"With all {Groups.Count} settings: {Verdict}. In particular, {each}."
                : $"Inconclusive. The {Groups.Count} settings differ. {each}.";
        }
    }

    /// <summary>What a run kept.</summary>
    /// <returns>Nothing where nobody looked.</returns>
    /// <exception cref="InvalidDataException">The file is not whole.</exception>
    public static Findings? Read(RunDirectory run)
    {
        if (!run.Has(File))
        {
            return null;
        }
        try
        {
            var read = JsonSerializer.Deserialize<Findings>(run.Read(File), FindingJson.Options);
            return read is { Groups.Count: > 0 } ? read : throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{run[File]}: is not a diagnosis of this version. Remove it, and make it "
                + $"again: agentmarkets diagnose {run.Path}", e);
        }
    }

    public void Write(RunDirectory run) => run.Write(File, JsonSerializer.Serialize(this, FindingJson.Options) + "\n");

    /// <summary>The part <c>oscillation</c> of a summary: all but the numbers of the pictures, which are in
    /// <c>oscillation.json</c>.</summary>
    public JsonObject ToJson()
    {
        if (Groups.Count == 1)
        {
            var only = ToJson(Groups[0]);
            foreach (string name in OfTheGroup)
            {
                only.Remove(name);
            }
            return only;
        }
        bool differ = !Alike(group => group.Verdict);
        return new JsonObject
        {
            ["verdict"] = Verdict,
            ["kind"] = Kind,
            ["sentences"] = JsonSerializer.SerializeToNode(Sentences, FindingJson.Options),
            ["missing"] = differ ? "agreement" : Alike(group => group.Missing) ? Groups[0].Missing : null,
            ["wayOut"] = new JsonArray(),
            ["command"] = null,
            ["groups"] = new JsonArray([.. Groups.Select(ToJson)]),
        };
    }

    private static JsonObject ToJson(Finding group)
    {
        var node = (JsonObject)JsonSerializer.SerializeToNode(group with { Figures = [] }, FindingJson.Options)!;
        node["figures"] = new JsonArray([.. group.Figures.Select(figure => new JsonObject
        {
            ["id"] = figure.Id, ["title"] = figure.Title, ["caption"] = figure.Caption,
        })]);
        return node;
    }

    private bool Alike(Func<Finding, string?> what) => Groups.Select(what).Distinct().Count() == 1;
}
