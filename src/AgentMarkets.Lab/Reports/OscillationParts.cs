using AgentMarkets.Lab.Diagnoses;

namespace AgentMarkets.Lab.Reports;

/// <summary>Oscillation or noise, in a report: the verdict, what would supply what is missing, the evidence, the
/// pictures; one part for each group of replicas.</summary>
internal static class OscillationParts
{
    private const string Question = "Oscillation or noise?";

    public static IReadOnlyList<ReportPart> Of(Findings findings) => findings.Groups.Count == 1
        ? [Of(findings.Groups[0], Question)]
        :
        [
            new ReportPart(Question, findings.Sentences, [Overview(findings)], []),
            .. findings.Groups.Select(group => Of(group, $"{Question} {group.Name}")),
        ];

    private static ReportPart Of(Finding group, string title) => group.Verdict is null
        ? new ReportPart(title, [$"No verdict: {group.Why}."], [], [])
        : new ReportPart(title,
            [.. group.Sentences, .. group.Command is { } command ? [$"To find out: {command}"] : Array.Empty<string>()],
            [Evidence(group), Lines(group)], group.Figures);

    private static ReportTable Overview(Findings findings) => new("Verdicts", ["Settings", "Replicas", "Verdict"],
        [.. findings.Groups.Select(group => Texts(group.Name, $"{group.Seeds.Count}", group.Words))]);

    private static ReportTable Evidence(Finding group) => new("Evidence",
        ["Diagnostic", "Measured", "Expected under noise", "Reads as", "Lines"],
        [.. group.Readings.Select(reading => Texts(reading.Name, reading.Measured, reading.Expected, reading.ReadsAs,
            string.Join(", ", reading.Lines)))])
    {
        Note = "Errors are standard errors over replicas. A row may point elsewhere than the verdict: the lines below "
            + "decide, in their order.",
    };

    private static ReportTable Lines(Finding group) => new("The rule", ["Line", "Asks", "Says", ""],
        [.. group.Lines.Select(line => Texts($"{line.Number}", line.Asks, line.Says ?? "nothing",
            line.Number == group.Line ? "decides" : line.Reached ? "silent" : "not reached"))])
    {
        Note = "The first line that says something decides; the others show what they would have said.",
    };

    private static ReportCell[] Texts(params string[] cells) => [.. cells.Select(cell => new ReportCell(cell))];
}
