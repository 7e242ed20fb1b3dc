using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher.Markets;
using Xunit;

namespace AgentMarkets.Fisher.Tests;

/// <summary>A market in files that are only texts: a folder called <c>m</c>.</summary>
internal sealed class FileMarket : IDataSource
{
    private static readonly Catalog Catalog = Core.Catalog.Catalog.Scan(
        [typeof(IFamily).Assembly, typeof(IMarket).Assembly]);

    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    public FileMarket(string? valuations, string? budgets = null, string? supply = null)
    {
        foreach (var (name, text) in new[] { ("valuations.csv", valuations), ("budgets.csv", budgets),
            ("supply.csv", supply) })
        {
            if (text is not null)
            {
                _files[name] = text;
            }
        }
    }

    /// <summary>The same with one more file.</summary>
    public FileMarket With(string name, string text)
    {
        _files[name] = text;
        return this;
    }

    public (string? Text, string? Problem) Read(string path) =>
        path.StartsWith("m/", StringComparison.Ordinal) && _files.TryGetValue(path[2..], out string? text)
            ? (text, null)
            : (null, "no such file");

    public (IReadOnlyList<string>? Names, string? Problem) List(string folder) =>
        folder == "m" ? ([.. _files.Keys], null) : (null, "no such folder");

    public Files Files(string piece = "files(folder=m)")
    {
        var (files, problems) = TryRead(piece);
        problems.ThrowIfAny();
        return files!;
    }

    public MarketTable Table(string piece = "files(folder=m)") => Files(piece).Table;

    /// <summary>All that is said of it, a sentence a line, without the line that counts them.</summary>
    public string Mistakes(string piece = "files(folder=m)")
    {
        var (files, problems) = TryRead(piece);
        Assert.Null(files);
        return string.Join('\n', problems.ToString().Split("\n  ").Skip(1));
    }

    private (Files? Files, Problems Problems) TryRead(string piece)
    {
        var problems = new Problems("market");
        var read = (Files?)new Binder(Catalog, problems, this).ReadPiece<IGivenMarket>(piece, "market");
        return (read, problems);
    }
}
