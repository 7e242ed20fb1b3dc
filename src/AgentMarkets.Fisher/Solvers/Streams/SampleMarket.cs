using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.Streams;

/// <summary>The market of the first buyers who come by: supply is theirs a head.</summary>
internal sealed class SampleMarket(IMarket all, long buyers) : IMarket
{
    public long BuyerCount => buyers;

    public int GoodCount => all.GoodCount;

    public double[] Supply { get; } = [.. all.Supply.Select(y => y / all.BuyerCount * buyers)];

    public GoodContexts? Contexts => all.Contexts;

    public IReadOnlyList<string> GoodNames => all.GoodNames;

    public static SolvedMarket Of(SolvedMarket market, long buyers) =>
        market with { Market = new SampleMarket(market.Market, buyers) };

    public string BuyerName(long buyer) => all.BuyerName(buyer);

    public Buyers Open(int firstBlock, int blockCount) => all.OpenOthers(firstBlock, blockCount, buyers)!;
}
