using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentMarkets.Cli.Tests;

/// <summary>As much of JSON Schema (draft 2020-12) as the exported schema uses; a word it does not know is an
/// error.</summary>
internal sealed class SchemaReading(JsonObject schema)
{
    private static readonly string[] Remarks = ["$schema", "title", "description", "default", "examples", "$defs"];

    public IReadOnlyList<string> Problems(JsonNode? value) => [.. Check(value, schema, "$")];

    private IEnumerable<string> Check(JsonNode? value, JsonObject rules, string at)
    {
        foreach (var (word, rule) in rules.Where(rule => !Remarks.Contains(rule.Key)))
        {
            foreach (string problem in Apply(word, rule!, value, rules, at))
            {
                yield return problem;
            }
        }
    }

    private IEnumerable<string> Apply(string word, JsonNode rule, JsonNode? value, JsonObject rules, string at)
    {
        switch (word)
        {
            case "$ref":
                return Check(value, (JsonObject)schema["$defs"]![rule.GetValue<string>()["#/$defs/".Length..]]!, at);
            case "anyOf":
                var tried = rule.AsArray().Select(form => Check(value, (JsonObject)form!, at).ToArray()).ToArray();
                return tried.Any(found => found.Length == 0) ? [] : tried.MinBy(found => found.Length)!;
            case "type":
                string[] types = rule is JsonArray several ? [.. several.Select(type => type!.GetValue<string>())]
                    : [rule.GetValue<string>()];
                return types.Any(type => IsOf(value, type)) ? [] : [$"{at}: is no {string.Join(" or ", types)}"];
            case "properties" when value is JsonObject block:
                return block.Where(member => rule[member.Key] is not null)
                    .SelectMany(member => Check(member.Value, (JsonObject)rule[member.Key]!, $"{at}.{member.Key}"));
            case "required" when value is JsonObject block:
                return rule.AsArray().Select(name => name!.GetValue<string>()).Where(name => !block.ContainsKey(name))
                    .Select(name => $"{at}: lacks {name}");
            case "additionalProperties" when value is JsonObject block:
                var others = block.Where(member => rules["properties"]?[member.Key] is null);
                return rule is JsonObject form ? others.SelectMany(o => Check(o.Value, form, $"{at}.{o.Key}"))
                    : others.Select(other => $"{at}: has no {other.Key}");
            case "items" when value is JsonArray items:
                return items.SelectMany((item, i) => Check(item, (JsonObject)rule, $"{at}[{i}]"));
            case "minItems" when value is JsonArray items:
                return items.Count < rule.GetValue<int>() ? [$"{at}: has too few items"] : [];
            case "enum":
                return rule.AsArray().Any(choice => JsonNode.DeepEquals(choice, value))
                    ? [] : [$"{at}: is no such choice"];
            case "const":
                return JsonNode.DeepEquals(rule, value) ? [] : [$"{at}: is not {rule}"];
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum":
                return value?.GetValueKind() != JsonValueKind.Number || Holds(word, Number(value), Number(rule)) ? []
                    : [$"{at}: breaks {word} {rule}"];
            case "pattern" when value?.GetValueKind() == JsonValueKind.String:
                return System.Text.RegularExpressions.Regex.IsMatch(value.GetValue<string>(), rule.GetValue<string>())
                    ? []
                    : [$"{at}: does not match {rule}"];
            case "properties" or "required" or "additionalProperties" or "items" or "minItems" or "pattern":
                return [];
            default:
                throw new NotSupportedException($"The schema says '{word}', which this reading does not know.");
        }
    }

    private static double Number(JsonNode node) => double.Parse(node.ToJsonString());

    private static bool Holds(string word, double value, double bound) => word switch
    {
        "minimum" => value >= bound,
        "maximum" => value <= bound,
        "exclusiveMinimum" => value > bound,
        _ => value < bound,
    };

    private static bool IsOf(JsonNode? value, string type) => (value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && Number(value!) % 1 == 0),
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        _ => type == "null",
    };
}
