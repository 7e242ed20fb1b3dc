namespace AgentMarkets.Core.Catalog;

/// <summary>A data file that a setting names, with what stands in it.</summary>
/// <param name="Path">As the user wrote it.</param>
/// <param name="Text">Its content, unpacked where the file is compressed.</param>
public sealed record DataFile(string Path, string Text);

/// <summary>A folder of data files that a setting names.</summary>
/// <param name="Path">As the user wrote it.</param>
/// <param name="Files">Its data files, sorted by name.</param>
public sealed record DataFolder(string Path, IReadOnlyList<DataFile> Files)
{
    /// <summary>The file of that name, plain or compressed, or nothing: <c>File("budgets.csv")</c>.</summary>
    public DataFile? File(string name)
        => Files.FirstOrDefault(file => IsNamed(file, name) || IsNamed(file, name + ".gz"));

    private static bool IsNamed(DataFile file, string name) => file.Path.EndsWith("/" + name, StringComparison.Ordinal);
}
