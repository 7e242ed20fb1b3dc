using System.Globalization;
using AgentMarkets.Lab;
using AgentMarkets.Lab.Reports;

namespace AgentMarkets.Cli;

/// <summary>What a run prints at its end: the learned beside the known, the rules, and where everything is.</summary>
internal static class FinalTable
{
    public static void Write(TextWriter to, ReportSection section, Manifest manifest, RunDirectory run)
    {
        to.WriteLine($"{section.Title}: {manifest.Round:N0} rounds in {manifest.Seconds:0.0} s"
            + (manifest.PlayedSeconds > 0 && manifest.Round > 0
                ? $" ({manifest.Round / manifest.PlayedSeconds:N0} rounds/s)"
                : ""));
        to.WriteLine();
        if (section.Comparisons.Count > 0)
        {
            Table(to, [["quantity", "learned", "std. error", "known", "difference", "what is known"],
                .. section.Comparisons.Select(c => new[]
                {
                    c.Quantity, Number(c.Learned), Number(c.StandardError), Number(c.Known),
                    Number(c.Learned - c.Known), c.Source,
                })]);
        }
        foreach (var warning in section.Warnings)
        {
            to.WriteLine($"note: {warning.What} {warning.Why}".TrimEnd());
        }
        if (section.Warnings.Count > 0)
        {
            to.WriteLine();
        }
        if (section.Expect.Count > 0)
        {
            Table(to, [["expected", "value", ""],
                .. section.Expect.Select(e => new[] { e.Rule, e.Value, e.Met ? "met" : "NOT MET" })]);
        }
        for (int i = 0; i < section.Parts.Count; i++)
        {
            // The tables of many parts are for the report.
            Write(to, section.Parts[i], hasTable: i == 0);
        }
        to.WriteLine($"state hash  {manifest.StateHash}");
        to.WriteLine($"report      {run["report.html"]}");
    }

    /// <summary>The sentences, and the first table of a part; the report has the others and the pictures.</summary>
    private static void Write(TextWriter to, ReportPart part, bool hasTable)
    {
        to.WriteLine(part.Title);
        foreach (string sentence in part.Sentences)
        {
            to.WriteLine("  " + sentence);
        }
        to.WriteLine();
        if (hasTable && part.Tables is [var table, ..])
        {
            Table(to, [[.. table.Columns.Select(column => column.ToLowerInvariant())],
                .. table.Rows.Select(row => row.Select(cell => cell.Text ?? Number(cell.Value)).ToArray())],
                toTheLeft: true);
        }
    }

    /// <summary>Lines the cells up; the first row is the head.</summary>
    /// <param name="toTheLeft">Of a table of sentences: long cells go on below.</param>
    public static void Table(TextWriter to, string[][] rows, bool toTheLeft = false)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(row => row[c].Length))];
        widths = toTheLeft ? WrappedCells.Fit(widths) : widths;
        foreach (string[] row in toTheLeft ? rows.SelectMany(row => WrappedCells.Of(row, widths)) : rows)
        {
            // Names to the left, numbers to the right, the last column as it comes.
            to.WriteLine(string.Join("  ", row.Select((cell, c) =>
                toTheLeft || c == 0 || c == row.Length - 1
                    ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd());
        }
        to.WriteLine();
    }

    public static string Number(double value) => value switch
    {
        double.NaN => "-",
        0 => "0",
        _ when Math.Abs(value) < 1e-3 => value.ToString("0.00e+0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00000", CultureInfo.InvariantCulture),
    };
}
