using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Markets;

/// <summary>A market of some other number of buyers like those of <paramref name="all"/>: supply is the same a
/// head.</summary>
/// <param name="open">Opens blocks of those buyers.</param>
internal sealed class SampleMarket(IMarket all, long buyers, Func<int, int, Buyers> open) : IMarket
{
    public long BuyerCount => buyers;

    public int GoodCount => all.GoodCount;

    public double[] Supply { get; } = [.. all.Supply.Select(y => y / all.BuyerCount * buyers)];

    public GoodContexts? Contexts => all.Contexts;

    public IReadOnlyList<string> GoodNames => all.GoodNames;

    public string BuyerName(long buyer) => all.BuyerName(buyer);

    public Buyers Open(int firstBlock, int blockCount) => open(firstBlock, blockCount);
}
