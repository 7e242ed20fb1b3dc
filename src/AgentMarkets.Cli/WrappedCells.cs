namespace AgentMarkets.Cli;

/// <summary>Cells of sentences in a table that is as wide as a terminal.</summary>
internal static class WrappedCells
{
    private const int Width = 120, Gap = 2;

    /// <summary>Widths that fit a line: the widest column gives way first.</summary>
    public static int[] Fit(int[] widths)
    {
        int[] fitting = [.. widths];
        while (fitting.Sum() + Gap * (fitting.Length - 1) > Width)
        {
            fitting[Array.IndexOf(fitting, fitting.Max())]--;
        }
        return fitting;
    }

    /// <summary>The lines of a row; a word that is longer than its column is cut.</summary>
    public static IEnumerable<string[]> Of(string[] row, int[] widths)
    {
        string[][] cells = [.. row.Select((cell, c) => Lines(cell, Math.Max(1, widths[c])).ToArray())];
        return Enumerable.Range(0, cells.Max(lines => lines.Length)).Select(line =>
            cells.Select(lines => line < lines.Length ? lines[line] : "").ToArray());
    }

    private static IEnumerable<string> Lines(string cell, int width)
    {
        string rest = cell;
        while (rest.Length > width)
        {
            int space = rest.LastIndexOf(' ', width);
            int end = space > 0 ? space : width;
            yield return rest[..end];
            rest = rest[end..].TrimStart();
        }
        yield return rest;
    }
}
