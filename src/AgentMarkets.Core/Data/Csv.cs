using System.Globalization;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Data;

/// <summary>A data file as rows of cells: a header line, commas, <c>#</c> comment lines, optional double
/// quotes.</summary>
public sealed class Csv
{
    private Csv(DataFile file, string[] header, List<Row> rows)
    {
        File = file;
        Header = header;
        Rows = rows;
    }

    public DataFile File { get; }

    public string[] Header { get; }

    public IReadOnlyList<Row> Rows { get; }

    /// <param name="Line">From 1, header and comments counted.</param>
    public sealed record Row(int Line, string[] Cells);

    /// <summary>The place of a column, from 0, or -1.</summary>
    public int Column(string name) => Array.IndexOf(Header, name);

    /// <summary>Reads a file; rows with too few or too many cells are problems.</summary>
    /// <returns>Nothing where the file has no header or a column twice.</returns>
    public static Csv? Read(DataFile file, Problems problems)
    {
        string[]? header = null;
        var rows = new List<Row>();
        var lines = new CsvLines(file.Text);
        while (lines.MoveNext())
        {
            string[] cells = Split(lines.Current, out bool isWhole);
            if (!isWhole)
            {
                problems.AddCell(file, lines.Number, cells.Length, cells[^1], CsvCells.WholeRule);
            }
            if (header is null)
            {
                header = cells;
            }
            else if (cells.Length != header.Length)
            {
                problems.AddCell(file, lines.Number, Math.Min(cells.Length, header.Length) + 1,
                    lines.Current.ToString(),
                    $"a line must have {header.Length} cells, as the header has; this one has {cells.Length}");
            }
            else
            {
                rows.Add(new Row(lines.Number, cells));
            }
        }
        if (header is null)
        {
            problems.AddCell(file, 1, 1, "", "the file must start with a header line, such as value");
            return null;
        }
        var twice = header.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            problems.AddCell(file, 1, Array.LastIndexOf(header, twice.Key) + 1, twice.Key,
                "a column must not come twice");
            return null;
        }
        return new Csv(file, header, rows);
    }

    /// <summary>A number in any C notation; anything else is a problem and becomes not-a-number.</summary>
    public double Number(Row row, int column, Problems problems, double min, string rule)
    {
        string text = row.Cells[column];
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) && number >= min)
        {
            return number;
        }
        problems.AddCell(File, row.Line, column + 1, text, rule);
        return double.NaN;
    }

    /// <summary>The cells of one line.</summary>
    /// <param name="isWhole">Whether its quotes are well formed.</param>
    public static string[] Split(ReadOnlySpan<char> line, out bool isWhole)
    {
        var cells = new List<string>();
        var each = new CsvCells(line);
        while (each.MoveNext())
        {
            cells.Add(each.Current.ToString());
        }
        isWhole = each.IsWhole;
        return [.. cells];
    }

    /// <summary>A text as a cell: in quotes where it would be read as something else without.</summary>
    public static string Quoted(string text) =>
        text.Length > 0 && text[0] != '#' && text.AsSpan().IndexOfAny(",\"\r\n") < 0 && text == text.Trim()
            ? text
            : '"' + text.Replace("\"", "\"\"") + '"';
}
