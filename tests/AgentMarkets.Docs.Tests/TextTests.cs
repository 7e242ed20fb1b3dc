using System.Text.Json.Nodes;
using AgentMarkets.Auctions;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher;
using Xunit;

namespace AgentMarkets.Docs.Tests;

/// <summary>Goal: what a page says of the repository is so.</summary>
public sealed class TextTests
{
    // Cut in two, so that no search finds them here.
    private static readonly string[] Places =
    [
        "/wo" + "rk/", "sha" + "red/", "nuget" + ".org", "npmjs" + ".", "pypi" + ".", "crates" + ".io",
        "deb.debian" + ".org",
    ];

    private static readonly Catalog All = Catalog.Scan(
        [typeof(IFamily).Assembly, typeof(AuctionFamily).Assembly, typeof(FisherFamily).Assembly]);

    public static TheoryData<string> Pages => [.. Page.Paths];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_LeadSomewhere(string path)
    {
        var page = Page.Read(path);
        string folder = Path.GetDirectoryName(path)!;
        foreach (var (file, heading) in page.Links)
        {
            string target = file.Length == 0 ? path : Path.Combine(folder, file);
            string full = Path.GetFullPath(Path.Combine(Page.Root, target));
            Assert.True(Path.Exists(full), $"{path}: the link to {file} leads nowhere");
            bool leads = heading.Length == 0
                || Page.Read(Path.GetRelativePath(Page.Root, full)).Headings.Contains(heading);
            Assert.True(leads, $"{path}: {file} has no heading #{heading}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void MentionedFiles_Exist(string path) =>
        Assert.All(Page.Read(path).Mentioned, file => Assert.True(Path.Exists(Path.Combine(Page.Root, file)),
            $"{path}: there is no {file}"));

    [Theory]
    [MemberData(nameof(Pages))]
    public void QuotedCode_StandsThere(string path)
    {
        foreach (var block in Page.Read(path).Blocks.Where(block => block["in"] is not null))
        {
            string source = File.ReadAllText(Path.Combine(Page.Root, block["in"]!));
            Assert.True(source.Contains(block.Text), $"{path}:{block.Line}: {block["in"]} has no such lines");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Pages_NameNoPlaceOfOneMachineAndNoPackageHost(string path) =>
        Assert.All(Places, place => Assert.DoesNotContain(place, Page.Read(path).Text));

    [Fact]
    public void Index_NamesEveryPage()
    {
        const string Index = "docs/README.md";
        string[] others = [.. Page.Paths.Where(path => path.StartsWith("docs/") && path != Index)];
        Assert.All(others, path => Assert.Contains($"({path["docs/".Length..]})", Page.Read(Index).Text));
    }

    [Fact]
    public void Metrics_AreAllExplained() => Assert.All(All.Pieces("metric").Where(metric =>
            metric.Name is not ("utility-loss" or "distance-to-equilibrium" or "no-regret" or "loss-of-averages")),
        metric => Assert.Contains($"| `{metric.Name}` |", Page.Read("docs/metrics.md").Text));

    [Fact]
    public void Settings_AreAllExplained()
    {
        string page = Page.Read("docs/experiment-format.md").Text;
        Assert.All(All.SettingsOf(typeof(CommonSettings)), s => Assert.Contains($"| `{s.Name}` |", page));
        Assert.All(All.SettingsOf(typeof(AuctionSettings)), s => Assert.Contains($"| `{s.Name}` |", page));
        Assert.All(All.SettingsOf(typeof(AuctionBlock)), s => Assert.Contains($"| `auction.{s.Name}` |", page));
        Assert.All(All.SettingsOf(typeof(FisherSettings)), s => Assert.Contains($"| `{s.Name}` |", page));
        Assert.All(All.SettingsOf(typeof(FisherBlock)), s => Assert.Contains($"| `fisher.{s.Name}` |", page));
    }

    [Fact]
    public void Summary_IsExplainedKeyByKey()
    {
        string page = Page.Read("docs/experiment-format.md").Text;
        using var desk = new Desk(Page.Read("README.md"));
        desk.Run("./agentmarkets run first-price rounds=2 evaluation.samples=64 expect={} --quiet --out run");
        var summary = JsonNode.Parse(File.ReadAllText(desk["run/summary.json"]))!.AsObject();
        Assert.All(summary, member => Assert.Contains($"`{member.Key}`", page));
        string[] files = [.. Directory.GetFileSystemEntries(desk["run"]).Select(file => Path.GetFileName(file))];
        Assert.All(files, file => Assert.Contains($"| `{file}{(file == "checkpoints" ? "/" : "")}` |", page));
    }
}
