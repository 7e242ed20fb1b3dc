using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Reports;

/// <summary>The place of a figure in the page: title, caption, room for the chart, and its numbers as a table for
/// readers who do not see the chart.</summary>
public static class FigureHtml
{
    /// <summary>Rows of the table under a chart; the download has them all.</summary>
    private const int TableRows = 26;

    /// <summary>Lines of a plot with parallel axes in its table, each with a row an axis.</summary>
    private const int TableLines = 100;

    public static void Write(HtmlWriter html, string elementId, Figure figure)
    {
        // Many parallel axes need the whole width of the page.
        html.Write($"""<figure id="{elementId}" class="{(figure.Parallels is null ? "narrow" : "wide")}">""");
        html.Write($"""<div class="figure-head"><h4>{figure.Title}</h4><div class="tools"></div></div>""");
        html.Write($"<figcaption>{figure.Caption}</figcaption>");
        html.Write($"""<div class="legend" role="group" aria-label="Series of this chart"></div>""");
        html.Write($"""<div class="chart" role="img" aria-label="{Summary(figure)}"></div>""");
        html.Write($"<noscript><p>The chart needs JavaScript; here are its numbers.</p></noscript>");
        WriteTable(html, figure);
        html.Write($"</figure>");
    }

    private static string Summary(Figure figure)
    {
        if (figure.Parallels is { } axes)
        {
            return $"Chart: {figure.Title}. {figure.Series.Count} lines over the axes "
                + $"{string.Join(", ", axes.Select(axis => axis.Label))}. The numbers follow in a table.";
        }
        var names = string.Join(", ", figure.Series.Select(series => series.Name));
        return $"Chart: {figure.Title}. {figure.Y.Label} against {figure.X.Label}, for {names}. "
            + "The numbers follow in a table.";
    }

    private static void WriteTable(HtmlWriter html, Figure figure)
    {
        var series = figure.Parallels is null ? figure.Series
            : [.. EvenlySpaced(figure.Series.Count, TableLines).Select(line => figure.Series[line])];
        var rows = series.SelectMany(Rows).ToList();
        var total = figure.Series.Sum(each => each.X.Length);
        var label = rows.Count == total ? "Numbers" : $"Numbers ({rows.Count} of {total} rows, evenly spaced)";
        var hasBands = figure.Series.Any(each => each.Low is not null);
        html.Write($"""<details><summary>{label}</summary><div class="scroll" tabindex="0"><table>""");
        html.Write($"""<thead><tr><th scope="col">Series</th><th scope="col" class="number">{figure.X.Label}</th>""");
        html.Write($"""<th scope="col" class="number">{figure.Y.Label}</th>""");
        if (figure.Colour is { } colour)
        {
            html.Write($"""<th scope="col" class="number">{colour.Label}</th>""");
        }
        if (hasBands)
        {
            html.Write($"""<th scope="col" class="number">Low</th><th scope="col" class="number">High</th>""");
        }
        html.Write($"</tr></thead><tbody>");
        foreach (var (of, index) in rows)
        {
            html.Write($"""<tr><th scope="row">{of.Name}</th>""");
            WritePlace(html, figure.X, of.X[index]);
            // On parallel axes, each has its own names.
            var place = index < of.Y.Length ? of.Y[index] : double.NaN;
            WritePlace(html, figure.Parallels?[(int)of.X[index]] ?? figure.Y, place);
            if (figure.Colour is not null)
            {
                WriteCell(html, of.Z, index);
            }
            if (hasBands)
            {
                WriteCell(html, of.Low, index);
                WriteCell(html, of.High, index);
            }
            html.Write($"</tr>");
        }
        html.Write($"</tbody></table></div></details>");
    }

    private static IEnumerable<(Series Series, int Index)> Rows(Series series) =>
        EvenlySpaced(series.X.Length, TableRows).Select(index => (series, index));

    /// <summary>At most so many of the places; the first and the last always stand.</summary>
    private static IEnumerable<int> EvenlySpaced(int length, int most)
    {
        var count = Math.Min(length, most);
        return Enumerable.Range(0, count).Select(row =>
            count == 1 ? 0 : (int)((long)row * (length - 1) / (count - 1)));
    }

    private static void WritePlace(HtmlWriter html, Axis axis, double x)
    {
        if (axis.Categories is { } names && x >= 0 && x < names.Count && x == (int)x)
        {
            html.Write($"""<td class="number">{names[(int)x]}</td>""");
        }
        else
        {
            WriteCell(html, [x], 0);
        }
    }

    private static void WriteCell(HtmlWriter html, double[]? column, int index)
    {
        // A column that is too short is reported by the chart; the table shows what there is.
        var value = column is not null && index < column.Length ? column[index] : double.NaN;
        html.Write($"""<td class="number" title="{NumberText.InFull(value)}">{NumberText.Of(value)}</td>""");
    }
}
