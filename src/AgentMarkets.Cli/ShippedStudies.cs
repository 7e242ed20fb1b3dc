using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Lab.Studies;

namespace AgentMarkets.Cli;

/// <summary>The studies that come along: a file each, in <c>experiments/studies</c>.</summary>
internal static class ShippedStudies
{
    private const string Folder = "experiments/studies";

    public static IReadOnlyList<string> Files =>
        Workshop.ShippedFolder is { } shipped && Path.Combine(shipped, "studies") is var folder
            && Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.jsonc").OrderBy(Path.GetFileNameWithoutExtension,
                StringComparer.Ordinal)]
            : [];

    public static IReadOnlyList<ExperimentCard> Cards(Catalog catalog) => [.. Files.Select(file =>
    {
        string source = $"{Folder}/{Path.GetFileName(file)}";
        return new ExperimentCard(Path.GetFileNameWithoutExtension(file),
            Study.Read(File.ReadAllText(file), source, catalog).Description, source);
    })];

    /// <summary>The text of a study: a shipped name, or a file.</summary>
    /// <exception cref="ConfigurationException">There is neither.</exception>
    public static (string Name, string Text, string Source) Find(string study)
    {
        string? shipped = Files.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == study);
        string path = shipped ?? study;
        if (!File.Exists(path))
        {
            string[] names = [.. Files.Select(file => Path.GetFileNameWithoutExtension(file)!)];
            throw new ConfigurationException($"'{study}': no such study, and no such file. "
                + Spelling.WayOut(study, "Studies", names));
        }
        return (Path.GetFileNameWithoutExtension(path), File.ReadAllText(path),
            shipped is null ? path : $"{Folder}/{Path.GetFileName(path)}");
    }
}
