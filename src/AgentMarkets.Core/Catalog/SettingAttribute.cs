namespace AgentMarkets.Core.Catalog;

/// <summary>Above a property of a settings record: the property is a key of the experiment file.</summary>
/// <remarks>
/// The key is the property's name in kebab-case and its default is the property's initial value. A property marked
/// <c>required</c> has no default and must be written; a nullable one may be left out.
/// </remarks>
/// <param name="description">One sentence, with the unit where there is one.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string description) : Attribute
{
    public string Description { get; } = description;

    /// <summary>The key, where it is not the property's name in kebab-case.</summary>
    public string? Name { get; set; }

    /// <summary>The default as a user would write it: needed where the setting is a piece.</summary>
    public string? Default { get; set; }

    /// <summary>The smallest value allowed.</summary>
    public double Min { get; set; } = double.NaN;

    /// <summary>The largest value allowed.</summary>
    public double Max { get; set; } = double.NaN;

    /// <summary>Values must be above this one.</summary>
    public double Above { get; set; } = double.NaN;

    /// <summary>Values must be below this one.</summary>
    public double Below { get; set; } = double.NaN;

    /// <summary>Values must be whole numbers, though the property could hold others: a batch per replica.</summary>
    public bool Whole { get; set; }

    /// <summary>The texts allowed.</summary>
    public string[]? Choices { get; set; }

    /// <summary>For lists of numbers: in a sweep, <c>key=10,20</c> is two runs with a list of one rather than one run
    /// with a list of two.</summary>
    public bool Structural { get; set; }

    /// <summary>The setting that a value without a name belongs to: <c>llg(nearest-vcg)</c>. A piece's only setting
    /// always is.</summary>
    public bool Positional { get; set; }
}
