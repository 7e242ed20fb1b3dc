using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Cli;

/// <summary>Where recovered values go: the file that a prior takes, and beside it their standard errors and a
/// page.</summary>
internal sealed record InversionFiles(string Values)
{
    private const string Ending = ".csv";

    /// <summary>The same rows with a column standard-error, which a prior would refuse.</summary>
    public string Errors => $"{Values[..^Ending.Length]}-errors{Ending}";

    public string Page => $"{Values[..^Ending.Length]}.html";

    /// <summary>The files asked for, or the first free ones in the current folder: nothing is written over.</summary>
    /// <returns>Nothing where problems were added.</returns>
    public static InversionFiles? Named(string? asked, Problems problems)
    {
        for (int attempt = 1; asked is null; attempt++)
        {
            var free = new InversionFiles(attempt == 1 ? "values.csv" : $"values-{attempt}.csv");
            if (!free.All.Any(Path.Exists))
            {
                return free;
            }
        }
        var place = new Place("--out");
        if (!asked.EndsWith(Ending, StringComparison.Ordinal) || Path.GetFileName(asked) == Ending)
        {
            problems.Add(place, asked, $"must be the name of a file that ends in {Ending}");
            return null;
        }
        if (Path.GetDirectoryName(asked) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            problems.Add(place, asked, $"there is no folder {folder}", "Make it first, or name another file.");
            return null;
        }
        var files = new InversionFiles(asked);
        foreach (string there in files.All.Where(Path.Exists))
        {
            problems.Add(place, asked, $"{there} exists, and nothing is written over",
                "Name another file, or remove that one.");
        }
        return problems.Any ? null : files;
    }

    private string[] All => [Values, Errors, Page];
}
