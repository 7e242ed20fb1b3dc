using System.Text;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Experiments;

/// <summary>What the verbs <c>list</c> and <c>show</c> print, for people and as JSON.</summary>
/// <param name="experiments">The experiments that come with the program.</param>
/// <param name="studies">The studies that do; where it is left out, nothing is said of studies.</param>
public sealed class CardText(Catalog.Catalog catalog, IReadOnlyList<ExperimentCard> experiments,
    IReadOnlyList<ExperimentCard>? studies = null)
{
    private const int ScreenWidth = 100;

    private readonly (string Singular, string Plural, IReadOnlyList<ExperimentCard> Cards)[] _files =
    [
        ("experiment", "experiments", experiments),
        .. studies is null ? [] : new[] { ("study", "studies", studies) },
    ];

    /// <summary>The names of all kinds as <c>list</c> knows them: plurals, and those of files.</summary>
    public IReadOnlyList<string> Kinds
        => catalog.Kinds.Select(kind => kind.Plural)
            .Union(_files.Select(file => file.Plural)).Order(StringComparer.Ordinal).ToArray();

    /// <summary>Name, sentence and source of everything of a kind, or of all kinds.</summary>
    /// <param name="kind">Singular or plural; nothing for all.</param>
    public string List(string? kind = null)
    {
        var text = new StringBuilder();
        foreach ((string plural, IReadOnlyList<Entry> entries) in Chosen(kind))
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(plural).Append('\n');
            Lines(text, entries, indent: 2);
        }
        return text.ToString();
    }

    /// <summary>As <see cref="List"/>: an array of cards for each kind.</summary>
    public Node ListJson(string? kind = null) => Node.Object(Chosen(kind).Select(group =>
        KeyValuePair.Create(group.Plural, Node.List(group.Entries.Select(Json)))));

    /// <summary>Everything about every piece and experiment of that name.</summary>
    public string Show(string name) => string.Join("\n", Named(name).Select(Card));

    /// <summary>As <see cref="Show"/>: an array of cards.</summary>
    public Node ShowJson(string name) => Node.Object(("cards", Node.List(Named(name).Select(Json))));

    private static void Lines(StringBuilder text, IReadOnlyList<Entry> entries, int indent)
    {
        int width = entries.Count == 0 ? 0 : entries.Max(entry => entry.Name.Length);
        foreach (Entry entry in entries)
        {
            text.Append(' ', indent).Append(entry.Name.PadRight(width)).Append("  ").Append(entry.Summary);
            text.Append(entry.Source.Length > 0 ? $" [{entry.Source}]\n" : "\n");
        }
    }

    private string Card(Entry entry)
    {
        var text = new StringBuilder();
        text.Append($"{entry.Name} ({entry.Kind})\n  {entry.Summary}\n");
        text.Append(entry.Source.Length > 0 ? $"  Source: {entry.Source}\n" : "");
        if (entry.Piece is not { } piece)
        {
            return text.ToString();
        }
        text.Append(piece.Settings.Count == 0 ? "  No settings.\n" : "  Settings:\n");
        int width = piece.Settings.Count == 0 ? 0 : piece.Settings.Max(setting => setting.Name.Length);
        foreach (Setting setting in piece.Settings)
        {
            text.Append($"    {setting.Name.PadRight(width)}  {setting.Description}\n");
            text.Append($"    {new string(' ', width)}  {Rules(setting)}\n");
        }
        text.Append($"  Written: {piece.Example}\n");
        foreach ((string plural, IReadOnlyList<Entry> speaking) in AboutIt(piece))
        {
            text.Append($"  {char.ToUpperInvariant(plural[0])}{plural[1..]}:\n");
            Lines(text, speaking, indent: 4);
        }
        string[] spokenOf = SpokenOf(piece);
        string[] users = UsersOf(piece);
        text.Append(spokenOf.Length > 0 ? Wrapped("About", spokenOf) : "");
        return text.Append(users.Length > 0 ? Wrapped("Experiments", users) : "").ToString();
    }

    /// <summary>The pieces that speak of a piece, by kind: theorems of a mechanism.</summary>
    private IEnumerable<(string Plural, IReadOnlyList<Entry> Entries)> AboutIt(Piece piece)
        => catalog.Kinds.Select(kind => (kind.Plural, Entries: (IReadOnlyList<Entry>)EntriesOf(kind.Plural)
            .Where(entry => entry.Piece?.IsAbout(piece) ?? false).ToArray())).Where(group => group.Entries.Count > 0);

    private string[] SpokenOf(Piece piece)
        => [.. catalog.All.Where(piece.IsAbout).Select(other => other.Name).Distinct()];

    private string[] UsersOf(Piece piece)
        => [.. experiments.Where(card => card.Pieces.Contains(piece)).Select(card => card.Name)
            .Order(StringComparer.Ordinal)];

    /// <summary>Names in lines that fit a screen.</summary>
    private static string Wrapped(string heading, IReadOnlyList<string> names)
    {
        var text = new StringBuilder($"  {heading}:");
        int width = text.Length;
        for (int k = 0; k < names.Count; k++)
        {
            string word = names[k] + (k + 1 < names.Count ? "," : "");
            if (width + 1 + word.Length > ScreenWidth)
            {
                text.Append("\n   ");
                width = 3;
            }
            text.Append(' ').Append(word);
            width += 1 + word.Length;
        }
        return text.Append('\n').ToString();
    }

    private static string Rules(Setting setting)
    {
        bool isSaid = setting.Rule.Length == 0 || setting.Words == setting.Rule;
        string standard = setting.IsRequired ? "must be written"
            : setting.Default is { } value ? $"default {value}"
            : "may be left out";
        return $"{setting.Words}{(isSaid ? "" : $", {setting.Rule}")}; {standard}";
    }

    private Node Json(Entry entry)
    {
        Node card = Node.Object(("name", Node.Of(entry.Name)), ("kind", Node.Of(entry.Kind)),
            ("summary", Node.Of(entry.Summary)), ("source", Node.Of(entry.Source)));
        if (entry.Piece is not { } piece)
        {
            return card;
        }
        card = card.With("settings", Node.List(piece.Settings.Select(Json))).With("example", Node.Of(piece.Example));
        foreach ((string plural, IReadOnlyList<Entry> speaking) in AboutIt(piece))
        {
            card = card.With(plural, Names(speaking.Select(other => other.Name)));
        }
        card = SpokenOf(piece) is { Length: > 0 } about ? card.With("about", Names(about)) : card;
        return UsersOf(piece) is { Length: > 0 } users ? card.With("experiments", Names(users)) : card;

        static Node Names(IEnumerable<string> names) => Node.List(names.Select(name => Node.Of(name)));
    }

    private static Node Json(Setting setting) => Node.Object(
        ("name", Node.Of(setting.Name)),
        ("description", Node.Of(setting.Description)),
        ("type", Node.Of(setting.Words)),
        ("rule", setting.Rule.Length > 0 ? Node.Of(setting.Rule) : Node.Null()),
        ("default", setting.Default is { } value ? Node.Of(value) : Node.Null()),
        ("required", Node.Of(setting.IsRequired)));

    private IEnumerable<(string Plural, IReadOnlyList<Entry> Entries)> Chosen(string? kind)
    {
        string? plural = kind is null ? null : Kinds.FirstOrDefault(k => k == kind || Singular(k) == kind);
        if (kind is not null && plural is null)
        {
            throw Unknown(kind, "kind", "Kinds", Kinds);
        }
        return Kinds.Where(known => plural is null || known == plural).Select(known => (known, EntriesOf(known)));
    }

    private IReadOnlyList<Entry> EntriesOf(string plural)
    {
        var file = _files.FirstOrDefault(file => file.Plural == plural);
        if (file.Cards is not null && !catalog.Kinds.Any(kind => kind.Plural == plural))
        {
            return file.Cards.OrderBy(card => card.Name, StringComparer.Ordinal)
                .Select(card => new Entry(file.Singular, card.Name, card.Description, card.Source, null)).ToArray();
        }
        return catalog.Pieces(Singular(plural))
            .Select(p => new Entry(p.Kind, p.Name, p.Summary, p.Source, p)).ToArray();
    }

    private string Singular(string plural)
        => catalog.Kinds.FirstOrDefault(kind => kind.Plural == plural)?.Name
            ?? _files.First(file => file.Plural == plural).Singular;

    private IReadOnlyList<Entry> Named(string name)
    {
        Entry[] all = Kinds.SelectMany(EntriesOf).ToArray();
        Entry[] found = all.Where(entry => entry.Name == name).ToArray();
        return found.Length > 0
            ? found
            : throw Unknown(name, "piece or experiment", "Kinds to list", Kinds, all.Select(entry => entry.Name));
    }

    private static ConfigurationException Unknown(string name, string what, string heading,
        IReadOnlyList<string> listed, IEnumerable<string>? candidates = null)
    {
        string? nearest = Spelling.Nearest(name, candidates ?? listed);
        string meant = nearest is null ? "" : $" Did you mean '{nearest}'?";
        return new ConfigurationException($"'{name}': no such {what}.{meant} {heading}: {string.Join(", ", listed)}.");
    }

    private sealed record Entry(string Kind, string Name, string Summary, string Source, Piece? Piece);
}

/// <summary>What is known of an experiment without reading all of it.</summary>
/// <param name="Description">One sentence: its <c>description</c>, or the first sentence of the comment at its
/// head.</param>
/// <param name="Source">The claim that it repeats, or where it stands.</param>
public sealed record ExperimentCard(string Name, string Description, string Source)
{
    /// <summary>What it is made of; their cards name it.</summary>
    public IReadOnlyList<Piece> Pieces { get; init; } = [];
}
