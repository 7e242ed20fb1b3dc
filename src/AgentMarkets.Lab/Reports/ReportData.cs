using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Reports;

/// <summary>Everything that a report says, as plain data: one section a run.</summary>
/// <param name="Title">The experiment's or study's name.</param>
/// <param name="Description">One sentence; may be empty.</param>
public sealed record ReportData(string Title, string Description, IReadOnlyList<ReportSection> Sections);

/// <summary>One run. Whatever is left empty leaves no trace in the page.</summary>
/// <param name="Title">Shown where a report holds several runs: what tells this one from the others.</param>
public sealed record ReportSection(string Title)
{
    /// <summary>One sentence; may be empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The rules of the <c>expect</c> block and what came of them.</summary>
    public IReadOnlyList<ExpectRow> Expect { get; init; } = [];

    /// <summary>What came out in a sentence, where no rules say it; may be empty.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>What was learned beside what is known.</summary>
    public IReadOnlyList<Comparison> Comparisons { get; init; } = [];

    public IReadOnlyList<ReportTable> Tables { get; init; } = [];

    public IReadOnlyList<MetricRow> Metrics { get; init; } = [];

    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>Questions of their own, each with its answer.</summary>
    public IReadOnlyList<ReportPart> Parts { get; init; } = [];

    /// <summary>Replicas that failed, remarks, notes, measures that were skipped.</summary>
    public IReadOnlyList<ReportWarning> Warnings { get; init; } = [];

    /// <summary>How it was run: version, device, host, seeds, state hash, seconds, command.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>The resolved experiment file, as text.</summary>
    public string Settings { get; init; } = "";
}

/// <summary>A question and its answer: sentences, then tables, then pictures.</summary>
public sealed record ReportPart(string Title, IReadOnlyList<string> Sentences, IReadOnlyList<ReportTable> Tables,
    IReadOnlyList<Figure> Figures);

/// <param name="Rule">As written: <c>l2.mean &lt; 0.03</c>.</param>
/// <param name="Value">The number or word that the rule was held against.</param>
public sealed record ExpectRow(string Rule, string Value, bool Met);

/// <summary>A metric at the end of the run.</summary>
/// <param name="Mean">Over replicas and bidders.</param>
/// <param name="StandardError">Over replicas; not-a-number with one replica.</param>
/// <param name="Min">The least replica; <paramref name="Max"/> the greatest.</param>
/// <param name="Definition">From the metric's card: what it is, its equation, exact or estimated.</param>
public sealed record MetricRow(
    string Name, double Mean, double StandardError, double Min, double Max, string Definition, string Unit = "");

/// <summary>A table over several runs.</summary>
/// <param name="Rows">One cell a column.</param>
public sealed record ReportTable(string Title, IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<ReportCell>> Rows)
{
    /// <summary>What has to be known to read it; may be empty.</summary>
    public string Note { get; init; } = "";
}

/// <summary>A text, or a number where <paramref name="Text"/> is nothing.</summary>
/// <param name="Link">Where the text leads to, relative to the page; or nothing.</param>
/// <param name="StandardError">Of the number; not-a-number where there is none.</param>
public sealed record ReportCell(string? Text, string? Link = null, double Value = double.NaN,
    double StandardError = double.NaN);

/// <param name="What"><c>The replica of seed 7 stopped in round 120.</c></param>
/// <param name="Why"><c>bidder-1: its loss is not finite.</c></param>
public sealed record ReportWarning(string What, string Why);

/// <param name="IsCode">Whether it is something to copy, such as a command or a hash, and not prose.</param>
public sealed record Fact(string Name, string Value, bool IsCode = false);
