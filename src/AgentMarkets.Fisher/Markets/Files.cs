using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Fisher.Markets;

/// <summary>A market in files: who values what, and, where they are not all alike, budgets and supplies.</summary>
/// <remarks>docs/fisher.md, 11. Valuations are used as they are: no fill-in, no smoothing, no epsilon.</remarks>
[Card("files", "A market from CSV files: valuations, and where they are given budgets and supplies.",
    "docs/fisher.md, 11")]
public sealed class Files : IGivenMarket
{
    private const int NamesShown = 10;

    private readonly Settings _settings;
    private readonly MarketTable _table;

    /// <exception cref="ArgumentException">The files are not well.</exception>
    public Files(Settings settings)
    {
        _settings = settings;
        _table = settings.Table ?? throw new ArgumentException("The files were not checked before they were used.");
    }

    public sealed record Settings : IChecked
    {
        [Setting("The folder with valuations.csv and, where there are any, budgets.csv and supply.csv.",
            Positional = true)]
        public DataFolder? Folder { get; init; }

        [Setting("In place of a folder: who values what, as lines buyer,good,value or with a column a good.")]
        public DataFile? Valuations { get; init; }

        [Setting("Beside valuations: lines buyer,budget; every budget is 1 where it is left out.")]
        public DataFile? Budgets { get; init; }

        [Setting("Beside valuations: lines good,supply; one unit of every good where it is left out.")]
        public DataFile? Supply { get; init; }

        [Setting("Whether every column of the valuations but the first is a good, even one that is called good or "
            + "value.")]
        public bool Dense { get; init; }

        /// <summary>What the files say, once they have been checked; read once, since they may be long.</summary>
        internal MarketTable? Table { get; private set; }

        internal DataFile? BudgetsFile => Folder is null ? Budgets : Folder.File("budgets.csv");

        internal DataFile? SupplyFile => Folder is null ? Supply : Folder.File("supply.csv");

        public void Check(Problems problems, Place place)
        {
            foreach (var (key, file) in Folder is null ? [] : Named.Where(named => named.File is not null))
            {
                problems.Add(place.Of(key), $"'{file!.Path}'", "a folder is given already",
                    "Name either a folder or its files.");
            }
            foreach (string name in Names.Where(name => Folder?.Files.Count(file => IsOf(file, name)) > 1))
            {
                problems.Add(place.Of("folder"), $"'{Folder!.Path}'", $"has both {name} and {name}.gz",
                    "Keep one of them.");
            }
            if (Folder is null && Valuations is null)
            {
                problems.Add(place, null, "needs a folder, or a file of valuations",
                    "Write folder=my-market, or valuations=my-valuations.csv.");
            }
            else if ((Valuations ?? Folder!.File("valuations.csv")) is not { } valuations)
            {
                problems.Add(place.Of("folder"), $"'{Folder!.Path}'", "has no valuations.csv",
                    "Data files there: " + (Folder.Files.Count == 0
                        ? "none."
                        : string.Join(", ", Folder.Files.Take(NamesShown).Select(file => file.Path)) + "."));
            }
            else
            {
                Table = MarketFiles.Read(valuations, BudgetsFile, SupplyFile, Dense, problems);
            }
        }

        private static string[] Names => ["valuations.csv", "budgets.csv", "supply.csv"];

        private static bool IsOf(DataFile file, string name) =>
            file.Path.EndsWith("/" + name, StringComparison.Ordinal)
            || file.Path.EndsWith("/" + name + ".gz", StringComparison.Ordinal);

        private (string Key, DataFile? File)[] Named =>
            [("valuations", Valuations), ("budgets", Budgets), ("supply", Supply)];
    }

    public MarketTable Table => _table;

    public IReadOnlyList<string> Notes => [.. new[]
    {
        _settings.BudgetsFile is null ? "No budgets are given (budgets.csv): every buyer has a budget of 1." : null,
        _settings.SupplyFile is null ? "No supplies are given (supply.csv): there is one unit of every good." : null,
    }.OfType<string>()];

    public IMarket Open() => new GivenMarket(_table);
}
