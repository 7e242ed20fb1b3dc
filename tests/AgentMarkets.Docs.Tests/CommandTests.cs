using System.Text;
using Xunit;

namespace AgentMarkets.Docs.Tests;

/// <summary>Goal: what a page tells to type works. Method: type it, and compare with what is pasted.</summary>
public sealed class CommandTests
{
    private const int ExpectNotMet = 3;

    public static TheoryData<string> Pages => [.. Page.Paths];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_PrintWhatIsPasted(string path)
    {
        var page = Page.Read(path);
        using var desk = new Desk(page);
        var wrong = new StringBuilder();
        foreach (var block in page.Blocks)
        {
            foreach (var command in block.Commands().Where(command => command.LauncherVerb is null))
            {
                var (code, output) = desk.Run(command.Runnable);
                bool endsWell = code == command.ExitCode || (command.Shrinks && code == ExpectNotMet);
                string? fault = endsWell ? null : $"ended with {code}";
                fault ??= Shape.FirstMissing(command.Output, output) is { } line ? $"did not print '{line}'" : null;
                wrong.Append(fault is null ? "" : $"\n{path}:{block.Line}: {command.Runnable}: {fault}, but\n{output}");
            }
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [Fact]
    public void Commands_AreThere() =>
        Assert.True(Page.Paths.Select(Page.Read).Sum(page => page.Blocks.Sum(block => block.Commands().Count())) > 15);

    [Theory]
    [MemberData(nameof(Pages))]
    public void CommandsOfTheLauncher_AreInTheLauncher(string path)
    {
        string launcher = File.ReadAllText(Path.Combine(Page.Root, "agentmarkets"));
        foreach (var command in Page.Read(path).Blocks.SelectMany(block => block.Commands()))
        {
            Assert.True(command.LauncherVerb is not { } verb || launcher.Contains($"    {verb}) "), command.Typed);
            Assert.True(command.LauncherVerb != "test" || command.Output[^1].EndsWith(" failed"), "the last line");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void ExperimentsOnThePage_AreWell(string path)
    {
        var page = Page.Read(path);
        using var desk = new Desk(page);
        foreach (var block in page.Blocks.Where(block => block.Language == "jsonc" && block["file"] is null))
        {
            File.WriteAllText(desk["page.jsonc"], block.Text);
            var (code, output) = desk.Run("./agentmarkets check page.jsonc");
            Assert.True(code == 0, $"{path}:{block.Line}: {output}");
        }
    }

    [Theory]
    [InlineData("multiplier  0.48  1e-4  met", "multiplier   0.4712   9.5e-05  NOT MET", true)]
    [InlineData("report  runs/2026-01-01_a/report.html", "report  runs/2027-02-02_b_c=1/report.html", true)]
    [InlineData("multiplier  0.48  1e-4", "multipliers  0.48  1e-4", false)]
    [InlineData("multiplier  0.48  1e-4", "multiplier  0.48", false)]
    public void Shape_IsOfWordsAndColumns(string pasted, string printed, bool same) =>
        Assert.Equal(same, Shape.FirstMissing([pasted], $"before\n{printed}\nafter") is null);

    [Fact]
    public void Shape_KeepsTheOrderOfLines() => Assert.Equal("a", Shape.FirstMissing(["b", "a"], "a\nb\n"));
}
