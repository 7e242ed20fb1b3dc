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
        int line = 0;
        foreach (var text in file.Text.TrimStart('\uFEFF').EnumerateLines())
        {
            line++;
            if (text.Trim().IsEmpty || text[0] == '#')
            {
                continue;
            }
            string[] cells = Split(text);
            if (header is null)
            {
                header = cells;
            }
            else if (cells.Length != header.Length)
            {
                problems.AddCell(file, line, Math.Min(cells.Length, header.Length) + 1, text.ToString(),
                    $"a line must have {header.Length} cells, as the header has; this one has {cells.Length}");
            }
            else
            {
                rows.Add(new Row(line, cells));
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

    private static string[] Split(ReadOnlySpan<char> line)
    {
        var cells = new List<string>();
        while (true)
        {
            line = line.TrimStart();
            if (line.Length > 0 && line[0] == '"')
            {
                int end = 1;
                while (end < line.Length && (line[end] != '"' || (end + 1 < line.Length && line[end + 1] == '"')))
                {
                    end += line[end] == '"' ? 2 : 1;
                }
                cells.Add(line[1..Math.Min(end, line.Length)].ToString().Replace("\"\"", "\""));
                line = line[Math.Min(end + 1, line.Length)..];
                int next = line.IndexOf(',');
                line = next < 0 ? default : line[next..];
            }
            else
            {
                int comma = line.IndexOf(',');
                cells.Add((comma < 0 ? line : line[..comma]).Trim().ToString());
                line = comma < 0 ? default : line[comma..];
            }
            if (line.IsEmpty)
            {
                return [.. cells];
            }
            line = line[1..];
        }
    }
}
