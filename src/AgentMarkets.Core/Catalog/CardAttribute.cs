namespace AgentMarkets.Core.Catalog;

/// <summary>The identity card of a piece: above a class it makes the piece known everywhere, by name.</summary>
/// <remarks>
/// The class has a public constructor without parameters, or one that takes its nested record <c>Settings</c>. The
/// constructor runs before the axes of replicas are crossed: it keeps a <see cref="PerReplica"/>, and asks it later.
/// </remarks>
/// <param name="name">Kebab-case, as written in experiment files.</param>
/// <param name="summary">One sentence.</param>
/// <param name="source">Author (year), section, equation; or what it is if it has no source.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CardAttribute(string name, string summary, string source) : Attribute
{
    public string Name { get; } = name;

    public string Summary { get; } = summary;

    public string Source { get; } = source;
}

/// <summary>Above a piece: the pieces that it speaks of, as a theorem does of a mechanism. Their cards name
/// it.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AboutAttribute(params Type[] pieces) : Attribute
{
    public IReadOnlyList<Type> Pieces { get; } = pieces;
}

/// <summary>Above an interface: its implementations are pieces of this kind (<c>mechanism</c>, <c>prior</c>,
/// ...).</summary>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class KindAttribute(string name, string plural) : Attribute
{
    public string Name { get; } = name;

    public string Plural { get; } = plural;
}
