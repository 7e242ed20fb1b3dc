namespace AgentMarkets.Core.Experiments;

/// <summary>A picture as data: whoever draws it decides how. One figure, one question.</summary>
/// <param name="Id">Kebab-case, unique in a report: <c>strategy</c>.</param>
/// <param name="Caption">A sentence that says what to see, with units.</param>
public sealed record Figure(string Id, string Title, string Caption, Axis X, Axis Y, IReadOnlyList<Series> Series)
{
    /// <summary>What the colour of <see cref="SeriesKind.Cells"/> says; one scale for all series.</summary>
    public Axis? Colour { get; init; }

    /// <summary>The parallel axes of <see cref="SeriesKind.Paths"/>, one at each place 0, 1, ... of the x
    /// axis.</summary>
    public IReadOnlyList<Axis>? Parallels { get; init; }
}

/// <param name="Label">With its unit where it has one.</param>
/// <param name="Categories">Names of the places 0, 1, ... of bars, where they are not numbers.</param>
public sealed record Axis(string Label, bool Logarithmic = false, IReadOnlyList<string>? Categories = null);

/// <param name="X">[K], ascending for lines over one quantity and for bands; a path through a plane goes where it
/// goes.</param>
/// <param name="Y">[K]; not-a-number leaves a gap.</param>
/// <param name="Low">[K], the lower edge of a band around the line, with <paramref name="High"/> the upper one.</param>
/// <param name="Z">[K], what the colour of a cell shows; not-a-number leaves the cell empty.</param>
public sealed record Series(string Name, SeriesKind Kind, double[] X, double[] Y,
    double[]? Low = null, double[]? High = null, double[]? Z = null);

/// <summary>How a series is drawn: learned things as lines, known things as references (dashed), samples as
/// points.</summary>
public enum SeriesKind
{
    Line,
    Reference,
    Points,
    Bars,

    /// <summary>A heat map: cells of width and height 1 around (x, y), coloured by z. Of several series the reader
    /// chooses the one to see.</summary>
    Cells,

    /// <summary>One line of a parallel-coordinates plot (Inselberg 1985): its value y on the parallel axis x. The last
    /// axis colours the lines.</summary>
    Paths,
}
