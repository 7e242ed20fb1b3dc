using AgentMarkets.Fisher.Contexts;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Markets;

/// <summary>A market whose valuations come from contexts: docs/fisher.md, 3. What a buyer values is made where it is
/// needed.</summary>
/// <param name="supply">Y_j, [m].</param>
/// <param name="contexts">g_j.</param>
/// <param name="pages">Opens the buyers' contexts, once for every holder of buyers.</param>
/// <param name="budgets">B_i, [n], or nothing where it is ||b_i||.</param>
/// <param name="isStored">Whether shards keep their valuations, or make them anew in every pass.</param>
/// <param name="isDrawn">Whether buyers are independent draws.</param>
/// <param name="names">Of buyers and goods, where they are not numbered.</param>
internal sealed class ContextMarket(long buyers, double[] supply, GoodContexts contexts, Func<IContextPages> pages,
    double[]? budgets, bool isStored, bool isDrawn,
    (IReadOnlyList<string> Buyers, IReadOnlyList<string> Goods)? names = null) : IMarket
{
    public long BuyerCount => buyers;

    public int GoodCount => supply.Length;

    public double[] Supply => supply;

    public GoodContexts? Contexts => contexts;

    public IReadOnlyList<string> GoodNames { get; } = names?.Goods ?? new Numbered("good", supply.Length);

    public string BuyerName(long buyer) => names?.Buyers[(int)buyer] ?? $"buyer-{buyer + 1}";

    public Buyers Open(int firstBlock, int blockCount) =>
        new DenseBuyers<float>(Source(), firstBlock, blockCount, buyers, isStored);

    // Draws go on where the market's last block ends.
    public Buyers? OpenOthers(int firstBlock, int blockCount, long count)
    {
        int end = BlockTree.BlocksOf(buyers);
        return !isDrawn ? null : new DenseBuyers<float>(
            Source(), end + firstBlock, blockCount, (long)end * BlockTree.BlockSize + count, isStored);
    }

    internal ContextSource Source() => new(pages(), contexts, budgets, isDrawn);
}
