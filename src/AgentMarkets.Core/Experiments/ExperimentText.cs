using System.Text;
using System.Text.Json;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Experiments;

/// <summary>Reads the text of an experiment file: JSON with comments and trailing commas, and otherwise
/// strict.</summary>
public static class ExperimentText
{
    /// <summary>Reads a file into a tree in which every value knows its place.</summary>
    /// <param name="source">The file as the user named it.</param>
    /// <returns>Nothing where it is no JSON object.</returns>
    public static Node? Parse(string text, string source, Problems problems)
    {
        Node? tree = ParseValue(text, source, problems);
        if (tree is { Kind: not NodeKind.Object })
        {
            problems.Add(tree.Place, null, "an experiment is an object", "Write { \"auction\": { ... } }.");
            return null;
        }
        return tree;
    }

    /// <summary>The first sentence of the comment at the head of the file, or nothing.</summary>
    public static string? LeadingComment(string text)
    {
        var comment = new StringBuilder();
        foreach (string line in text.TrimStart('\uFEFF').Split('\n').Select(line => line.Trim()))
        {
            string rest = line.StartsWith('{') ? line[1..].TrimStart() : line;
            if (rest.StartsWith("//", StringComparison.Ordinal))
            {
                comment.Append(comment.Length > 0 ? " " : "").Append(rest.TrimStart('/').Trim());
            }
            else if (rest.Length > 0 || comment.Length > 0)
            {
                break;
            }
        }
        return comment.Length == 0 ? null : FirstSentence(comment.ToString());
    }

    internal static Node? ParseValue(string text, string source, Problems problems)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'));
        var options = new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
        var reader = new Utf8JsonReader(bytes, options);
        var places = new Places(bytes, source);
        try
        {
            reader.Read();
            Node value = Read(ref reader, "", places, problems);
            reader.Read();
            return value;
        }
        catch (JsonException e)
        {
            problems.Add(new Place(source, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1),
                null, $"this is not JSON: {Sentence(e)}");
            return null;
        }
    }

    // The reader's own words, but where they are about how it works inside.
    private static string Sentence(JsonException e)
    {
        if (e.Message.Contains("does not contain any JSON tokens"))
        {
            return "there is nothing here";
        }
        if (e.Message.Contains("depth to be zero"))
        {
            return "a { or [ is still open at the end";
        }
        int end = e.Message.IndexOf(" LineNumber", StringComparison.Ordinal);
        string sentence = (end < 0 ? e.Message : e.Message[..end]).TrimEnd('.');
        return $"{char.ToLowerInvariant(sentence[0])}{sentence[1..]}";
    }

    private static Node Read(ref Utf8JsonReader reader, string path, Places places, Problems problems)
    {
        Place place = places.At(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(ref reader, place with { Key = path }, places, problems);
            case JsonTokenType.StartArray:
                var items = new List<Node>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader, $"{path}.{items.Count + 1}", places, problems));
                }
                return Node.List(items, place);
            case JsonTokenType.Number:
                return Node.Number(Encoding.UTF8.GetString(reader.ValueSpan), place);
            case JsonTokenType.String:
                return Node.Of(reader.GetString()!, place);
            case JsonTokenType.True or JsonTokenType.False:
                return Node.Of(reader.TokenType == JsonTokenType.True, place);
            default:
                return Node.Null(place);
        }
    }

    private static Node ReadObject(ref Utf8JsonReader reader, Place place, Places places, Problems problems)
    {
        var members = new List<KeyValuePair<string, Node>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string key = reader.GetString()!;
            Place keyPlace = places.At(reader.TokenStartIndex);
            reader.Read();
            Node value = Read(ref reader, place.Of(key).Key, places, problems);
            if (members.Any(member => member.Key == key))
            {
                problems.Add(keyPlace with { Key = place.Of(key).Key }, null, "stands twice in one block",
                    "Keep one of the two.");
                continue;
            }
            members.Add(KeyValuePair.Create(key, value));
        }
        return Node.Object(members, place);
    }

    // A full stop ends a sentence where white space and a capital follow, which tells 'Prop. 2.2' from 'v/2. This'.
    private static string FirstSentence(string text)
    {
        for (int i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] == '.' && text[i + 1] == ' ' && char.IsUpper(text[(i + 1)..].TrimStart().FirstOrDefault()))
            {
                return text[..(i + 1)];
            }
        }
        return text;
    }

    /// <summary>Turns byte offsets into lines and columns.</summary>
    private sealed class Places(byte[] bytes, string source)
    {
        private long _at;
        private int _line = 1;
        private long _lineStart;

        // Offsets come in ascending order, so that one pass is enough.
        public Place At(long offset)
        {
            for (; _at < offset; _at++)
            {
                if (bytes[_at] == '\n')
                {
                    _line++;
                    _lineStart = _at + 1;
                }
            }
            int column = Encoding.UTF8.GetCharCount(bytes, (int)_lineStart, (int)(offset - _lineStart)) + 1;
            return new Place(source, _line, column);
        }
    }
}
