using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Reports;

/// <summary>A report as one HTML file that needs nothing else: script, style and data are in it, and its policy forbids
/// every request, so it reads the same by mail, in an archive, and without a network.</summary>
public static class ReportPage
{
    /// <summary>The text of the file. The same data give the same text.</summary>
    public static string Write(ReportData data)
    {
        var html = new HtmlWriter();
        WriteHead(html, data);
        html.Write($"""<body><header><p class="overline">AgentMarkets report</p><h1>{data.Title}</h1>""");
        if (data.Description.Length > 0)
        {
            html.Write($"""<p class="lead">{data.Description}</p>""");
        }
        html.Write($"</header>");
        if (data.Sections.Count > 1)
        {
            WriteOverview(html, data.Sections);
        }
        html.Write($"<main>");
        var figures = new List<(string ElementId, Figure Figure)>();
        for (var index = 0; index < data.Sections.Count; index++)
        {
            SectionHtml.Write(html, SectionId(index), data.Sections[index], data.Sections.Count > 1, figures);
        }
        html.Write($"""</main><div id="paper" class="paper" aria-hidden="true"></div>""");
        html.WriteRaw($"<script type=\"application/json\" id=\"figures\">{FigureJson.Of(figures)}</script>\n");
        html.WriteRaw($"<script>{WebBundle.Script}</script>\n");
        html.Write($"</body></html>");
        return html.ToString();
    }

    private static void WriteHead(HtmlWriter html, ReportData data)
    {
        // Only the script with this hash may run; nothing may be loaded or sent. Styles stay open because the
        // charts write style attributes.
        var policy = $"default-src 'none'; script-src '{WebBundle.ScriptHash}'; style-src 'unsafe-inline'; "
            + "img-src data: blob:; base-uri 'none'; form-action 'none'";
        html.Write($"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">""");
        html.Write($"""<meta http-equiv="Content-Security-Policy" content="{policy}">""");
        html.Write($"""<meta name="viewport" content="width=device-width, initial-scale=1">""");
        html.Write($"""<meta name="color-scheme" content="light dark">""");
        html.Write($"""<meta name="generator" content="AgentMarkets">""");
        // An empty icon keeps browsers from asking the server for one.
        html.Write($"""<link rel="icon" href="data:,"><title>{data.Title} · AgentMarkets report</title>""");
        html.WriteRaw($"<style>{WebBundle.Style}</style></head>\n");
    }

    private static void WriteOverview(HtmlWriter html, IReadOnlyList<ReportSection> sections)
    {
        html.Write($"""<nav aria-label="Runs"><h3>Runs</h3><div class="scroll"><table><thead><tr>""");
        html.Write($"""<th scope="col">Run</th><th scope="col">Verdict</th></tr></thead><tbody>""");
        for (var index = 0; index < sections.Count; index++)
        {
            var (sentence, kind) = SectionHtml.Verdict(sections[index].Expect);
            html.Write($"""<tr><th scope="row"><a href="#{SectionId(index)}">{sections[index].Title}</a></th>""");
            html.Write($"""<td><span class="mark {kind}">{sentence}</span></td></tr>""");
        }
        html.Write($"</tbody></table></div></nav>");
    }

    private static string SectionId(int index) => $"run-{index + 1}";
}
