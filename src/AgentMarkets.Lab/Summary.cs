using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Diagnoses;

namespace AgentMarkets.Lab;

/// <summary>The outcome of a run as one JSON object: <c>summary.json</c>, and what <c>--json</c> prints.</summary>
public static class Summary
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="findings">Of the diagnosis, where there was one.</param>
    public static JsonObject Of(Experiment experiment, IGame game, Results results, Manifest manifest,
        IReadOnlyList<ExpectVerdict> verdicts, Findings? findings = null)
    {
        var metrics = new JsonObject();
        foreach (var last in results.Measurements.GroupBy(m => m.Metric).Select(g => g.Last())
            .OrderBy(m => m.Metric, StringComparer.Ordinal))
        {
            var (mean, error) = Statistics.OverReplicas(last.Values);
            metrics.Add(last.Metric, new JsonObject
            {
                ["mean"] = Number(mean),
                ["standardError"] = Number(error),
                ["byReplica"] = Numbers(Statistics.ByReplica(last.Values)),
                ["byBidder"] = last.Values.GetLength(1) > 1 ? Numbers(Statistics.ByColumn(last.Values)) : null,
            });
        }
        var summary = new JsonObject
        {
            ["schema"] = 1,
            ["experiment"] = experiment.Name,
            ["status"] = manifest.Status,
            ["stateHash"] = manifest.StateHash,
            ["seconds"] = Math.Round(manifest.Seconds, 3),
            ["rounds"] = manifest.Round,
            ["roundsPerSecond"] = manifest.PlayedSeconds > 0
                ? Math.Round(manifest.Round / manifest.PlayedSeconds, 1)
                : null,
            ["replicas"] = new JsonArray([.. experiment.Replicas.Select(r => JsonNode.Parse(r.ToNode().ToString()))]),
            ["failed"] = JsonSerializer.SerializeToNode(manifest.FailedReplicas, Manifest.Json),
            ["metrics"] = metrics,
            ["skipped"] = new JsonArray([.. Skipped(experiment, game, manifest, findings).Select(s =>
                new JsonObject { ["metric"] = s.Metric, ["why"] = s.Why })]),
            ["notes"] = new JsonArray([.. game.Notes.Select(note => JsonValue.Create(note))]),
            ["remarks"] = JsonSerializer.SerializeToNode(manifest.Remarks, Manifest.Json),
            ["expect"] = new JsonArray([.. verdicts.Select(v => new JsonObject
            {
                ["rule"] = v.Rule,
                ["value"] = v.Value switch { double d => Number(d), string s => JsonValue.Create(s), _ => null },
                ["met"] = v.Met,
            })]),
        };
        if (findings is { Why: null })
        {
            summary.Insert(summary.IndexOf("notes"), Findings.Metric, findings.ToJson());
        }
        return summary;
    }

    /// <summary>Judges the rules of the experiment.</summary>
    public static IReadOnlyList<ExpectVerdict> Judge(Experiment experiment, Results results,
        Findings? findings = null) =>
        [.. experiment.Expect.Select(rule => rule.Evaluate(_ => Value(rule, results, findings)))];

    /// <summary>Measures that were asked for and make no sense here, each with the reason.</summary>
    internal static IEnumerable<(string Metric, string Why)> Skipped(Experiment experiment, IGame game,
        Manifest manifest, Findings? findings) =>
    [
        .. game.Skipped,
        .. findings?.Why is { } why ? [(Findings.Metric, why)]
            : manifest.LacksDiagnosis && experiment.Measures.Contains(Findings.Metric)
                ? [(Findings.Metric, "the diagnosis is not made yet; agentmarkets diagnose makes it")]
                : Array.Empty<(string, string)>(),
    ];

    public static string ToText(JsonObject summary) => summary.ToJsonString(Options) + "\n";

    private static object? Value(ExpectRule rule, Results results, Findings? findings)
    {
        if (rule.Metric == Findings.Metric)
        {
            return rule.Field == "verdict" ? findings?.Verdict : findings?.Kind;
        }
        if (results.Last(rule.Metric) is not { } last)
        {
            return null;
        }
        var (mean, error) = Statistics.OverReplicas(last.Values);
        return rule.Field switch { "mean" => mean, "standardError" => error, _ => null };
    }

    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(Number)]);
}
