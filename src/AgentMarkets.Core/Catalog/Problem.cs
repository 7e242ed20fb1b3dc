using System.Text;

namespace AgentMarkets.Core.Catalog;

/// <summary>One mistake in what a user wrote.</summary>
/// <param name="Value">The value as written, or nothing where the key itself is the mistake.</param>
/// <param name="Rule">What must hold, as the end of a sentence: <c>must be above 0</c>.</param>
/// <param name="WayOut">A sentence: the nearest name, the choices, an example.</param>
public sealed record Problem(Place Place, string? Value, string Rule, string? WayOut)
{
    /// <summary>Whether it is a cell of a data file: of these only the first are listed.</summary>
    public bool InData { get; init; }

    /// <summary>Whether several values stand where one run takes only one: a sweep makes a run of each.</summary>
    public bool IsAlternatives { get; init; }

    /// <summary>Several values where one run takes one.</summary>
    public static Problem Alternatives(Node node, string key) => new(node.Place with { Key = key }, node.Shown,
        "is part of the structure and takes one value in a run",
        $"The verb sweep makes a run of each: write sweep for run, and {key}=a,b.") { IsAlternatives = true };

    /// <summary>The problem as a sentence.</summary>
    /// <param name="subject">The file that the whole list is about, which need not be named again.</param>
    public string Sentence(string subject)
    {
        var text = new StringBuilder();
        bool pointsFirst = Place.Key.Length == 0;
        if (pointsFirst)
        {
            text.Append(Place.Source);
            text.Append(Place.Line > 0 ? $":{Place.Line}:{Place.Column}" : "");
        }
        else
        {
            text.Append(Place.Key);
        }
        text.Append(Value is null ? "" : $" = {Value}");
        text.Append(": ").Append(Rule);
        text.Append(Rule[^1] is '.' or '?' or '!' ? "" : ".");
        text.Append(WayOut is null ? "" : $" {WayOut}");
        if (!pointsFirst && Place.Source != subject)
        {
            text.Append(Place.Line > 0 ? $" ({Place.Source}, line {Place.Line})" : $" ({Place.Source})");
        }
        else if (!pointsFirst && Place.Line > 0)
        {
            text.Append($" (line {Place.Line})");
        }
        return text.ToString();
    }
}
