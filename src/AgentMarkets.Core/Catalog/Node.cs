using System.Globalization;

namespace AgentMarkets.Core.Catalog;

/// <summary>What a piece of an experiment file is, before it has a meaning.</summary>
public enum NodeKind
{
    Null,
    Flag,
    Number,
    Text,
    List,
    Object,
}

/// <summary>The tree of an experiment file: every value as it was written, with the place where it stands.
/// Immutable.</summary>
public sealed class Node
{
    /// <summary>The member that names a piece written as an object.</summary>
    public const string PieceKey = "kind";

    private Node(NodeKind kind, string text, Place? place)
    {
        Kind = kind;
        Text = text;
        Place = place ?? new Place("");
    }

    public NodeKind Kind { get; }

    /// <summary>A text, or a number or flag as written; empty for the others.</summary>
    public string Text { get; }

    public IReadOnlyList<Node> Items { get; private init; } = [];

    /// <summary>The members of an object, in the order written.</summary>
    public IReadOnlyList<KeyValuePair<string, Node>> Members { get; private init; } = [];

    public Place Place { get; private init; }

    /// <summary>Whether it is a list without brackets, which may also mean alternatives: <c>hidden=10,20</c>.</summary>
    internal bool IsLoose { get; private init; }

    /// <summary>Whether it is added to the list that stands by default, in place of replacing it.</summary>
    internal bool Appends { get; private init; }

    public bool IsPiece => Kind == NodeKind.Object && this[PieceKey] is { Kind: NodeKind.Text };

    /// <summary>The member of that name, or nothing.</summary>
    public Node? this[string key] => Members.FirstOrDefault(member => member.Key == key).Value;

    public static Node Null(Place? place = null) => new(NodeKind.Null, "", place);

    public static Node Of(string text, Place? place = null) => new(NodeKind.Text, text, place);

    public static Node Of(bool flag, Place? place = null) => new(NodeKind.Flag, flag ? "true" : "false", place);

    public static Node Of(long number) => Number(number.ToString(CultureInfo.InvariantCulture));

    public static Node Of(ulong number) => Number(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The shortest text that reads back as the same number; not-a-number and infinities become
    /// nothing.</summary>
    public static Node Of(double number) => double.IsFinite(number) ? Number(Numbers.Write(number)) : Null();

    /// <summary>A number as written.</summary>
    public static Node Number(string written, Place? place = null) => new(NodeKind.Number, written, place);

    public static Node List(IEnumerable<Node> items, Place? place = null)
        => new(NodeKind.List, "", place) { Items = items.ToArray() };

    public static Node Object(IEnumerable<KeyValuePair<string, Node>> members, Place? place = null)
        => new(NodeKind.Object, "", place) { Members = members.ToArray() };

    public static Node Object(params (string Key, Node Value)[] members)
        => Object(members.Select(member => KeyValuePair.Create(member.Key, member.Value)));

    /// <summary>This object with a member replaced where it stands, or added at the end.</summary>
    public Node With(string key, Node value)
    {
        var member = KeyValuePair.Create(key, value);
        return this[key] is null
            ? Object(Members.Append(member), Place)
            : Object(Members.Select(m => m.Key == key ? member : m), Place);
    }

    /// <summary>This object without a member.</summary>
    public Node Without(string key) => Object(Members.Where(member => member.Key != key), Place);

    /// <summary>Whether both mean the same, wherever they stand.</summary>
    public bool SameAs(Node other) => NodeText.OneLine(this) == NodeText.OneLine(other);

    /// <summary>The value as a problem shows it.</summary>
    public string Shown
    {
        get
        {
            string shown = Kind switch
            {
                NodeKind.Text => Numbers.LooksLikeNumber(Text) ? Text : $"'{Text}'",
                NodeKind.List => PieceText.Write(this),
                NodeKind.Object => IsPiece ? $"'{PieceText.Write(this)}'" : NodeText.OneLine(this),
                _ => PieceText.Write(this),
            };
            return shown.Length <= 60 ? shown : shown[..57] + "...";
        }
    }

    /// <summary>JSON, laid out to be read: short objects and lists stay on one line.</summary>
    public override string ToString() => NodeText.Indented(this);

    internal static Node LooseList(IEnumerable<Node> items, Place place)
        => new(NodeKind.List, "", place) { Items = items.ToArray(), IsLoose = true };

    internal Node AsAppended() => new(NodeKind.List, "", Place) { Items = Items, Appends = true };
}
