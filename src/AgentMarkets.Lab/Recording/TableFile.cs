using System.Globalization;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Data;

namespace AgentMarkets.Lab.Recording;

/// <summary>A table of results as a CSV file of its name.</summary>
public static class TableFile
{
    public static string NameOf(string table) => table + ".csv";

    public static void Write(RunDirectory run, Table table)
    {
        using var text = new StringWriter();
        WriteHeader(text, table.Columns);
        WriteRows(text, table.Columns);
        run.Write(NameOf(table.Name), text.ToString());
    }

    /// <summary>Reads a table back, for a report made later; nothing where the run has none.</summary>
    /// <param name="texts">The columns that are texts, which a number may look like.</param>
    public static Table? Read(RunDirectory run, string name, IReadOnlyList<string> texts)
    {
        if (!run.Has(NameOf(name)))
        {
            return null;
        }
        var lines = new CsvLines(run.Read(NameOf(name)));
        lines.MoveNext();
        string[] header = Csv.Split(lines.Current, out _);
        var cells = header.Select(_ => new List<string>()).ToArray();
        while (lines.MoveNext())
        {
            string[] row = Csv.Split(lines.Current, out _);
            for (int c = 0; c < header.Length; c++)
            {
                cells[c].Add(row[c]);
            }
        }
        return new Table(0, name, [.. header.Select((h, c) => texts.Contains(h)
            ? new Column(h, [], [.. cells[c]])
            : new Column(h, [.. cells[c].Select(Number)]))]);
    }

    internal static void WriteHeader(TextWriter to, IReadOnlyList<Column> columns) =>
        to.Write(string.Join(',', columns.Select(column => Csv.Quoted(column.Name))) + "\n");

    internal static void WriteRows(TextWriter to, IReadOnlyList<Column> columns)
    {
        // Without a string for every number: an allocation may have ten million rows.
        Span<char> digits = stackalloc char[32];
        int rows = columns[0].Texts?.Length ?? columns[0].Numbers.Length;
        for (int row = 0; row < rows; row++)
        {
            for (int c = 0; c < columns.Count; c++)
            {
                if (columns[c].Texts is { } texts)
                {
                    to.Write(Csv.Quoted(texts[row]));
                }
                else if (columns[c].Numbers[row] is var number && !double.IsNaN(number))
                {
                    number.TryFormat(digits, out int length, "G17", CultureInfo.InvariantCulture);
                    to.Write(digits[..length]);
                }
                to.Write(c + 1 < columns.Count ? ',' : '\n');
            }
        }
    }

    private static double Number(string cell) => cell.Length == 0
        ? double.NaN
        : double.Parse(cell, CultureInfo.InvariantCulture);
}
