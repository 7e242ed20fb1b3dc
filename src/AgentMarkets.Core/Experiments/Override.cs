using System.Globalization;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Experiments;

/// <summary>A change to an experiment as typed: <c>learner.learning-rate=3e-4</c>,
/// <c>measure+=oscillation</c>.</summary>
public sealed record Override
{
    private Override(string text, IReadOnlyList<string> path, string written, bool adds)
    {
        Text = text;
        Path = path;
        Written = written;
        Adds = adds;
    }

    /// <summary>As typed.</summary>
    public string Text { get; }

    /// <summary>The keys, outermost first; blocks of a list are numbered from 1.</summary>
    public IReadOnlyList<string> Path { get; }

    /// <summary>The dotted key.</summary>
    public string Key => string.Join('.', Path);

    /// <summary>The value as typed.</summary>
    public string Written { get; }

    /// <summary>Whether the value is added to a list (<c>+=</c>).</summary>
    public bool Adds { get; }

    /// <summary>What the places of its values are called.</summary>
    public string Source => $"override '{Text}'";

    /// <summary>Reads one override.</summary>
    /// <returns>Nothing where a problem was added.</returns>
    public static Override? Parse(string text, Problems problems)
    {
        int equals = text.IndexOf('=');
        bool adds = equals > 0 && text[equals - 1] == '+';
        string key = equals < 0 ? "" : text[..(adds ? equals - 1 : equals)].Trim();
        string[] path = key.Split('.');
        if (equals < 0 || path.Any(part => part.Length == 0 || part.Any(char.IsWhiteSpace)))
        {
            problems.Add(new Place($"override '{text}'"), null, "is no override",
                "Write key=value, such as seed=1..64 or learner.learning-rate=3e-4.");
            return null;
        }
        if (path[0] == "expect" && path.Length > 1)
        {
            path = ["expect", key["expect.".Length..]]; // the keys of rules hold dots of their own
        }
        return new Override(text, path, text[(equals + 1)..].Trim(), adds);
    }

    /// <summary>Applies overrides in the order given.</summary>
    public static Node Apply(Node tree, IEnumerable<string> texts, Problems problems)
    {
        foreach (string text in texts)
        {
            if (Parse(text, problems) is { } change)
            {
                tree = change.Apply(tree, problems);
            }
        }
        return tree;
    }

    /// <summary>The tree with this change.</summary>
    public Node Apply(Node tree, Problems problems)
    {
        var place = new Place(Source);
        Node? value = ReadValue(place, problems);
        return value is null ? tree : Set(tree, 0, value, problems) ?? tree;
    }

    /// <summary>The values as alternatives, each as an override of its own.</summary>
    public IReadOnlyList<string> Alternatives()
    {
        string list = Written.StartsWith('[') && Written.EndsWith(']') && PieceText.Split(Written).Count == 1
            ? Written[1..^1]
            : Written;
        IEnumerable<string> values = PieceText.Split(list).SelectMany(part => !part.StartsWith('[')
            && Numbers.Flatten(Node.Of(part), out _) is { Count: > 1 } numbers ? numbers : [part]);
        return values.Select(value => $"{Key}{(Adds ? "+=" : "=")}{value}").ToArray();
    }

    private Node? ReadValue(Place place, Problems problems)
    {
        bool isJson = Written.StartsWith('{') || (Written.StartsWith('[') && Written[1..].TrimStart().StartsWith('{'));
        if (isJson)
        {
            Node? value = ExperimentText.ParseValue(Written, Source, problems);
            return value is null ? null : At(place, value);
        }
        return Path[0] == "expect" ? Node.Of(Written, place) : PieceText.Value(Written, place);
    }

    /// <summary>The node with the value put at the rest of the path, or nothing where a problem was added.</summary>
    private Node? Set(Node node, int depth, Node value, Problems problems)
    {
        if (depth == Path.Count)
        {
            return Adds ? Added(node, value) : value;
        }
        string key = Path[depth];
        bool isNumber = int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        switch (node.Kind)
        {
            case NodeKind.List when isNumber && number >= 1 && number <= node.Items.Count:
                Node? item = Set(node.Items[number - 1], depth + 1, value, problems);
                return item is null ? null
                    : Node.List(node.Items.Select((old, i) => i == number - 1 ? item : old), node.Place);
            case NodeKind.List when node.IsLoose:
                problems.Add(Problem.Alternatives(node, PathTo(depth)));
                return null;
            case NodeKind.List:
                return Refuse(depth, node, problems, $"has no '{key}'",
                    $"It is a list of {node.Items.Count}; address its blocks from 1, such as {PathTo(depth)}.1.");
            case NodeKind.Text:
                Node? piece = PieceText.Parse(node.Text, node.Place, out _);
                return piece is null || isNumber
                    ? Refuse(depth, node, problems, $"has no settings, so there is no '{key}' in it", null)
                    : Set(piece, depth, value, problems);
            case NodeKind.Number or NodeKind.Flag when isNumber:
                return Refuse(depth, node, problems, $"is not a list of blocks, so there is no block {key}",
                    $"Write {PathTo(depth)} as a list of blocks in the file, "
                        + "such as [{ \"count\": 1 }, { \"count\": 1 }].");
            case NodeKind.Number or NodeKind.Flag:
                return Refuse(depth, node, problems, $"has no settings, so there is no '{key}' in it", null);
        }
        return SetMember(node, depth, key, isNumber, value, problems);
    }

    private Node? SetMember(Node node, int depth, string key, bool isNumber, Node value, Problems problems)
    {
        Node block = node.Kind == NodeKind.Object ? node : Node.Object([], value.Place);
        Node? old = block[key];
        if (isNumber && old is null && depth > 0)
        {
            // A single block is a list of one.
            return key == "1" && block.Members.Count > 0
                ? Set(block, depth + 1, value, problems)
                : Refuse(depth, null, problems, $"has no block {key}",
                    $"Write {PathTo(depth)} as a list of blocks in the file first; blocks are counted from 1.");
        }
        if (old is null && depth + 1 == Path.Count)
        {
            return block.With(key, Adds ? Added(null, value) : value);
        }
        Node? member = Set(old ?? Node.Object([], value.Place), depth + 1, value, problems);
        return member is null ? null : block.With(key, member);
    }

    private static Node Added(Node? old, Node value)
    {
        IEnumerable<Node> added = value.Kind == NodeKind.List ? value.Items : [value];
        if (old is null or { Kind: NodeKind.Null })
        {
            return Node.List(added, value.Place).AsAppended();
        }
        Node before = old.Kind == NodeKind.Text ? PieceText.Value(old.Text, old.Place) : old;
        Node all = Node.List((before.Kind == NodeKind.List ? before.Items : [before]).Concat(added), value.Place);
        return before.Appends ? all.AsAppended() : all;
    }

    private Node? Refuse(int depth, Node? found, Problems problems, string rule, string? wayOut)
    {
        problems.Add(new Place(Source, Key: PathTo(depth)), found?.Shown, rule, wayOut);
        return null;
    }

    private string PathTo(int depth) => string.Join('.', Path.Take(depth));

    // Values given as JSON stand in the override, whatever their line within it.
    private static Node At(Place place, Node node) => node.Kind switch
    {
        NodeKind.List => Node.List(node.Items.Select(item => At(place, item)), place),
        NodeKind.Object => Node.Object(node.Members.Select(m => KeyValuePair.Create(m.Key, At(place, m.Value))), place),
        NodeKind.Number => Node.Number(node.Text, place),
        NodeKind.Text => Node.Of(node.Text, place),
        NodeKind.Flag => Node.Of(node.Text == "true", place),
        _ => Node.Null(place),
    };
}
