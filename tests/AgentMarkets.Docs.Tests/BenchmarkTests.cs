using System.Text.RegularExpressions;
using Xunit;

namespace AgentMarkets.Docs.Tests;

/// <summary>Goal: the benchmarks that a page names run and print the lines that are pasted under them. Method: one
/// repetition of each; the numbers are not looked at, since a test times nothing.</summary>
public sealed partial class BenchmarkTests
{
    private const string Prefix = "dotnet run -c Release --project bench/AgentMarkets.Bench ";

    public static TheoryData<string> Names => [.. OnAllPages()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Benchmark_PrintsTheLinesOfThePage(string name)
    {
        using var desk = new Desk(Page.Read(Page.Paths[0]));
        // Of the same build as these tests.
        string built = Path.GetRelativePath(Path.Combine(Page.Root, "tests/AgentMarkets.Docs.Tests"),
            AppContext.BaseDirectory);
        string program = Path.Combine(Page.Root, "bench/AgentMarkets.Bench", built, "AgentMarkets.Bench.dll");
        // Where a benchmark takes minutes at full size, it has a quick form that prints the same lines.
        string quickly = name is "fisher" or "learned" ? "--quick" : "";
        // One turn; or so few replicas that an error over them is still one.
        int size = name is "golden" ? 16 : 1;
        var (code, output) = desk.Run($"dotnet '{program}' {name} {size} {quickly}");
        Assert.True(code == 0, output);
        // Without python3-torch our own lines are all there is.
        var ours = PastedUnder(name).Where(line => line.Contains("AgentMarkets,") || line.StartsWith("batch ")
            || line.StartsWith("add, ") || line.StartsWith("the same, fused")
            || line.Contains(", batch ") || line.Contains(", step") || line.Contains("outputs only"))
            .Select(FirstWords).ToArray();
        Assert.NotEmpty(ours);
        Assert.All(ours, words => Assert.Contains(words, output));
    }

    [Fact]
    public void Benchmarks_AreNamed() => Assert.Equal(["first-price", "fisher", "golden", "learned", "messages",
            "networks", "pass", "torch", "verdicts"],
        OnAllPages().Order());

    private static IEnumerable<string> OnAllPages() => Page.Paths.SelectMany(path => NamedOn().Matches(Text(path)))
        .Select(match => match.Groups[1].Value).Distinct();

    private static string Text(string path) => File.ReadAllText(Path.Combine(Page.Root, path));

    private static string FirstWords(string line) => DoubleSpace().Split(line)[0];

    private static IEnumerable<string> PastedUnder(string name) => Page.Paths.Select(Text)
        .Where(text => text.Contains(Prefix + name))
        .SelectMany(text => text.Split(Prefix + name)[1].Split("```")[1].Split('\n'));

    [GeneratedRegex("`dotnet run -c Release --project bench/AgentMarkets.Bench ([a-z-]+)`")]
    private static partial Regex NamedOn();

    [GeneratedRegex("  +")]
    private static partial Regex DoubleSpace();
}
