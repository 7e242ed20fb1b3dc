using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher;
using AgentMarkets.Fisher.Markets;

namespace AgentMarkets.Cli;

/// <summary>A market as the command line names it, and the experiment that it means.</summary>
internal sealed record MarketAsked(string? Folder, string? Valuations, string? Budgets, string? Supply, bool Dense,
    string Utility, bool Allocations)
{
    // The keys of the experiment as the user knows them.
    private static readonly (string Key, string Word)[] Words =
    [
        ("fisher.market.folder", "market-folder"), ("fisher.market.", "--"), ("fisher.market", "market-folder"),
        ("fisher.utility", "--utility"), ("shards", "--threads"),
    ];

    /// <summary>The folder's or file's own name.</summary>
    public string Name
    {
        get
        {
            string path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Folder ?? Valuations ?? "."));
            string name = Path.GetFileName(path);
            return Folder is not null ? name : name.Split('.')[0];
        }
    }

    /// <summary>The experiment whose run is the answer.</summary>
    /// <param name="source">What its places are called.</param>
    public Node ToExperiment(int shards, string source)
    {
        var place = new Place(source);
        var files = new[]
        {
            ("folder", Folder), ("valuations", Valuations), ("budgets", Budgets), ("supply", Supply),
        }.Where(named => named.Item2 is not null)
            .Select(named => KeyValuePair.Create(named.Item1, Node.Of(named.Item2!, place)));
        var market = Node.Object([KeyValuePair.Create(Node.PieceKey, Node.Of("files", place)), .. files,
            KeyValuePair.Create("dense", Node.Of(Dense, place))], place);
        return Node.Object([
            KeyValuePair.Create("description", Node.Of($"The exact equilibrium of {Folder ?? Valuations}, with the "
                + $"utility {Utility}.", place)),
            KeyValuePair.Create("fisher", Node.Object([KeyValuePair.Create("market", market),
                KeyValuePair.Create("utility", Node.Of(Utility, place))], place)),
            KeyValuePair.Create("solver", Node.Of("newton-dual", place)),
            KeyValuePair.Create("shards", Node.Number($"{shards}", place)),
            KeyValuePair.Create("allocations", Node.Of(Allocations, place))], place);
    }

    /// <summary>The experiment with no more shards than there are blocks of buyers: a block is not divided, and a shard
    /// without one has nothing to do.</summary>
    public static Experiment Shared(Experiment read)
    {
        var settings = (FisherSettings)read.FamilySettings;
        int blocks = BlockTree.BlocksOf(((Files)settings.Fisher.Market!).Table.BuyerNames.Count);
        int shards = Math.Min(settings.Shards, blocks);
        return read with
        {
            FamilySettings = settings with { Shards = shards },
            Resolved = read.Resolved.With("shards", Node.Of((long)shards)),
        };
    }

    /// <summary>The same problems in the words of the command line.</summary>
    public Problems Worded(Problems problems)
    {
        var worded = new Problems(problems.Subject);
        foreach (var problem in problems.All)
        {
            bool isUnnamed = Folder is null && Valuations is null && problem.Place.Key == "fisher.market";
            worded.Add(isUnnamed
                ? new Problem(new Place(problems.Subject), null, "needs a market",
                    "Name its folder, or --valuations FILE.")
                : problem with { Place = problem.Place with { Key = Word(problem.Place.Key) } });
        }
        return worded;
    }

    private static string Word(string key)
    {
        var (start, word) = Words.FirstOrDefault(w => key.StartsWith(w.Key, StringComparison.Ordinal));
        return start is null ? key : word + key[start.Length..];
    }
}
