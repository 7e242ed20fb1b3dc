using System.Collections.Concurrent;
using System.Reflection;

namespace AgentMarkets.Core.Catalog;

/// <summary>Every piece there is, by kind and name. It is found by a scan: a new piece is one file and no
/// list.</summary>
public sealed class Catalog
{
    // Grows while it is read, and several readers may share one catalogue.
    private readonly ConcurrentDictionary<Type, IReadOnlyList<Setting>> _settings = [];
    private readonly List<Piece> _pieces = [];
    private readonly List<KindAttribute> _kinds = [];

    private Catalog()
    {
    }

    /// <summary>The kinds of pieces, sorted by name.</summary>
    public IReadOnlyList<KindAttribute> Kinds => _kinds;

    /// <summary>All pieces, sorted by kind, then by name.</summary>
    public IReadOnlyList<Piece> All => _pieces;

    /// <summary>Finds the pieces of these assemblies: the classes behind an interface that has a
    /// <see cref="KindAttribute"/>.</summary>
    /// <exception cref="ConfigurationException">A class has no card, or two of a kind have one name.</exception>
    public static Catalog Scan(IEnumerable<Assembly> assemblies)
        => Of(assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()));

    /// <summary>The catalogue of these classes alone.</summary>
    /// <exception cref="ConfigurationException">A class has no card, or two of a kind have one name.</exception>
    public static Catalog Of(IEnumerable<Type> types)
    {
        var catalog = new Catalog();
        var mistakes = new List<string>();
        Type[] all = types.OrderBy(type => type.FullName, StringComparer.Ordinal).ToArray();
        foreach (Type type in all.Where(type => !type.IsAbstract && !type.IsGenericTypeDefinition))
        {
            foreach (KindAttribute kind in type.GetInterfaces().Select(KindOf).OfType<KindAttribute>())
            {
                catalog.Add(type, kind, mistakes);
            }
        }
        catalog._kinds.AddRange(all.Select(KindOf).OfType<KindAttribute>());
        catalog.Settle(mistakes);
        return mistakes.Count == 0 ? catalog : throw new ConfigurationException(string.Join("\n", mistakes));
    }

    /// <summary>The pieces of a kind, sorted by name.</summary>
    public IReadOnlyList<Piece> Pieces(string kind) => _pieces.Where(piece => piece.Kind == kind).ToArray();

    /// <summary>The piece of that kind and name, or nothing.</summary>
    public Piece? Find(string kind, string name) => _pieces.FirstOrDefault(p => p.Kind == kind && p.Name == name);

    /// <summary>The settings of a record, in the order of their declaration; those of base records first.</summary>
    /// <exception cref="ConfigurationException">The record cannot be read from a file.</exception>
    public IReadOnlyList<Setting> SettingsOf(Type record) => _settings.GetOrAdd(record, Describe);

    /// <summary>The kind that an interface names, or nothing.</summary>
    internal static KindAttribute? KindOf(Type type)
        => type.IsInterface ? type.GetCustomAttribute<KindAttribute>(inherit: false) : null;

    /// <summary>The kind whose pieces an interface asks for: its own, or that of one which it narrows.</summary>
    internal static KindAttribute? KindAskedBy(Type type) => !type.IsInterface ? null
        : KindOf(type) ?? type.GetInterfaces().Select(KindOf).FirstOrDefault(kind => kind is not null);

    private void Add(Type type, KindAttribute kind, List<string> mistakes)
    {
        _kinds.Add(kind);
        if (type.GetCustomAttribute<CardAttribute>() is not { } card)
        {
            mistakes.Add($"{type.Name} is a {kind.Name} without a [Card]: "
                + "add [Card(name, summary, source)] above the class.");
            return;
        }
        if (Find(kind.Name, card.Name) is { } twin)
        {
            mistakes.Add($"{twin.Type.Name} and {type.Name} are both the {kind.Name} '{card.Name}': "
                + "give one of them another name on its [Card].");
            return;
        }
        Type? settingsType = type.GetNestedType("Settings", BindingFlags.Public);
        bool fits = type.GetConstructors().Any(c => settingsType is null
            ? c.GetParameters().Length == 0
            : c.GetParameters() is [var only] && only.ParameterType == settingsType);
        if (!fits)
        {
            mistakes.Add($"{type.Name} cannot be built: give it a public constructor "
                + (settingsType is null ? "without parameters." : "that takes its nested record Settings."));
            return;
        }
        try
        {
            IReadOnlyList<Setting> settings = settingsType is null ? [] : SettingsOf(settingsType);
            _pieces.Add(new Piece(kind.Name, card.Name, card.Summary, card.Source, type, settingsType, settings));
        }
        catch (ConfigurationException unreadable)
        {
            mistakes.Add(unreadable.Message);
        }
    }

    private void Settle(List<string> mistakes)
    {
        KindAttribute[] sorted = _kinds.DistinctBy(k => k.Name).OrderBy(k => k.Name, StringComparer.Ordinal).ToArray();
        _kinds.Clear();
        _kinds.AddRange(sorted);
        _pieces.Sort((a, b) => string.CompareOrdinal(a.Kind, b.Kind) is var byKind and not 0
            ? byKind
            : string.CompareOrdinal(a.Name, b.Name));
        mistakes.Sort(StringComparer.Ordinal);
    }

    private Setting[] Describe(Type record)
    {
        object sample = record.GetConstructor(Type.EmptyTypes)?.Invoke(null)
            ?? throw new ConfigurationException($"{record.FullName} cannot be read from a file: "
                + "give it a constructor without parameters and its settings as properties.");
        var settings = new List<Setting>();
        foreach (PropertyInfo property in record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .OrderBy(p => DepthOf(p.DeclaringType!)).ThenBy(p => p.MetadataToken))
        {
            var attribute = property.GetCustomAttribute<SettingAttribute>();
            if (attribute is not null)
            {
                settings.Add(new Setting(property, attribute, sample, this));
            }
            else if (property.SetMethod is { IsPublic: true })
            {
                throw new ConfigurationException($"{record.FullName}.{property.Name} is a setting "
                    + "without a description: add [Setting(\"...\")] above the property.");
            }
        }
        if (settings.Any(setting => setting.Name == Node.PieceKey))
        {
            throw new ConfigurationException($"{record.FullName} has a setting 'kind', the key that names a piece: "
                + "choose another name.");
        }
        return settings.ToArray();
    }

    private static int DepthOf(Type type) => type.BaseType is null ? 0 : DepthOf(type.BaseType) + 1;
}
