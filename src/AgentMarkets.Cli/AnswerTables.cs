using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Recording;

namespace AgentMarkets.Cli;

/// <summary>The tables of a market's answer that one wants to see at once: what goods cost, and who could still gain
/// most. The whole tables are in the run directory.</summary>
internal static class AnswerTables
{
    private static readonly (string Table, int Rows)[] Shown = [("prices", 20), ("regrets", 5)];

    public static void Write(TextWriter to, Results results, RunDirectory run)
    {
        foreach (var (name, shown) in Shown)
        {
            if (results.Table(name) is not { } table)
            {
                continue;
            }
            int rows = table.Columns[0].Texts?.Length ?? table.Columns[0].Numbers.Length;
            FinalTable.Table(to, [[.. table.Columns.Select(column => column.Name)],
                .. Enumerable.Range(0, Math.Min(shown, rows)).Select(row => table.Columns
                    .Select(column => column.Texts?[row] ?? FinalTable.Number(column.Numbers[row])).ToArray())]);
            if (rows > shown)
            {
                to.WriteLine($"... and {rows - shown:N0} more in {run[TableFile.NameOf(name)]}\n");
            }
        }
    }
}
