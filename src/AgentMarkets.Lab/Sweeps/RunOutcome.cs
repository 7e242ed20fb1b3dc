using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentMarkets.Lab.Sweeps;

/// <summary>How one run of many stands, read from its folder.</summary>
/// <param name="Folder">Whether it is there yet or not.</param>
/// <param name="Status">As in a manifest, or <see cref="Waiting"/>.</param>
/// <param name="Summary">Its <c>summary.json</c>, where it came to an end.</param>
public sealed record RunOutcome(PlannedRun Run, RunDirectory Folder, string Status, JsonObject? Summary)
{
    public const string Waiting = "waiting";

    public bool IsDone => Status == Manifest.Done;

    /// <summary>Wall time, of rounds and measurements together; 0 before it came to an end.</summary>
    public double Seconds => Summary?["seconds"]?.GetValue<double>() ?? 0;

    /// <summary>The rules of its <c>expect</c> block, and what came of them.</summary>
    public IReadOnlyList<(string Rule, string Value, bool Met)> Expect =>
        [.. (Summary?["expect"]?.AsArray() ?? []).Select(e =>
            (e!["rule"]!.GetValue<string>(), Short(e["value"]), e["met"]!.GetValue<bool>()))];

    /// <exception cref="InvalidDataException">A file of the run is not what it should be.</exception>
    public static RunOutcome Read(RunDirectory sweep, PlannedRun run) => Of(run, RunDirectory.At(sweep[run.Name]));

    /// <param name="folder">Of the run itself, wherever it is.</param>
    /// <exception cref="InvalidDataException">A file of the run is not what it should be.</exception>
    public static RunOutcome Of(PlannedRun run, RunDirectory folder)
    {
        if (!folder.Has("manifest.json"))
        {
            return new RunOutcome(run, folder, Waiting, null);
        }
        var manifest = Manifest.Read(folder);
        string status = manifest.Status;
        // A process that was killed leaves 'running' behind, or stopped before the report and the diagnosis.
        if (status == Manifest.Running
            || (status == Manifest.Done && (manifest.LacksDiagnosis || !folder.Has("report.html"))))
        {
            status = Manifest.Interrupted;
        }
        return new RunOutcome(run, folder, status,
            status is Manifest.Done or Manifest.Failed && folder.Has("summary.json") ? SummaryOf(folder) : null);
    }

    private static string Short(JsonNode? value) => value is JsonValue number && number.TryGetValue(out double read)
        ? read.ToString("G6", CultureInfo.InvariantCulture)
        : value?.ToString() ?? "-";

    private static JsonObject SummaryOf(RunDirectory folder)
    {
        try
        {
            return JsonNode.Parse(folder.Read("summary.json")) as JsonObject ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{folder["summary.json"]}: is not a summary. Remove {folder.Path}, "
                + "and start again.", e);
        }
    }
}
