using System.Text.Json.Nodes;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Comparisons;

/// <summary>A comparison as one JSON object: what <c>compare --json</c> prints.</summary>
public static class ComparisonJson
{
    /// <param name="page">The path of the page about it.</param>
    public static JsonObject Of(RunComparison comparison, string page)
    {
        var pairing = comparison.Pairing;
        bool isPaired = pairing.Pairs.Count > 0;
        return new JsonObject
        {
            ["schema"] = 1,
            ["a"] = Side(comparison.A, pairing.Compared.Select(c => (c.Key, c.A)), pairing.LeftOut.A),
            ["b"] = Side(comparison.B, pairing.Compared.Select(c => (c.Key, c.B)), pairing.LeftOut.B),
            ["paired"] = isPaired,
            ["pairs"] = isPaired ? pairing.Pairs.Count : null,
            ["pairedBy"] = isPaired ? Texts(pairing.Matched.Prepend("seed")) : null,
            ["confidence"] = Bootstrap.Confidence,
            ["resamples"] = Bootstrap.Resamples,
            ["metrics"] = new JsonObject(comparison.Differences.Select(difference =>
                KeyValuePair.Create(difference.Metric, (JsonNode?)Metric(difference)))),
            ["notes"] = Texts(comparison.Notes),
            ["page"] = page,
        };
    }

    private static JsonObject Side(IReadOnlyList<ComparedReplica> side, IEnumerable<(string Key, string Value)> own,
        int leftOut) => new()
    {
        ["runs"] = Texts(side.Select(replica => replica.Run).Distinct()),
        ["replicas"] = side.Count,
        ["leftOut"] = leftOut,
        ["settings"] = new JsonObject(own.Select(setting =>
            KeyValuePair.Create(setting.Key, (JsonNode?)JsonValue.Create(setting.Value)))),
    };

    private static JsonObject Metric(MetricDifference difference) => new()
    {
        ["a"] = Mean(difference.A, difference.Counts.A),
        ["b"] = Mean(difference.B, difference.Counts.B),
        ["difference"] = Number(difference.Difference),
        ["low"] = Number(difference.Low),
        ["high"] = Number(difference.High),
        ["seeds"] = difference.Seeds,
        ["differs"] = difference.IsShown,
        ["reading"] = difference.Reading,
    };

    private static JsonObject Mean((double Mean, double StandardError) side, int count) => new()
    {
        ["mean"] = Number(side.Mean),
        ["standardError"] = Number(side.StandardError),
        ["count"] = count,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
