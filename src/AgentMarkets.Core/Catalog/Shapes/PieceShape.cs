using System.Text.Json.Nodes;

namespace AgentMarkets.Core.Catalog.Shapes;

/// <summary>A piece of one kind, as <c>name(setting=value)</c> or as an object with the member <c>kind</c>.</summary>
/// <param name="wanted">The kind's interface, or one that narrows it: only pieces behind it fit.</param>
internal sealed class PieceShape(KindAttribute kind, Type wanted, Catalog catalog) : Shape
{
    private readonly string[] _names =
        [.. catalog.Pieces(kind.Name).Where(p => p.Type.IsAssignableTo(wanted)).Select(p => p.Name)];

    public override string Words => kind.Name;

    public override string Plural => kind.Plural;

    public override string Wanted
        => $"{kind.Name} ({string.Join(", ", _names)})";

    public override bool Accepts(Node node)
        => node.Kind == NodeKind.Object || (node.Kind == NodeKind.Text && !Numbers.LooksLikeNumber(node.Text));

    public override Bound? Read(Node node, string key, Binder binder)
    {
        switch (node.Kind)
        {
            case NodeKind.Text:
                if (node.Text.Trim().Length == 0)
                {
                    return binder.Refuse(node, key, $"must be a {kind.Name}", Names());
                }
                Node? parsed = PieceText.Parse(node.Text, node.Place, out string why);
                return parsed is null ? binder.Refuse(node, key, why, Example(node.Text)) : Build(parsed, key, binder);
            case NodeKind.List:
                return binder.RefuseAlternatives(node, key);
            case NodeKind.Object when node.IsPiece:
                return Build(node, key, binder);
            case NodeKind.Object:
                return binder.Refuse(node, key, $"does not say which {kind.Name}",
                    $"Write {key}=name(setting=value), or an object with \"kind\". {Names()}");
            default:
                return binder.Refuse(node, key, $"must be a {kind.Name}", Names());
        }
    }

    public override Bound? ReadChanged(Node changes, Node standard, string key, Binder binder)
    {
        if (changes.Kind != NodeKind.Object || changes[Node.PieceKey] is not null)
        {
            return Read(changes, key, binder);
        }
        Node whole = standard.Kind == NodeKind.Text
            ? Node.Object([KeyValuePair.Create(Node.PieceKey, standard)], changes.Place)
            : standard;
        Node changed = changes.Members.Aggregate(whole, (piece, member) => piece.With(member.Key, member.Value));
        return Read(changed, key, binder);
    }

    public override Node Write(object value) => throw new ConfigurationException(
        $"A setting has the {kind.Name} {value.GetType().Name} for its default: "
        + $"write [Setting(..., Default = \"{Piece.NameOf(value)}\")] and leave the property itself null!.");

    public override JsonObject Schema(SchemaBook book) => book.Refer(kind);

    private Bound? Build(Node node, string key, Binder binder)
    {
        Node name = node[Node.PieceKey]!;
        Piece? piece = catalog.Find(kind.Name, name.Text);
        if (piece is null)
        {
            binder.Problems.Add(node.Place with { Key = key }, $"'{name.Text}'", $"no such {kind.Name}",
                Spelling.WayOut(name.Text, Heading, _names));
            return null;
        }
        if (!piece.Type.IsAssignableTo(wanted))
        {
            binder.Problems.Add(node.Place with { Key = key }, $"'{name.Text}'",
                $"is a {kind.Name} that does not fit here", Names());
            return null;
        }
        Node? settings = Named(node.Without(Node.PieceKey), piece, key, binder);
        if (settings is null)
        {
            return null;
        }
        Bound? bound = Members.Read(
            piece.SettingsType, piece.Settings, settings, key, binder, $"Settings of '{piece.Name}'", Owners);
        binder.AddPiece(piece);
        return bound is null ? null : new Bound(piece.Create(bound.Value), Node.Object(
            bound.Node.Members.Prepend(KeyValuePair.Create(Node.PieceKey, Node.Of(piece.Name)))));
    }

    // Gives the value without a name the name of the setting that it belongs to.
    private static Node? Named(Node settings, Piece piece, string key, Binder binder)
    {
        if (settings[""] is not { } value)
        {
            return settings;
        }
        if (piece.Positional is { } setting && settings[setting.Name] is null)
        {
            return settings.Without("").With(setting.Name, value);
        }
        string[] names = piece.Settings.Select(s => s.Name).ToArray();
        binder.Refuse(value, key, $"'{piece.Name}' takes no value without a name",
            names.Length == 0 ? "It has no settings." : $"Write {names[0]}=..., and several values in brackets, "
                + $"[a,b]. Settings: {string.Join(", ", names)}.");
        return null;
    }

    // Who has a setting that this piece has not: whoever wrote it may have meant that piece.
    private string[] Owners(string setting) => [.. _names.Where(name =>
        catalog.Find(kind.Name, name)!.Settings.Any(other => other.Name == setting))];

    // How the piece is written that a text was meant to be.
    private string? Example(string text) =>
        catalog.Find(kind.Name, text.Split('(')[0].Trim()) is { } piece ? $"Write it like {piece.Example}." : null;

    private string Names() => $"{Heading}: {string.Join(", ", _names)}.";

    private string Heading => char.ToUpperInvariant(kind.Plural[0]) + kind.Plural[1..];
}
