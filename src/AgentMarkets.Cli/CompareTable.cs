using AgentMarkets.Lab.Comparisons;

namespace AgentMarkets.Cli;

/// <summary>What a comparison prints: the sides, every metric with its difference, and what to keep in mind.</summary>
internal static class CompareTable
{
    private const int SettingsShown = 6;

    public static void Write(TextWriter to, RunComparison comparison, string page)
    {
        var compared = comparison.Pairing.Compared;
        FinalTable.Table(to,
        [
            ["side", "replicas", "runs", ""],
            Side("A", comparison.A, compared.Select(c => $"{c.Key}={c.A}")),
            Side("B", comparison.B, compared.Select(c => $"{c.Key}={c.B}")),
        ]);
        to.WriteLine(comparison.How + "\n");
        FinalTable.Table(to,
        [
            ["metric", "A", "B", "B - A", "95 % from", "to", "in words"],
            .. comparison.Differences.Select(d => new[]
            {
                d.Metric, FinalTable.Number(d.A.Mean), FinalTable.Number(d.B.Mean), FinalTable.Number(d.Difference),
                FinalTable.Number(d.Low), FinalTable.Number(d.High), d.Reading,
            }),
        ]);
        foreach (string note in comparison.Notes)
        {
            to.WriteLine($"note: {note}");
        }
        to.WriteLine($"page  {page}");
    }

    private static string[] Side(string name, IReadOnlyList<ComparedReplica> side, IEnumerable<string> settings)
    {
        string[] runs = [.. side.Select(replica => replica.Run).Distinct()];
        string[] own = [.. settings];
        string more = own.Length > SettingsShown ? $" and {own.Length - SettingsShown} more" : "";
        return [name, $"{side.Count}", $"{runs.Length}",
            string.Join(" ", own.Take(SettingsShown)) + more + (own.Length == 0 ? runs[0] : "")];
    }
}
