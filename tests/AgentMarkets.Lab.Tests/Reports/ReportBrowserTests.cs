using System.Xml.Linq;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Reports;
using Microsoft.Playwright;
using Xunit;

namespace AgentMarkets.Lab.Tests.Reports;

/// <summary>The page in a browser: every chart draws, in its colours, and asks nobody for anything.</summary>
public sealed class ReportBrowserTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    /// <summary>Set this to look at the pages and their pictures, in the folder for temporary files.</summary>
    private static readonly bool Keep = Environment.GetEnvironmentVariable("AGENTMARKETS_KEEP_REPORTS") is not null;

    private readonly string folder = Directory.CreateTempSubdirectory("agentmarkets-report-").FullName;

    public void Dispose()
    {
        if (!Keep)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("laptop", 1280, ColorScheme.Light)]
    [InlineData("dark", 1280, ColorScheme.Dark)]
    [InlineData("phone", 390, ColorScheme.Light)]
    public async Task EveryChart_DrawsItsSeriesInTheirColours(string name, int width, ColorScheme scheme)
    {
        var watched = await browser.OpenAsync(width, 900, scheme);
        var figures = SampleReport.OneRun().Sections[0].Figures;
        await Show(watched, SampleReport.OneRun(), name);

        Assert.Equal((figures.Count.ToString(), "0"), await Counts(watched.Page));
        var pixels = await PixelsBySeries(watched.Page, name);
        Assert.Equal(figures.Select(figure => figure.Series.Count), pixels.Select(series => series.Length));
        foreach (var (figure, series) in figures.Zip(pixels))
        {
            // A thin dashed line across a chart on a phone has some hundreds.
            Assert.True(series.Min() > 40, $"{figure.Id} shows its series' colours {string.Join(", ", series)} times.");
        }
        // Nothing may stick out: a page that scrolls sideways is unreadable on a phone.
        Assert.True(await watched.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await ShouldBeQuiet(watched);
    }

    [Fact]
    public async Task AFigureThatCannotBeDrawn_LeavesTheOthers()
    {
        var watched = await browser.OpenAsync(1000, 800);
        var broken = new Figure("broken", "Broken", "", new("x"), new("y"), [new("s", SeriesKind.Line, [0, 1], [1])]);
        var section = new ReportSection("s") { Figures = [SampleReport.Loss(), broken, SampleReport.Strategy()] };
        await Show(watched, new("t", "", [section]), "broken");

        Assert.Equal(("2", "1"), await Counts(watched.Page));
        var said = await watched.Page.Locator("#run-1-figure-2 .chart").InnerTextAsync();
        Assert.Contains("'s' has 2 places on the x axis and 1 values", said);
    }

    [Fact]
    public async Task TheReader_HidesZoomsReadsAndSaves()
    {
        var watched = await browser.OpenAsync(1280, 900);
        var page = watched.Page;
        await Show(watched, SampleReport.OneRun(), "reader");
        var figure = page.Locator("#run-1-figure-1");
        var chart = figure.Locator(".chart");
        await chart.ScrollIntoViewIfNeededAsync();

        var before = await chart.InnerHTMLAsync();
        await figure.GetByRole(AriaRole.Button, new() { Name = "Bidder 2" }).ClickAsync();
        Assert.NotEqual(before, await chart.InnerHTMLAsync());
        Assert.Equal("false", await figure.Locator(".legend button").Nth(1).GetAttributeAsync("aria-pressed"));

        var box = (await chart.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Locator(".tooltip-place").First.WaitForAsync();
        var tooltip = await page.Locator("#run-1-figure-1 .tooltip-row").AllInnerTextsAsync();
        Assert.Contains(tooltip, row => row.Contains("Bidder 1") && row.Contains('['));
        Assert.Contains(tooltip, row => row.Contains("Equilibrium") && row.Contains("0.5"));
        Assert.DoesNotContain(tooltip, row => row.Contains("Bidder 2"));

        var reset = figure.GetByRole(AriaRole.Button, new() { Name = "Reset zoom" });
        Assert.False(await reset.IsVisibleAsync());
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + box.Width * 3 / 4, box.Y + box.Height * 3 / 4, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await reset.ClickAsync();
        Assert.False(await reset.IsVisibleAsync());

        var csv = await Download(page, figure, "CSV");
        Assert.Equal("series,kind,x,y,low,high", csv[0]);
        Assert.Equal(1 + 101 + 101 + 2, csv.Length);
        Assert.Equal("Equilibrium,reference,2000,0.5,,", csv[^1]);
        var picture = XDocument.Parse(string.Join('\n', await Download(page, figure, "SVG")));
        Assert.Contains(picture.Descendants(), element => element.Name.LocalName == "path");
        Assert.Contains("Equilibrium", picture.Root!.Value);
        await ShouldBeQuiet(watched);
    }

    [Fact]
    public async Task BarsOverNames_ShowThemOnTheAxisAtThePointerAndInTheFile()
    {
        var watched = await browser.OpenAsync(1280, 900);
        await Show(watched, new("t", "", [new("s") { Figures = [SampleReport.Prices()] }]), "names");
        var figure = watched.Page.Locator("#run-1-figure-1");

        string[] labels = [.. await figure.Locator(".chart text").AllTextContentsAsync()];
        Assert.Contains("figs", labels);
        Assert.Contains("dates, dried", labels);

        var box = (await figure.Locator(".chart").BoundingBoxAsync())!;
        await watched.Page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await watched.Page.Locator(".tooltip-place").First.WaitForAsync();
        Assert.Equal("Good: dates, dried", await watched.Page.Locator(".tooltip-place").First.InnerTextAsync());
        Assert.Equal("Price,bars,\"dates, dried\",0.75,,", (await Download(watched.Page, figure, "CSV"))[2]);
        await ShouldBeQuiet(watched);
    }

    [Fact]
    public async Task HeatMap_IsReadAtThePointer_AndShowsTheSliceThatIsChosen()
    {
        var watched = await browser.OpenAsync(1280, 900);
        await Show(watched, new("t", "", [new("s") { Figures = [SampleReport.HeatMap()] }]), "heat-map");
        var figure = watched.Page.Locator("#run-1-figure-1");
        var chart = figure.Locator(".chart");
        Assert.Equal("loss: 1 to 8", string.Join(" to ", await figure.Locator(".scale").EvaluateAsync<string[]>(
            "bar => [...bar.childNodes].map(node => node.textContent).filter(text => text)")));

        // Cells carry their numbers; the one that nobody knows is not there.
        string[] cells = [.. (await chart.Locator("text").AllTextContentsAsync()).TakeLast(3)];
        Assert.Equal(["1", "2", "3"], cells);
        await figure.GetByRole(AriaRole.Button, new() { Name = "rate=0.1" }).ClickAsync();
        cells = [.. (await chart.Locator("text").AllTextContentsAsync()).TakeLast(4)];
        Assert.Equal(["5", "6", "7", "8"], cells);
        Assert.Equal(["false", "true"], await figure.Locator(".legend button")
            .EvaluateAllAsync<string[]>("all => all.map(entry => entry.getAttribute('aria-pressed'))"));

        // Right and above: beta=50, three bidders.
        var box = (await chart.BoundingBoxAsync())!;
        await watched.Page.Mouse.MoveAsync(box.X + box.Width * 0.75f, box.Y + box.Height * 0.25f);
        await figure.Locator(".tooltip-row").First.WaitForAsync();
        Assert.Equal(["beta50", "bidders3", "loss8"], (await figure.Locator(".tooltip-row").AllInnerTextsAsync())
            .Select(row => row.ReplaceLineEndings("")));

        string[] csv = await Download(watched.Page, figure, "CSV");
        Assert.Equal(("series,kind,x,y,low,high,z", "rate=0.1,cells,50,3,,,8"), (csv[0], csv[^1]));
        var picture = XDocument.Parse(string.Join('\n', await Download(watched.Page, figure, "SVG")));
        Assert.Contains("loss", picture.Root!.Value);
        await ShouldBeQuiet(watched);
    }

    [Fact]
    public async Task ParallelCoordinates_FadeTheLinesOutsideOfWhatIsSelected()
    {
        var watched = await browser.OpenAsync(1280, 900);
        await Show(watched, new("t", "", [new("s") { Figures = [SampleReport.Parallel()] }]), "parallel");
        var page = watched.Page;
        var figure = page.Locator("#run-1-figure-1");
        var chart = figure.Locator(".chart");
        string[] labels = [.. await chart.Locator("text").AllTextContentsAsync()];
        Assert.Contains("optimizer", labels);
        Assert.Contains("momentum", labels);

        var box = (await chart.BoundingBoxAsync())!;
        var before = await chart.InnerHTMLAsync();
        // Along the first axis, around its upper end.
        await page.Mouse.MoveAsync(box.X + 50, box.Y + 60);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + 50, box.Y + 150, new() { Steps = 6 });
        await page.Mouse.UpAsync();
        var reset = figure.GetByRole(AriaRole.Button, new() { Name = "Reset selection" });
        await reset.WaitForAsync();
        Assert.NotEqual(before, await chart.InnerHTMLAsync());
        Assert.Contains("opacity=\"0.06\"", await chart.InnerHTMLAsync());
        await reset.ClickAsync();
        Assert.False(await reset.IsVisibleAsync());
        Assert.DoesNotContain("opacity=\"0.06\"", await chart.InnerHTMLAsync());

        // The lower line, half way between the last two axes, where it runs level.
        await page.Mouse.MoveAsync(box.X + 50 + (box.Width - 120) * 0.75f, box.Y + box.Height - 16);
        await figure.Locator(".tooltip-row").First.WaitForAsync();
        Assert.Equal(["beta10", "optimizeradam", "loss0.1"], (await figure.Locator(".tooltip-row").AllInnerTextsAsync())
            .Select(row => row.ReplaceLineEndings("")));
        Assert.Equal("optimizer=adam,paths,optimizer,adam,,", (await Download(page, figure, "CSV"))[2]);
        var picture = XDocument.Parse(string.Join('\n', await Download(page, figure, "SVG")));
        Assert.Contains("momentum", picture.Root!.Value);
        // On a phone the page does not scroll sideways.
        await page.SetViewportSizeAsync(390, 800);
        // Not WaitForFunctionAsync: what it waits with is a script that the page's policy forbids.
        bool fits = false;
        for (int attempt = 0; attempt < 100 && !fits; attempt++)
        {
            await Task.Delay(50);
            fits = await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth");
        }
        Assert.True(fits, "The page scrolls sideways on a phone.");
        await ShouldBeQuiet(watched);
    }

    [Fact]
    public async Task WithoutScripts_TheNumbersAreThere()
    {
        var watched = await browser.OpenAsync(1000, 800, scripts: false);
        await Show(watched, SampleReport.OneRun(), "no-script");

        await watched.Page.Locator("#run-1-figure-2 summary").ClickAsync();

        Assert.True(await watched.Page.Locator("#run-1-figure-2 table").IsVisibleAsync());
        Assert.True(await watched.Page.Locator("noscript p").First.IsVisibleAsync());
    }

    private async Task Show(WatchedPage watched, ReportData data, string name)
    {
        var path = Path.Combine(folder, name + ".html");
        await File.WriteAllTextAsync(path, ReportPage.Write(data));
        await watched.Page.GotoAsync(new Uri(path).AbsoluteUri);
    }

    private static async Task<(string? Drawn, string? Failed)> Counts(IPage page) =>
        (await page.Locator("html").GetAttributeAsync("data-charts"),
            await page.Locator("html").GetAttributeAsync("data-charts-failed"));

    /// <summary>For each chart and each of its series: how many pixels of the page's picture have the series' colour,
    /// whole or under the transparency of bars and points.</summary>
    private async Task<int[][]> PixelsBySeries(IPage page, string name)
    {
        var charts = await page.EvaluateAsync<string>("""
            JSON.stringify([...document.querySelectorAll('figure')].map(figure => {
                const { x, y, width, height } = figure.querySelector('.chart').getBoundingClientRect();
                const colours = [...figure.querySelectorAll('.legend button svg > :last-child')]
                    .map(mark => mark.getAttribute('stroke') ?? mark.getAttribute('fill'));
                return { box: [x, y + scrollY, width, height].map(Math.round), colours };
            }))
            """);
        var png = await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        // The report's own page may load nothing, not even a picture from a data address; an empty page may.
        var canvas = await browser.OpenAsync(100, 100);
        return await canvas.Page.EvaluateAsync<int[][]>("""
            async ([png, charts]) => {
                const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
                const canvas = new OffscreenCanvas(picture.width, picture.height)
                    .getContext('2d', { willReadFrequently: true });
                canvas.drawImage(picture, 0, 0);
                return JSON.parse(charts).map(({ box, colours }) => {
                    const { data } = canvas.getImageData(...box);
                    const ground = data.slice(0, 3);
                    return colours.map(colour => {
                        const channels = [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
                        const near = (k, share) => channels.every((channel, c) =>
                            Math.abs(data[k + c] - (share * channel + (1 - share) * ground[c])) <= 12);
                        let count = 0;
                        for (let k = 0; k < data.length; k += 4) {
                            if (near(k, 1) || near(k, 0.75) || near(k, 0.65)) count++;
                        }
                        return count;
                    });
                });
            }
            """, new[] { Convert.ToBase64String(png), charts });
    }

    private static async Task<string[]> Download(IPage page, ILocator figure, string label)
    {
        var download = await page.RunAndWaitForDownloadAsync(() =>
            figure.GetByRole(AriaRole.Button, new() { Name = label }).ClickAsync());
        return await File.ReadAllLinesAsync(await download.PathAsync());
    }

    private static async Task ShouldBeQuiet(WatchedPage watched)
    {
        // What happens in the page is reported in order: once this has come back, so has everything before it.
        await watched.Page.EvaluateAsync("1");
        Assert.Empty(watched.Complaints);
        Assert.DoesNotContain(watched.Requests, address =>
            !address.StartsWith("file:") && !address.StartsWith("data:") && !address.StartsWith("blob:"));
        Assert.Single(watched.Requests, address => address.StartsWith("file:"));
    }
}
