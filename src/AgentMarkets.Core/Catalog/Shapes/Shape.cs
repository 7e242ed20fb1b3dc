using System.Reflection;
using System.Text.Json.Nodes;

namespace AgentMarkets.Core.Catalog.Shapes;

/// <summary>How values of one type are written in experiment files: read, written, described.</summary>
internal abstract class Shape
{
    /// <summary>What may be written, in words.</summary>
    public abstract string Words { get; }

    /// <summary>Several of it, in words.</summary>
    public virtual string Plural => Words + "s";

    /// <summary>What may be written, with the choices where they are names.</summary>
    public virtual string Wanted => Words;

    /// <summary>Reads a value.</summary>
    /// <returns>Nothing where problems were added.</returns>
    public abstract Bound? Read(Node node, string key, Binder binder);

    /// <summary>Writes what <see cref="Read"/> reads.</summary>
    public abstract Node Write(object value);

    /// <summary>Whether the value has this form, though it may still break a rule.</summary>
    public abstract bool Accepts(Node node);

    /// <summary>The JSON Schema of what may be written.</summary>
    public abstract JsonObject Schema(SchemaBook book);

    /// <summary>Reads the setting where nothing was written but changes to its default.</summary>
    public virtual Bound? ReadChanged(Node changes, Node standard, string key, Binder binder)
        => Read(changes, key, binder);

    public static Shape Of(PropertyInfo property, Limits limits, Catalog catalog)
        => TryOf(property.PropertyType, limits, catalog) ?? throw new ConfigurationException(
            $"{property.DeclaringType!.FullName}.{property.Name} is a {property.PropertyType.Name}, which no file can "
            + "hold: use PerReplica, a number, bool, string, an enum, a piece, a record with settings, or a "
            + "list of these.");

    public static Shape Of(Type type, Catalog catalog)
        => TryOf(type, new Limits(new SettingAttribute("")), catalog)
            ?? throw new ConfigurationException($"{type.FullName} cannot be read from a file.");

    private static Shape? TryOf(Type type, Limits limits, Catalog catalog)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(PerReplica))
        {
            return new PerReplicaShape(limits);
        }
        if (plain == typeof(Seeds))
        {
            return new SeedsShape();
        }
        if (plain == typeof(double))
        {
            return new NumberShape(limits);
        }
        if (plain == typeof(int) || plain == typeof(long) || plain == typeof(ulong))
        {
            return new WholeShape(plain, limits);
        }
        if (plain == typeof(bool))
        {
            return new FlagShape();
        }
        if (plain == typeof(string))
        {
            return new TextShape(limits.Choices, choice => choice);
        }
        if (plain.IsEnum)
        {
            return new TextShape(Enum.GetNames(plain).Select(Spelling.Kebab).ToArray(),
                choice => Enum.GetValues(plain).Cast<object>().First(v => Spelling.Kebab(v.ToString()!) == choice));
        }
        return TryOfClass(plain, limits, catalog);
    }

    private static Shape? TryOfClass(Type type, Limits limits, Catalog catalog)
    {
        if (type == typeof(DataFile) || type == typeof(DataFolder))
        {
            return new DataShape(isFolder: type == typeof(DataFolder));
        }
        if (Catalog.KindAskedBy(type) is { } kind)
        {
            return new PieceShape(kind, type, catalog);
        }
        Type? item = type.IsArray ? type.GetElementType()
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
                ? type.GetGenericArguments()[0]
                : null;
        if (item is not null)
        {
            return TryOf(item, limits, catalog) is { } shape ? new ListShape(item, shape, limits) : null;
        }
        if (!type.IsClass || type.IsAbstract)
        {
            return null;
        }
        if (CustomShape.TryOf(type) is { } custom)
        {
            return custom;
        }
        return typeof(IOneOf).IsAssignableFrom(type) ? new OneOfShape(type, catalog) : new RecordShape(type, catalog);
    }
}
