using System.Text.Json.Nodes;

namespace AgentMarkets.Core.Catalog.Shapes;

/// <summary>A list; a single value is a list of one.</summary>
internal sealed class ListShape(Type itemType, Shape item, Limits limits) : Shape
{
    public override string Words => $"list of {item.Plural}";

    public override string Plural => $"lists of {item.Plural}";

    public override bool Accepts(Node node) => ItemsOf(node).All(item.Accepts);

    public override Bound? Read(Node node, string key, Binder binder)
    {
        if (binder.Sweeping && node.IsLoose && limits.Attribute.Structural)
        {
            return binder.RefuseAlternatives(node, key);
        }
        IReadOnlyList<Node> nodes = ItemsOf(node);
        var values = Array.CreateInstance(itemType, nodes.Count);
        var written = new Node[nodes.Count];
        bool isWell = true;
        for (int i = 0; i < nodes.Count; i++)
        {
            string place = nodes.Count > 1 || item is RecordShape ? $"{key}.{i + 1}" : key;
            if (binder.Bind(item, nodes[i], place) is { } bound)
            {
                values.SetValue(bound.Value, i);
                written[i] = bound.Node;
                continue;
            }
            isWell = false;
        }
        return isWell ? new Bound(values, Node.List(written)) : null;
    }

    public override Bound? ReadChanged(Node changes, Node standard, string key, Binder binder)
        => changes.Appends
            ? Read(Node.List([.. ItemsOf(standard), .. changes.Items], changes.Place), key, binder)
            : Read(changes, key, binder);

    public override Node Write(object value)
        => Node.List(((System.Collections.IEnumerable)value).Cast<object>().Select(item.Write));

    public override JsonObject Schema(SchemaBook book) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "array", ["items"] = item.Schema(book) },
            item.Schema(book)),
    };

    private static IReadOnlyList<Node> ItemsOf(Node node)
    {
        if (node.Kind == NodeKind.List)
        {
            return node.Items;
        }
        if (node.Kind != NodeKind.Text)
        {
            return [node];
        }
        Node value = PieceText.Value(node.Text, node.Place);
        return value.Kind == NodeKind.List ? value.Items : [node];
    }
}
