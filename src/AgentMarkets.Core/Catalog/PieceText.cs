namespace AgentMarkets.Core.Catalog;

/// <summary>
/// Reads and writes pieces as text: <c>name(setting=value, ...)</c>. Lists <c>[a,b]</c> and pieces inside pieces stand
/// unquoted; a text that holds one of <c>, ( ) [ ] =</c> or a space stands between <c>'</c> or <c>"</c>.
/// </summary>
public static class PieceText
{
    private const string Marks = ",()[]=";

    /// <summary>Reads a piece into an object whose member <c>kind</c> is its name. A value without a name has the
    /// key <c>""</c>.</summary>
    /// <param name="why">The rule broken, where nothing is returned.</param>
    public static Node? Parse(string text, Place place, out string why)
    {
        var scan = new Scan(text, place);
        Node? piece = scan.Piece();
        if (piece is not null && !scan.IsAtEnd)
        {
            scan.Fail($"has '{text[scan.At..].Trim()}' after the end of the piece");
        }
        why = scan.Why;
        return why.Length == 0 ? piece : null;
    }

    /// <summary>Reads a value as overrides have it; commas outside brackets make a list. What is no such value is a
    /// text.</summary>
    public static Node Value(string text, Place place)
    {
        IReadOnlyList<string> parts = Split(text);
        if (parts.Count > 1)
        {
            return Node.LooseList(parts.Select(part => Value(part, place)), place);
        }
        var scan = new Scan(text, place);
        Node? value = scan.Value(mayHoldSpaces: true);
        return value is not null && scan.Why.Length == 0 && scan.IsAtEnd ? value : Node.Of(text.Trim(), place);
    }

    /// <summary>Splits at the commas outside brackets and quotes.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var parts = new List<string>();
        int depth = 0;
        int start = 0;
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0')
            {
                bool isDoubled = c == quote && i + 1 < text.Length && text[i + 1] == quote;
                i += isDoubled ? 1 : 0;
                quote = c == quote && !isDoubled ? '\0' : quote;
            }
            else if (c is '\'' or '"' && StartsValue(text, i))
            {
                quote = c;
            }
            else if (c is '(' or '[')
            {
                depth++;
            }
            else if (c is ')' or ']')
            {
                depth--;
            }
            else if (c == ',' && depth == 0)
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }
        parts.Add(text[start..].Trim());
        return parts;
    }

    /// <summary>The canonical text of a value: a piece, a list, a number, a flag, or a text, quoted where it must
    /// be.</summary>
    public static string Write(Node node) => node.Kind switch
    {
        NodeKind.Null => "null",
        NodeKind.Flag or NodeKind.Number => node.Text,
        NodeKind.Text => Quote(node.Text),
        NodeKind.List => "[" + string.Join(",", node.Items.Select(Write)) + "]",
        _ => node.IsPiece ? WritePiece(node) : NodeText.OneLine(node),
    };

    /// <summary>The tree with every piece as its canonical text; pieces that hold an object without a name stay
    /// objects.</summary>
    public static Node Compact(Node node) => node.Kind switch
    {
        NodeKind.List => Node.List(node.Items.Select(Compact), node.Place),
        NodeKind.Object when node.IsPiece && IsWritable(node) => Node.Of(Write(node), node.Place),
        NodeKind.Object => Node.Object(
            node.Members.Select(m => KeyValuePair.Create(m.Key, Compact(m.Value))), node.Place),
        _ => node,
    };

    private static string WritePiece(Node piece)
    {
        string name = piece[Node.PieceKey]!.Text;
        var settings = piece.Members.Where(member => member.Key != Node.PieceKey).ToList();
        return settings.Count == 0
            ? name
            : $"{name}({string.Join(", ", settings.Select(WriteSetting))})";
    }

    private static string WriteSetting(KeyValuePair<string, Node> setting)
        => (setting.Key.Length > 0 ? setting.Key + "=" : "") + Write(setting.Value);

    private static bool IsWritable(Node node) => node.Kind switch
    {
        NodeKind.List => node.Items.All(IsWritable),
        NodeKind.Object => node.IsPiece && node.Members.All(member => IsWritable(member.Value)),
        _ => true,
    };

    private static string Quote(string text)
    {
        bool isPlain = text.Length > 0 && !text.Any(c => Marks.Contains(c) || char.IsWhiteSpace(c) || c is '\'' or '"')
            && Word(text, new Place("")).Kind == NodeKind.Text;
        if (isPlain)
        {
            return text;
        }
        char quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        return quote + text.Replace($"{quote}", $"{quote}{quote}") + quote;
    }

    private static Node Word(string word, Place place) => word switch
    {
        "true" or "false" => Node.Of(word == "true", place),
        "null" => Node.Null(place),
        _ => Numbers.LooksLikeNumber(word) ? Node.Number(word, place) : Node.Of(word, place),
    };

    // A quote inside a word, as in o'neill, is a letter.
    private static bool StartsValue(string text, int at)
    {
        int before = at - 1;
        while (before >= 0 && char.IsWhiteSpace(text[before]))
        {
            before--;
        }
        return before < 0 || text[before] is ',' or '(' or '[' or '=';
    }

    private sealed class Scan(string text, Place place)
    {
        private const string Example = "write name(setting=value, ...)";

        public int At { get; private set; }

        public string Why { get; private set; } = "";

        public bool IsAtEnd => Next == '\0';

        private char Next
        {
            get
            {
                while (At < text.Length && char.IsWhiteSpace(text[At]))
                {
                    At++;
                }
                return At < text.Length ? text[At] : '\0';
            }
        }

        public Node? Fail(string why)
        {
            Why = Why.Length == 0 ? why : Why;
            return null;
        }

        public Node? Piece()
        {
            string name = Letters();
            return name.Length == 0 ? Fail($"has no name; {Example}") : Piece(name);
        }

        public Node? Value(bool mayHoldSpaces = false)
        {
            if (Next is '\'' or '"')
            {
                return Quoted();
            }
            if (Next == '[')
            {
                return List();
            }
            string word = Letters();
            if (word.Length == 0)
            {
                return Fail(IsAtEnd ? "ends too early" : $"has '{Next}' where a value should stand");
            }
            if (!mayHoldSpaces && word.Any(char.IsWhiteSpace))
            {
                return Fail($"has a space inside '{word}'; a text with a space stands between quotes");
            }
            return Next == '(' ? Piece(word) : Word(word, place);
        }

        private Node? Piece(string name)
        {
            if (name.Any(char.IsWhiteSpace))
            {
                return Fail($"has a space inside '{name}'; a text with a space stands between quotes");
            }
            List<KeyValuePair<string, Node>> members = [KeyValuePair.Create(Node.PieceKey, Node.Of(name, place))];
            if (Next != '(')
            {
                return Node.Object(members, place);
            }
            At++;
            while (Next != ')')
            {
                if (members.Count > 1 && !Skip(','))
                {
                    return Fail(IsAtEnd ? "misses a ')' at its end" : $"has '{Next}' where ',' or ')' should stand");
                }
                if (Setting(name, members) is null)
                {
                    return null;
                }
            }
            At++;
            return Node.Object(members, place);
        }

        private Node? Setting(string piece, List<KeyValuePair<string, Node>> members)
        {
            int start = At;
            string key = Next is '\'' or '"' or '[' ? "" : Letters();
            if (key.Length == 0 || Next != '=')
            {
                At = start;
                key = "";
            }
            else
            {
                At++;
            }
            Node? value = Value();
            if (value is null)
            {
                return null;
            }
            if (members.Any(member => member.Key == key))
            {
                return Fail(key.Length > 0
                    ? $"sets '{key}' of '{piece}' twice"
                    : $"gives '{piece}' two values without a name; write several values in brackets, [a,b]");
            }
            members.Add(KeyValuePair.Create(key, value));
            return value;
        }

        private Node? List()
        {
            At++;
            var items = new List<Node>();
            while (Next != ']')
            {
                if (items.Count > 0 && !Skip(','))
                {
                    return Fail(IsAtEnd ? "misses a ']' at its end" : $"has '{Next}' where ',' or ']' should stand");
                }
                Node? item = Value();
                if (item is null)
                {
                    return null;
                }
                items.Add(item);
            }
            At++;
            return Node.List(items, place);
        }

        private Node? Quoted()
        {
            char quote = text[At++];
            var letters = new System.Text.StringBuilder();
            while (At < text.Length)
            {
                char c = text[At++];
                if (c != quote)
                {
                    letters.Append(c);
                }
                else if (At < text.Length && text[At] == quote)
                {
                    letters.Append(text[At++]);
                }
                else
                {
                    return Node.Of(letters.ToString(), place);
                }
            }
            return Fail($"misses a {quote} at its end");
        }

        private string Letters()
        {
            _ = Next;
            int start = At;
            while (At < text.Length && !Marks.Contains(text[At]))
            {
                At++;
            }
            return text[start..At].Trim();
        }

        private bool Skip(char mark)
        {
            bool stands = Next == mark;
            At += stands ? 1 : 0;
            return stands;
        }
    }
}
