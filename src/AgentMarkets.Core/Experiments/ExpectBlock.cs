using System.Text.Json.Nodes;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Experiments;

/// <summary>What must come out of an experiment: the <c>expect</c> block of its file.</summary>
public sealed class ExpectBlock : ICustomSetting<ExpectBlock>
{
    public static string Words => "rules such as { \"l2.mean\": \"< 0.03\" }";

    public static JsonObject Schema => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = new JsonObject
        {
            ["type"] = new JsonArray("string", "array"),
            ["items"] = new JsonObject { ["type"] = "string" },
        },
    };

    /// <summary>In the order written.</summary>
    public IReadOnlyList<ExpectRule> Rules { get; private init; } = [];

    public static ExpectBlock? Read(Node node, Place place, Problems problems)
    {
        if (node.Kind != NodeKind.Object)
        {
            problems.Add(place, node.Shown, "must be a block of rules", "Write { \"l2.mean\": \"< 0.03\" }.");
            return null;
        }
        int before = problems.Count;
        var rules = new List<ExpectRule>();
        foreach ((string key, Node value) in node.Members)
        {
            foreach (Node rule in value.Kind == NodeKind.List ? value.Items : [value])
            {
                if (ExpectRule.Parse(key, rule, place, problems) is { } read)
                {
                    rules.Add(read);
                }
            }
        }
        return problems.Count == before ? new ExpectBlock { Rules = rules } : null;
    }

    public Node Write() => Node.Object(Rules.GroupBy(rule => rule.Key).Select(group => KeyValuePair.Create(group.Key,
        group.Count() == 1
            ? Node.Of(group.First().Condition)
            : Node.List(group.Select(rule => Node.Of(rule.Condition))))));
}
