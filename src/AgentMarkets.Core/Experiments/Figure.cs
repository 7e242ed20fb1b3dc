namespace AgentMarkets.Core.Experiments;

/// <summary>A picture as data: whoever draws it decides how. One figure, one question.</summary>
/// <param name="Id">Kebab-case, unique in a report: <c>strategy</c>.</param>
/// <param name="Caption">A sentence that says what to see, with units.</param>
public sealed record Figure(string Id, string Title, string Caption, Axis X, Axis Y, IReadOnlyList<Series> Series);

/// <param name="Label">With its unit where it has one.</param>
/// <param name="Categories">Names of the places 0, 1, ... of bars, where they are not numbers.</param>
public sealed record Axis(string Label, bool Logarithmic = false, IReadOnlyList<string>? Categories = null);

/// <param name="X">[K], ascending for lines over one quantity and for bands; a path through a plane goes where it
/// goes.</param>
/// <param name="Y">[K]; not-a-number leaves a gap.</param>
/// <param name="Low">[K], the lower edge of a band around the line, with <paramref name="High"/> the upper one.</param>
public sealed record Series(string Name, SeriesKind Kind, double[] X, double[] Y,
    double[]? Low = null, double[]? High = null);

/// <summary>How a series is drawn: learned things as lines, known things as references (dashed), samples as
/// points.</summary>
public enum SeriesKind
{
    Line,
    Reference,
    Points,
    Bars,
}
