using System.Text.Json.Nodes;

namespace AgentMarkets.Core.Catalog.Shapes;

/// <summary>Reads the members of an object into the settings of a record.</summary>
internal static class Members
{
    /// <param name="record">The settings record; nothing for a piece without settings.</param>
    /// <param name="heading">What the known keys are, for the way out of an unknown one; nothing leaves them
    /// unchecked.</param>
    /// <param name="owners">Who else has a setting of that name, where somebody might.</param>
    public static Bound? Read(Type? record, IReadOnlyList<Setting> settings, Node node, string key, Binder binder,
        string? heading, Func<string, IReadOnlyList<string>>? owners = null)
    {
        int before = binder.Problems.Count;
        if (heading is not null)
        {
            RefuseUnknown(node, key, heading, settings.Select(s => s.Name).ToArray(), binder, owners);
        }
        object? value = record is null ? null : Activator.CreateInstance(record);
        var written = new List<KeyValuePair<string, Node>>();
        foreach (Setting setting in settings)
        {
            if (ReadOne(setting, node, key, value!, binder) is { } bound)
            {
                setting.Set(value!, bound.Value);
                written.Add(KeyValuePair.Create(setting.Name, bound.Node));
            }
        }
        if (binder.Problems.Count == before && value is IChecked rules)
        {
            rules.Check(binder.Problems, node.Place with { Key = key });
        }
        return binder.Problems.Count == before ? new Bound(value, Node.Object(written, node.Place)) : null;
    }

    public static void RefuseUnknown(Node node, string key, string heading, IReadOnlyList<string> known, Binder binder,
        Func<string, IReadOnlyList<string>>? owners = null)
    {
        foreach ((string name, Node value) in node.Members)
        {
            if (!known.Contains(name))
            {
                var others = owners?.Invoke(name) ?? [];
                binder.Problems.Add(value.Place with { Key = Join(key, name) }, null, "no such setting",
                    others.Count == 0 ? Spelling.WayOut(name, heading, known)
                        : $"It is a setting of {string.Join(", ", others)}. {Spelling.Known(heading, known)}");
            }
        }
    }

    public static string Join(string key, string name) => key.Length == 0 ? name : $"{key}.{name}";

    private static Bound? ReadOne(Setting setting, Node node, string key, object target, Binder binder)
    {
        string path = Join(key, setting.Name);
        Node? given = node[setting.Name];
        var implied = setting.IsRequired ? null : target as IImplied;
        if (given is { Kind: not NodeKind.Null })
        {
            return (setting.DefaultNode ?? Parsed(implied?.ChangedFrom(setting.Name))) is { } standard
                ? setting.Shape.ReadChanged(given, standard, path, binder)
                : setting.Shape.Read(given, path, binder);
        }
        if (setting.IsRequired)
        {
            string rule = setting.Rule.Length > 0 && setting.Rule != setting.Words ? $", {setting.Rule}" : "";
            binder.Problems.Add((given ?? node).Place with { Key = path }, null, "missing",
                $"{setting.Description} Wanted: {setting.Shape.Wanted}{rule}.");
            return null;
        }
        // The default is read like anything else, so that it obeys the same rules and makes the same axes.
        return (setting.DefaultNode ?? Parsed(implied?.DefaultOf(setting.Name))) is { } byDefault
            ? setting.Shape.Read(byDefault, path, binder) : null;
    }

    private static Node? Parsed(string? text) => text is null ? null : PieceText.Value(text, new Place("default"));
}

/// <summary>A block of settings.</summary>
internal sealed class RecordShape(Type record, Catalog catalog) : Shape
{
    public override string Words => "block of settings";

    public override string Plural => "blocks of settings";

    public override bool Accepts(Node node) => node.Kind == NodeKind.Object;

    public override Bound? Read(Node node, string key, Binder binder) => node.Kind == NodeKind.Object
        ? Members.Read(record, catalog.SettingsOf(record), node, key, binder, "Settings here")
        : binder.Refuse(node, key, "must be a block { ... }",
            $"Settings: {string.Join(", ", catalog.SettingsOf(record).Select(s => s.Name))}.");

    // What the block leaves out keeps the value of the default block, not that of the record.
    public override Bound? ReadChanged(Node changes, Node standard, string key, Binder binder)
    {
        IEnumerable<KeyValuePair<string, Node>> kept = standard.Members.Where(member => changes[member.Key] is null);
        return changes.Kind == NodeKind.Object
            ? Read(Node.Object(changes.Members.Concat(kept), changes.Place), key, binder)
            : Read(changes, key, binder);
    }

    public override Node Write(object value)
    {
        var members = new List<KeyValuePair<string, Node>>();
        foreach (Setting setting in catalog.SettingsOf(record))
        {
            object? member = setting.Get(value);
            Node? written = setting.DefaultIsWritten && member is null ? setting.DefaultNode
                : member is null ? null
                : setting.Shape.Write(member);
            if (written is not null)
            {
                members.Add(KeyValuePair.Create(setting.Name, written));
            }
        }
        return Node.Object(members);
    }

    public override JsonObject Schema(SchemaBook book) => book.Refer(record);
}

/// <summary>A setting that may be written in several forms.</summary>
internal sealed class OneOfShape(Type record, Catalog catalog) : Shape
{
    private IReadOnlyList<Setting> Forms => catalog.SettingsOf(record);

    public override string Words => string.Join(", or ", Forms.Select(form => form.Words));

    public override bool Accepts(Node node) => Forms.Any(form => form.Shape.Accepts(node));

    public override Bound? Read(Node node, string key, Binder binder)
    {
        Setting? form = Forms.FirstOrDefault(form => form.Shape.Accepts(node));
        if (form is null)
        {
            return binder.Refuse(node, key, $"must be a {string.Join(", or a ", Forms.Select(form => form.Words))}");
        }
        if (binder.Bind(form.Shape, node, key) is not { } bound)
        {
            return null;
        }
        object value = Activator.CreateInstance(record)!;
        foreach (Setting other in Forms)
        {
            other.Set(value, other == form ? bound.Value : null);
        }
        return bound with { Value = value };
    }

    public override Node Write(object value)
    {
        Setting form = Forms.First(form => form.Get(value) is not null);
        return form.Shape.Write(form.Get(value)!);
    }

    public override JsonObject Schema(SchemaBook book)
        => new() { ["anyOf"] = new JsonArray(Forms.Select(form => (JsonNode)form.Shape.Schema(book)).ToArray()) };
}

/// <summary>A setting with a format of its own.</summary>
internal sealed class CustomShape(string words, JsonObject schema, Func<Node, Place, Problems, object?> read,
    Func<object, Node> write) : Shape
{
    public override string Words => words;

    public override bool Accepts(Node node) => true;

    public override Bound? Read(Node node, string key, Binder binder)
    {
        object? value = read(node, node.Place with { Key = key }, binder.Problems);
        return value is null ? null : new Bound(value, write(value));
    }

    public override Node Write(object value) => write(value);

    public override JsonObject Schema(SchemaBook book) => (JsonObject)schema.DeepClone();

    public static CustomShape? TryOf(Type type)
    {
        bool isCustom = type.GetInterfaces().Any(i => i.IsGenericType
            && i.GetGenericTypeDefinition() == typeof(ICustomSetting<>) && i.GetGenericArguments()[0] == type);
        return isCustom
            ? (CustomShape)typeof(CustomShape).GetMethod(nameof(Make))!.MakeGenericMethod(type).Invoke(null, null)!
            : null;
    }

    public static CustomShape Make<T>()
        where T : class, ICustomSetting<T>
        => new(T.Words, T.Schema, T.Read, value => ((T)value).Write());
}
