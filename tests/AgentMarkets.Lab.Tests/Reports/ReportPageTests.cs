using System.Text.Json;
using System.Text.RegularExpressions;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Reports;
using Xunit;

namespace AgentMarkets.Lab.Tests.Reports;

/// <summary>The page as text: nothing here needs a browser.</summary>
public sealed class ReportPageTests
{
    private const string Hostile = """</script><script>alert("1")</script> & 'quoted' <b>""";

    [Fact]
    public void HostileTexts_StayTexts()
    {
        var figure = SampleReport.Strategy() with { Title = Hostile, Caption = Hostile, X = new(Hostile) };
        var section = new ReportSection(Hostile)
        {
            Description = Hostile,
            Expect = [new(Hostile, Hostile, false)],
            Comparisons = [new(Hostile, 1, 1, 1, Hostile)],
            Metrics = [new(Hostile, 1, 1, 1, 1, Hostile, Hostile)],
            Figures = [figure with { Series = [figure.Series[0] with { Name = Hostile }] }],
            Warnings = [new(Hostile, Hostile)],
            Facts = [new(Hostile, Hostile), new(Hostile, Hostile, IsCode: true)],
            Settings = Hostile,
        };

        var page = ReportPage.Write(new(Hostile, Hostile, [section, section]));

        Assert.DoesNotContain("alert(\"1\")", page);
        Assert.DoesNotContain("<b>", WithoutScript(page));
        Assert.Equal(2, Regex.Count(page, "<script"));
        Assert.Equal(2, Regex.Count(page, "</script"));
        Assert.Equal(Hostile, DataOf(page)[0].GetProperty("series")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void NotANumber_BecomesAGapInTheDataAndADashInTheTable()
    {
        var figure = new Figure("gap", "Gap", "", new("x"), new("y"),
            [new("s", SeriesKind.Line, [0, 1, 2], [1, double.NaN, double.PositiveInfinity])]);

        var page = ReportPage.Write(new("t", "", [new("s") { Figures = [figure] }]));

        var y = DataOf(page)[0].GetProperty("series")[0].GetProperty("y");
        Assert.Equal("[1,null,null]", y.GetRawText());
        Assert.Contains("""<td class="number" title="NaN">–</td>""", page);
    }

    [Fact]
    public void ThePage_LoadsNothing()
    {
        var page = ReportPage.Write(SampleReport.TwoRuns());
        var markup = WithoutScript(page);

        Assert.DoesNotMatch("""(?i)\b(src|srcset|action|poster)\s*=""", markup);
        Assert.DoesNotMatch("""(?i)href\s*=\s*"(?!#|data:,")""", markup);
        Assert.DoesNotMatch("""(?i)url\(|@import""", markup);
        Assert.Contains("default-src 'none'", System.Net.WebUtility.HtmlDecode(markup));
    }

    [Fact]
    public void TheScript_IsTheOneThatThePolicyNames()
    {
        var page = ReportPage.Write(SampleReport.OneRun());
        var script = page[(page.LastIndexOf("<script>", StringComparison.Ordinal) + "<script>".Length)..
            page.LastIndexOf("</script>", StringComparison.Ordinal)];
        var hash = Convert.ToBase64String(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script)));

        Assert.Contains($"sha256-{hash}", System.Net.WebUtility.HtmlDecode(page));
        // Either of these would end the script, or hide its end, in an HTML parser.
        Assert.DoesNotContain("</script", script, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!--", script);
    }

    [Fact]
    public void LicencesOfWhatIsBundled_TravelInThePage()
    {
        Assert.Contains("Copyright 2017-2026 The Apache Software Foundation", WebBundle.Script);
        Assert.Contains("Copyright (c) 2017, Baidu Inc.", WebBundle.Script);
    }

    [Fact]
    public void TheSameData_GiveTheSameText() =>
        Assert.Equal(ReportPage.Write(SampleReport.OneRun()), ReportPage.Write(SampleReport.OneRun()));

    [Fact]
    public void TheVerdict_CountsWhatWasMissed()
    {
        ExpectRow met = new("a < 1", "0", true), missed = new("b < 1", "2", false);

        Assert.Equal("No expectations were set.", SectionHtml.Verdict([]).Sentence);
        Assert.Equal("✓ The expectation was met.", SectionHtml.Verdict([met]).Sentence);
        Assert.Equal("✗ 1 of 2 expectations was not met.", SectionHtml.Verdict([met, missed]).Sentence);
        Assert.Equal(("✓ All 2 expectations were met.", "met"), SectionHtml.Verdict([met, met]));
    }

    [Fact]
    public void AnEmptySection_LeavesNoEmptyTables()
    {
        var page = ReportPage.Write(new("t", "", [new("s")]));

        Assert.DoesNotContain("<table", WithoutScript(page));
        Assert.DoesNotContain("<h3>", WithoutScript(page));
    }

    [Fact]
    public void ALongFigure_HasAShortTableWithBothEnds()
    {
        double[] x = [.. Enumerable.Range(0, 1001).Select(k => (double)k)];
        var figure = new Figure("long", "Long", "", new("x"), new("y"), [new("s", SeriesKind.Line, x, x)]);

        var page = ReportPage.Write(new("t", "", [new("s") { Figures = [figure] }]));

        Assert.Contains("Numbers (26 of 1001 rows, evenly spaced)", page);
        Assert.Contains("title=\"0\"", page);
        Assert.Contains("title=\"1000\"", page);
    }

    [Fact]
    public void PlacesWithNames_AreCalledByThem()
    {
        var figure = SampleReport.Prices() with { X = new Axis("Good", Categories: ["figs", Hostile, "3"]) };

        var page = ReportPage.Write(new("t", "", [new("s") { Figures = [figure] }]));

        var categories = DataOf(page)[0].GetProperty("x").GetProperty("categories");
        Assert.Equal(["figs", Hostile, "3"], categories.EnumerateArray().Select(name => name.GetString()));
        Assert.Contains("""<td class="number">figs</td>""", page);
        Assert.DoesNotContain("<b>", WithoutScript(page));
        Assert.False(DataOf(page)[0].GetProperty("y").TryGetProperty("categories", out _));
    }

    private static JsonElement DataOf(string page)
    {
        const string Start = "<script type=\"application/json\" id=\"figures\">";
        var from = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        var to = page.IndexOf("</script>", from, StringComparison.Ordinal);
        return JsonDocument.Parse(page[from..to]).RootElement;
    }

    private static string WithoutScript(string page) => page.Replace(WebBundle.Script, "");
}
