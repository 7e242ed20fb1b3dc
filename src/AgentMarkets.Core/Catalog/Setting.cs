using System.Reflection;
using System.Runtime.CompilerServices;
using AgentMarkets.Core.Catalog.Shapes;

namespace AgentMarkets.Core.Catalog;

/// <summary>One key of an experiment file, as its settings record declares it.</summary>
public sealed class Setting
{
    private readonly PropertyInfo _property;
    private readonly Node? _default;

    internal Setting(PropertyInfo property, SettingAttribute attribute, object sample, Catalog catalog)
    {
        _property = property;
        Name = attribute.Name ?? Spelling.Kebab(property.Name);
        Description = attribute.Description;
        IsPositional = attribute.Positional;
        var limits = new Limits(attribute);
        Rule = limits.Words;
        Shape = Shape.Of(property, limits, catalog);
        IsRequired = property.IsDefined(typeof(RequiredMemberAttribute));
        object? initial = property.GetValue(sample);
        IsRequired |= initial is null && attribute.Default is null && !IsNullable(property);
        DefaultIsWritten = attribute.Default is not null;
        _default = IsRequired || (initial is null && !DefaultIsWritten) ? null
            : DefaultIsWritten ? PieceText.Value(attribute.Default!, new Place("default"))
            : Shape.Write(initial!);
    }

    /// <summary>The key, in kebab-case.</summary>
    public string Name { get; }

    public string Description { get; }

    /// <summary>What may be written, in words: <c>number, or several</c>.</summary>
    public string Words => Shape.Words;

    /// <summary>What must hold, in words, or empty: <c>above 0</c>.</summary>
    public string Rule { get; }

    /// <summary>Whether it must be written.</summary>
    public bool IsRequired { get; }

    /// <summary>The default as a user would write it, or nothing.</summary>
    public string? Default => _default is null ? null : PieceText.Write(_default);

    internal bool IsPositional { get; }

    /// <summary>Whether the default is given as text, and not by the property's initial value.</summary>
    internal bool DefaultIsWritten { get; }

    internal Node? DefaultNode => _default;

    internal Shape Shape { get; }

    internal object? Get(object settings) => _property.GetValue(settings);

    internal void Set(object settings, object? value) => _property.SetValue(settings, value);

    private static bool IsNullable(PropertyInfo property)
        => Nullable.GetUnderlyingType(property.PropertyType) is not null
            || (!property.PropertyType.IsValueType
                && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable);
}
