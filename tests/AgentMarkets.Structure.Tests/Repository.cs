namespace AgentMarkets.Structure.Tests;

/// <summary>The files of this repository as a reader sees them: what is built or fetched is left out.</summary>
internal static class Repository
{
    private static readonly string[] Built =
        ["bin", "obj", "artifacts", "node_modules", "runs", "TestResults", ".git", ".vs", ".idea"];

    private static readonly string[] Texts =
    [
        ".cs", ".csproj", ".props", ".targets", ".sln", ".cpp", ".h", ".js", ".mjs", ".css", ".html", ".json", ".jsonc",
        ".md", ".py", ".txt", ".yml", ".yaml", ".cff", ".sh", ".csv", ".cmake", ".ipynb", ".toml", ".conf", "",
    ];

    public static string Root => Checkout.Root;

    /// <summary>Every text file, with its path from the root.</summary>
    public static IReadOnlyList<SourceFile> Files { get; } =
        [.. Walk(new DirectoryInfo(Root)).OrderBy(file => file.Path, StringComparer.Ordinal)];

    private static IEnumerable<SourceFile> Walk(DirectoryInfo folder)
    {
        foreach (var inner in folder.EnumerateDirectories().Where(inner => !Built.Contains(inner.Name)))
        {
            foreach (var file in Walk(inner))
            {
                yield return file;
            }
        }
        foreach (var file in folder.EnumerateFiles().Where(file =>
            Texts.Contains(file.Extension) && file.LinkTarget is null))
        {
            yield return new SourceFile(Path.GetRelativePath(Root, file.FullName), File.ReadAllText(file.FullName));
        }
    }
}
