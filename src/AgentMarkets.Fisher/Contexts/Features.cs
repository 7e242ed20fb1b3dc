using AgentMarkets.Core.Catalog;
using AgentMarkets.Fisher.Markets;

namespace AgentMarkets.Fisher.Contexts;

/// <summary>Contexts from files: what is known of every buyer and of every good.</summary>
/// <remarks>Numbers are kept in 32 bits, as networks read them; the market's valuations follow from those.</remarks>
[Card("features", "The contexts of buyers and goods are read from two files.", "docs/fisher.md, 3")]
public sealed class Features : IContexts
{
    private readonly FeatureFiles _files;

    public Features(Settings settings) => _files = FeatureFiles.Read(
        settings.Folder, new Place(settings.Folder.Path), new Problems(settings.Folder.Path))
        ?? throw new ArgumentException($"{settings.Folder.Path} was not checked before it was used.");

    public sealed record Settings : IChecked
    {
        [Setting("The folder with buyers.csv and goods.csv (a name, then the same columns of numbers in both), and "
            + "budgets.csv and supply.csv where budgets and supplies are known.")]
        public required DataFolder Folder { get; init; }

        public void Check(Problems problems, Place place) => FeatureFiles.Read(
            Folder, place.Of("folder"), problems);
    }

    public int Dimension => _files.Buyers.Dimension;

    public (long Buyers, int Goods)? Sizes => (_files.Buyers.Names.Length, _files.Goods.Names.Length);

    public IReadOnlyList<string> Notes => _files.Notes;

    public IMarket Open(ulong seed, long buyers, int goods, bool stored) => new ContextMarket(
        _files.Buyers.Names.Length, _files.Supply, new GoodContexts(Dimension, _files.Goods.Values),
        () => new GivenPages(_files.Buyers.Values, Dimension), _files.Budgets, stored, isDrawn: false,
        (_files.Buyers.Names, _files.Goods.Names));
}
