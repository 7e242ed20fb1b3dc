namespace AgentMarkets.Core.Catalog;

/// <summary>Where data files come from. The core opens no file itself; whoever reads experiments hands it
/// this.</summary>
public interface IDataSource
{
    /// <summary>The content of a file, unpacked, or a rule that it breaks: <c>no such file</c>.</summary>
    (string? Text, string? Problem) Read(string path);

    /// <summary>The names of a folder's data files, or a rule that it breaks.</summary>
    (IReadOnlyList<string>? Names, string? Problem) List(string folder);
}
