using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentMarkets.Core.Catalog;

/// <summary>Writes a tree as JSON.</summary>
internal static class NodeText
{
    private const int WidthMax = 110;

    public static string OneLine(Node node) => node.Kind switch
    {
        NodeKind.Null => "null",
        NodeKind.Flag or NodeKind.Number => node.Text,
        NodeKind.Text => Quoted(node.Text),
        NodeKind.List => "[" + string.Join(", ", node.Items.Select(OneLine)) + "]",
        _ => node.Members.Count == 0
            ? "{}"
            : "{ " + string.Join(", ", node.Members.Select(m => $"{Quoted(m.Key)}: {OneLine(m.Value)}")) + " }",
    };

    public static string Indented(Node node)
    {
        var text = new StringBuilder();
        Write(node, 0, text);
        return text.ToString();
    }

    private static void Write(Node node, int depth, StringBuilder text)
    {
        string line = OneLine(node);
        bool stays = line.Length + 2 * depth <= WidthMax && (depth > 0 || node.Kind != NodeKind.Object);
        if (stays || node.Kind is not (NodeKind.List or NodeKind.Object))
        {
            text.Append(line);
            return;
        }
        bool isObject = node.Kind == NodeKind.Object;
        text.Append(isObject ? '{' : '[');
        int count = isObject ? node.Members.Count : node.Items.Count;
        for (int i = 0; i < count; i++)
        {
            text.Append('\n').Append(' ', 2 * (depth + 1));
            text.Append(isObject ? Quoted(node.Members[i].Key) + ": " : "");
            Write(isObject ? node.Members[i].Value : node.Items[i], depth + 1, text);
            text.Append(i + 1 < count ? "," : "");
        }
        text.Append('\n').Append(' ', 2 * depth).Append(isObject ? '}' : ']');
    }

    private static string Quoted(string text)
        => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
