using Microsoft.Playwright;
using Xunit;

namespace AgentMarkets.Lab.Tests.Reports;

/// <summary>One Chromium for all tests of a class, with a profile of its own that is thrown away.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? playwright;
    private IBrowser? chromium;

    public async Task InitializeAsync()
    {
        var path = Find();
        playwright = await Playwright.CreateAsync();
        // Playwright gives each browser that it launches a fresh profile, and removes it.
        chromium = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path, Headless = true, Args = Arguments, Timeout = 30_000,
        });
    }

    public async Task DisposeAsync()
    {
        if (chromium is not null)
        {
            await chromium.CloseAsync();
        }
        playwright?.Dispose();
    }

    /// <summary>An empty page that records what it complains of and what it asks the network for.</summary>
    public async Task<WatchedPage> OpenAsync(int width, int height, ColorScheme scheme = ColorScheme.Light,
        bool scripts = true)
    {
        var context = await chromium!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, JavaScriptEnabled = scripts,
        });
        return new WatchedPage(await context.NewPageAsync());
    }

    private static string Find()
    {
        var named = Environment.GetEnvironmentVariable("CHROMIUM");
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string[] candidates =
        [
            .. named is null ? Array.Empty<string>() : [named],
            .. folders.SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" },
                (folder, name) => Path.Combine(folder, name)),
        ];
        return candidates.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException(
            "The tests of the report's charts need Chromium, which is not on the PATH: install it (Debian, Ubuntu: "
            + "apt-get install chromium) or name its program in the environment variable CHROMIUM.");
    }
}

/// <summary>A page and everything that went wrong in it.</summary>
public sealed class WatchedPage
{
    public WatchedPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => Complaints.Add(error);
        page.Request += (_, request) => Requests.Add(request.Url);
    }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    /// <summary>The addresses asked for, the page's own included.</summary>
    public List<string> Requests { get; } = [];
}
