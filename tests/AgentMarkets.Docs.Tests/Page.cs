using System.Text.RegularExpressions;

namespace AgentMarkets.Docs.Tests;

/// <summary>A page of documentation, with its fenced blocks.</summary>
/// <param name="Path">From the repository's root: <c>docs/tour.md</c>.</param>
internal sealed partial record Page(string Path, string Text, IReadOnlyList<Block> Blocks)
{
    /// <summary>The folder that holds <c>AgentMarkets.sln</c>.</summary>
    public static string Root => Checkout.Root;

    public static IReadOnlyList<string> Paths { get; } =
        ["README.md", .. Directory.GetFiles(System.IO.Path.Combine(Root, "docs"), "*.md")
            .Select(file => System.IO.Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal)];

    public static Page Read(string path)
    {
        string text = File.ReadAllText(System.IO.Path.Combine(Root, path));
        return new Page(path, text, [.. BlocksOf(text)]);
    }

    /// <summary>Targets of links and pictures that are not on the web; file or heading may be empty.</summary>
    public IEnumerable<(string File, string Heading)> Links => Link().Matches(Text)
        .Where(m => !m.Groups[1].Value.StartsWith("http", StringComparison.Ordinal))
        .Select(m => (m.Groups[1].Value, m.Groups[2].Value));

    /// <summary>What a link may name behind <c>#</c>.</summary>
    public IEnumerable<string> Headings => Heading().Matches(Text)
        .Select(m => string.Concat(m.Groups[1].Value.ToLowerInvariant().Replace(' ', '-')
            .Where(c => char.IsLetterOrDigit(c) || c == '-')));

    /// <summary>Files of the repository that the text names.</summary>
    public IEnumerable<string> Mentioned => Mention().Matches(Text).Select(m => m.Value)
        .Where(path => !path.Contains("/bin/", StringComparison.Ordinal)).Distinct();

    private static IEnumerable<Block> BlocksOf(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }
            int start = i;
            while (!lines[++i].StartsWith("```", StringComparison.Ordinal))
            {
            }
            string[] info = lines[start][3..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string[] marks = [.. info.Skip(1)];
            yield return new Block(start + 1, info.FirstOrDefault() ?? "", marks, lines[(start + 1)..i]);
        }
    }

    [GeneratedRegex(@"\]\(([^)#\s]*)(?:#([^)\s]*))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"(?<![\w/.])(?:src|docs|tests|bench|experiments)/[\w./-]*\w")]
    private static partial Regex Mention();
}

/// <summary>A fenced block: <c>```console as-is exit=1</c>.</summary>
/// <param name="Line">Of the page, from 1.</param>
/// <param name="Marks">What stands behind the language.</param>
internal sealed record Block(int Line, string Language, IReadOnlyList<string> Marks, IReadOnlyList<string> Lines)
{
    /// <summary>The value of a mark, such as the file of <c>file=BestOf.cs</c>.</summary>
    public string? this[string mark] => Marks.FirstOrDefault(m => m.StartsWith(mark + "=", StringComparison.Ordinal))
        ?[(mark.Length + 1)..];

    public string Text => string.Join('\n', Lines) + "\n";

    /// <summary>The commands of a <c>console</c> block, each with the output pasted under it.</summary>
    public IEnumerable<Command> Commands()
    {
        for (int i = 0; i < Lines.Count && Language == "console";)
        {
            string typed = Lines[i][2..];
            string[] output = [.. Lines.Skip(++i).TakeWhile(line => !line.StartsWith("$ ", StringComparison.Ordinal))];
            i += output.Length;
            yield return new Command(typed, output, int.Parse(this["exit"] ?? "0"), Marks.Contains("as-is"));
        }
    }
}

/// <summary>A command as a reader would type it.</summary>
internal sealed record Command(string Typed, IReadOnlyList<string> Output, int ExitCode, bool AsIs)
{
    /// <summary>The verbs of the launcher itself. It would build, or start all tests and so this one: both are left
    /// out, and only looked up.</summary>
    private static readonly string[] OfTheLauncher = ["test", "setup"];

    public string? LauncherVerb => OfTheLauncher.FirstOrDefault(verb => Typed == $"./agentmarkets {verb}");

    /// <summary>Whether it is made small before it is run: its rules of <c>expect</c> may then not be met.</summary>
    public bool Shrinks => !AsIs && Typed.StartsWith("./agentmarkets run ", StringComparison.Ordinal)
        && !Typed.Contains("--help", StringComparison.Ordinal);

    public string Runnable => Shrinks ? $"{Typed} rounds=20 evaluation.samples=4096 seed=1..2" : Typed;
}
