using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Reports;

/// <summary>One run in the page: verdict, what came out, figures, and how it was run, in the order in which a reader
/// asks.</summary>
public static class SectionHtml
{
    /// <param name="elementId">The section's id; its figures' ids start with it.</param>
    /// <param name="figures">Takes each figure with the id of its place, for the script.</param>
    public static void Write(HtmlWriter html, string elementId, ReportSection section, bool hasHeading,
        List<(string ElementId, Figure Figure)> figures)
    {
        html.Write($"""<section id="{elementId}">""");
        if (hasHeading)
        {
            html.Write($"<h2>{section.Title}</h2>");
            if (section.Description.Length > 0)
            {
                html.Write($"""<p class="lead">{section.Description}</p>""");
            }
        }
        WriteVerdict(html, section);
        WriteWarnings(html, section.Warnings);
        WriteExpect(html, section.Expect);
        WriteComparisons(html, section.Comparisons);
        TableHtml.Write(html, section.Tables);
        WriteParts(html, elementId, section.Parts, figures);
        if (section.Figures.Count > 0)
        {
            html.Write($"<h3>Figures</h3>");
            WriteFigures(html, elementId, section.Figures, figures);
        }
        WriteMetrics(html, section.Metrics);
        WriteFacts(html, section.Facts);
        WriteSettings(html, section.Settings);
        html.Write($"</section>");
    }

    /// <summary>The verdict in a sentence, and the class that colours it.</summary>
    public static (string Sentence, string Class) Verdict(IReadOnlyList<ExpectRow> expect)
    {
        var missed = expect.Count(row => !row.Met);
        return (expect.Count, missed) switch
        {
            (0, _) => ("No expectations were set.", "none"),
            (1, 0) => ("✓ The expectation was met.", "met"),
            (var all, 0) => ($"✓ All {all} expectations were met.", "met"),
            (1, 1) => ("✗ The expectation was not met.", "missed"),
            var (all, some) => ($"✗ {some} of {all} expectations {(some == 1 ? "was" : "were")} not met.", "missed"),
        };
    }

    private static void WriteVerdict(HtmlWriter html, ReportSection section)
    {
        var (sentence, kind) = section.Verdict.Length > 0 ? (section.Verdict, "none") : Verdict(section.Expect);
        html.Write($"""<p class="verdict {kind}">{sentence}</p>""");
    }

    private static void WriteWarnings(HtmlWriter html, IReadOnlyList<ReportWarning> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }
        html.Write($"""<div class="warnings" role="note"><h3>To keep in mind</h3><ul>""");
        foreach (var warning in warnings)
        {
            html.Write($"<li><strong>{warning.What}</strong> {warning.Why}</li>");
        }
        html.Write($"</ul></div>");
    }

    private static void WriteExpect(HtmlWriter html, IReadOnlyList<ExpectRow> expect)
    {
        if (expect.Count == 0)
        {
            return;
        }
        html.Write($"""<h3>Expected</h3><div class="scroll"><table class="expect"><thead><tr>""");
        html.Write($"""<th scope="col">Rule</th><th scope="col" class="number">Value</th>""");
        html.Write($"""<th scope="col">Verdict</th></tr></thead><tbody>""");
        foreach (var row in expect)
        {
            var (kind, verdict) = row.Met ? ("met", "✓ met") : ("missed", "✗ not met");
            html.Write($"""<tr><th scope="row"><code>{row.Rule}</code></th><td class="number">{row.Value}</td>""");
            html.Write($"""<td><span class="mark {kind}">{verdict}</span></td></tr>""");
        }
        html.Write($"</tbody></table></div>");
    }

    private static void WriteComparisons(HtmlWriter html, IReadOnlyList<Comparison> comparisons)
    {
        if (comparisons.Count == 0)
        {
            return;
        }
        html.Write($"""<h3>Learned and known</h3><div class="scroll"><table class="stack"><thead><tr>""");
        html.Write($"""<th scope="col">Quantity</th>""");
        html.Write($"""<th scope="col" class="number">Learned ± standard error</th>""");
        html.Write($"""<th scope="col" class="number">Known</th><th scope="col" class="number">Difference</th>""");
        html.Write($"""<th scope="col">What is known</th></tr></thead><tbody>""");
        foreach (var row in comparisons)
        {
            html.Write($"""<tr><th scope="row">{row.Quantity}</th>""");
            WriteWithError(html, "Learned", row.Learned, row.StandardError);
            WriteNumber(html, "Known", row.Known);
            WriteDifference(html, row);
            html.Write($"""<td class="source" data-label="What is known">{row.Source}</td></tr>""");
        }
        html.Write($"</tbody></table></div>");
    }

    private static void WriteParts(HtmlWriter html, string sectionId, IReadOnlyList<ReportPart> parts,
        List<(string ElementId, Figure Figure)> figures)
    {
        foreach (var part in parts)
        {
            html.Write($"""<h3>{part.Title}</h3>""");
            for (int i = 0; i < part.Sentences.Count; i++)
            {
                if (i == 0)
                {
                    html.Write($"<p><strong>{part.Sentences[i]}</strong></p>");
                }
                else
                {
                    html.Write($"<p>{part.Sentences[i]}</p>");
                }
            }
            TableHtml.Write(html, part.Tables);
            if (part.Figures.Count > 0)
            {
                WriteFigures(html, sectionId, part.Figures, figures);
            }
        }
    }

    private static void WriteFigures(HtmlWriter html, string sectionId, IReadOnlyList<Figure> figures,
        List<(string ElementId, Figure Figure)> all)
    {
        html.Write($"""<p class="hint"><span class="mouse">Drag over a chart to enlarge a """);
        html.Write($"""part, double-click to go back.</span> """);
        html.Write($"""Press a name to hide its series.</p><div class="figures">""");
        foreach (var figure in figures)
        {
            // The place in the list keeps ids apart even where two figures share a name.
            var elementId = $"{sectionId}-figure-{all.Count + 1}";
            all.Add((elementId, figure));
            FigureHtml.Write(html, elementId, figure);
        }
        html.Write($"</div>");
    }

    private static void WriteMetrics(HtmlWriter html, IReadOnlyList<MetricRow> metrics)
    {
        if (metrics.Count == 0)
        {
            return;
        }
        html.Write($"""<h3>Metrics at the end</h3><div class="scroll"><table class="stack"><thead><tr>""");
        html.Write($"""<th scope="col">Metric</th>""");
        html.Write($"""<th scope="col" class="number">Mean ± standard error</th>""");
        html.Write($"""<th scope="col" class="number">Least replica</th>""");
        html.Write($"""<th scope="col" class="number">Greatest replica</th></tr></thead><tbody>""");
        foreach (var row in metrics)
        {
            html.Write($"""<tr><th scope="row">{row.Name}{(row.Unit.Length > 0 ? $" [{row.Unit}]" : "")}""");
            html.Write($"""<span class="note">{row.Definition}</span></th>""");
            WriteWithError(html, "Mean", row.Mean, row.StandardError);
            WriteNumber(html, "Least replica", row.Min);
            WriteNumber(html, "Greatest replica", row.Max);
            html.Write($"</tr>");
        }
        html.Write($"</tbody></table></div>");
    }

    private static void WriteFacts(HtmlWriter html, IReadOnlyList<Fact> facts)
    {
        if (facts.Count == 0)
        {
            return;
        }
        html.Write($"""<h3>How it was run</h3><dl class="facts">""");
        foreach (var fact in facts)
        {
            // What would break over several lines in a column gets the whole width.
            var width = fact.Value.Length > (fact.IsCode ? 24 : 60) ? "wide" : "narrow";
            html.Write($"""<div class="{width}"><dt>{fact.Name}</dt>""");
            if (fact.IsCode)
            {
                html.Write($"<dd><code>{fact.Value}</code></dd></div>");
            }
            else
            {
                html.Write($"<dd>{fact.Value}</dd></div>");
            }
        }
        html.Write($"</dl>");
    }

    private static void WriteSettings(HtmlWriter html, string settings)
    {
        if (settings.Length > 0)
        {
            html.Write($"""<h3>Settings</h3><details class="settings">""");
            html.Write($"<summary>The resolved experiment file</summary>");
            html.Write($"<pre>{settings}</pre></details>");
        }
    }

    // The label stands in for the table's head where a narrow screen stacks the cells of a row.
    private static void WriteNumber(HtmlWriter html, string label, double value) => html.Write(
        $"""<td class="number" data-label="{label}" title="{NumberText.InFull(value)}">{NumberText.Of(value)}</td>""");

    internal static void WriteWithError(HtmlWriter html, string label, double value, double error)
    {
        var (valueText, errorText, power) = NumberText.WithError(value, error);
        var (open, close) = power.Length > 0 ? ("(", ")" + power) : ("", "");
        var errorInFull = NumberText.InFull(error);
        html.Write($"""<td class="number" data-label="{label}"><span><span title="{NumberText.InFull(value)}">""");
        if (errorText.Length > 0)
        {
            html.Write($"""
                {open}{valueText}</span> <span class="error" title="{errorInFull}">± {errorText}</span>{close}
                """);
        }
        else
        {
            html.Write($"{valueText}</span>");
        }
        html.Write($"</span></td>");
    }

    private static void WriteDifference(HtmlWriter html, Comparison row)
    {
        var difference = row.Learned - row.Known;
        html.Write($"""<td class="number" data-label="Difference" title="{NumberText.InFull(difference)}">""");
        html.Write($"<span>{NumberText.Difference(row.Learned, row.StandardError, row.Known)}");
        if (double.IsFinite(difference) && row.StandardError > 0)
        {
            // How many standard errors lie between them: what tells noise from a bias.
            var errors = NumberText.Of(Math.Round(difference / row.StandardError, 1));
            html.Write($"""<span class="error">({errors} se)</span>""");
        }
        html.Write($"</span></td>");
    }
}
