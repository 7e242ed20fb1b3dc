namespace AgentMarkets.Lab.Reports;

/// <summary>Tables over several runs: texts to the left, numbers with their errors to the right.</summary>
internal static class TableHtml
{
    public static void Write(HtmlWriter html, IReadOnlyList<ReportTable> tables)
    {
        foreach (var table in tables.Where(table => table.Rows.Count > 0))
        {
            html.Write($"<h3>{table.Title}</h3>");
            if (table.Note.Length > 0)
            {
                html.Write($"""<p class="note">{table.Note}</p>""");
            }
            html.Write($"""<div class="scroll"><table><thead><tr>""");
            for (int c = 0; c < table.Columns.Count; c++)
            {
                string kind = table.Rows[0][c].Text is null ? "number" : "text";
                html.Write($"""<th scope="col" class="{kind}">{table.Columns[c]}</th>""");
            }
            html.Write($"</tr></thead><tbody>");
            foreach (var row in table.Rows)
            {
                html.Write($"<tr>");
                for (int c = 0; c < row.Count; c++)
                {
                    Write(html, table.Columns[c], row[c]);
                }
                html.Write($"</tr>");
            }
            html.Write($"</tbody></table></div>");
        }
    }

    private static void Write(HtmlWriter html, string column, ReportCell cell)
    {
        if (cell.Text is null)
        {
            SectionHtml.WriteWithError(html, column, cell.Value, cell.StandardError);
        }
        else if (cell.Link is null)
        {
            html.Write($"<td>{cell.Text}</td>");
        }
        else
        {
            html.Write($"""<td><a href="{cell.Link}">{cell.Text}</a></td>""");
        }
    }
}
