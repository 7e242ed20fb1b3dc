using System.Text;
using AgentMarkets.Core.Actors;

namespace AgentMarkets.Lab.Recording;

/// <summary>A table of results as a CSV file of its name.</summary>
public static class TableFile
{
    public static void Write(RunDirectory run, Table table)
    {
        var text = new StringBuilder();
        text.AppendLine(string.Join(',', table.Columns.Select(column => column.Name)));
        int rows = table.Columns[0].Texts?.Length ?? table.Columns[0].Numbers.Length;
        for (int row = 0; row < rows; row++)
        {
            text.AppendJoin(',', table.Columns.Select(column => column.Texts is { } texts
                ? Quoted(texts[row])
                : MetricLog.Number(column.Numbers[row]))).AppendLine();
        }
        run.Write(table.Name + ".csv", text.ToString());
    }

    /// <summary>Reads back a table of numbers, for a report made later; nothing where the run has none.</summary>
    public static Table? Read(RunDirectory run, string name)
    {
        if (!run.Has(name + ".csv"))
        {
            return null;
        }
        string[] lines = run.Read(name + ".csv").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] header = lines[0].Split(',');
        var columns = header.Select(_ => new double[lines.Length - 1]).ToArray();
        for (int row = 1; row < lines.Length; row++)
        {
            string[] cells = lines[row].Split(',');
            for (int c = 0; c < header.Length; c++)
            {
                columns[c][row - 1] = cells[c].Length == 0
                    ? double.NaN
                    : double.Parse(cells[c], System.Globalization.CultureInfo.InvariantCulture);
            }
        }
        return new Table(0, name, [.. header.Select((h, c) => new Column(h, columns[c]))]);
    }

    private static string Quoted(string text) =>
        text.IndexOfAny([',', '"', '\n']) < 0 ? text : '"' + text.Replace("\"", "\"\"") + '"';
}
