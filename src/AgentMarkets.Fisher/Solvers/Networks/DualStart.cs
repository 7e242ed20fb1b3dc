using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.Networks;

/// <summary>Prices to start from: those of the first block of buyers alone, whose share of the supply is that of their
/// number.</summary>
internal static class DualStart
{
    /// <param name="market">Its utility has a closed-form demand.</param>
    /// <returns>[m], money a unit.</returns>
    public static double[] Prices(SolvedMarket market)
    {
        using var buyers = market.Market.Open(0, 1);
        var budgets = new BlockTree();
        buyers.AddBudgets(budgets);
        var solver = new NewtonDual();
        var few = market with { Market = new FirstBlock(market.Market, buyers.Count) };
        using var pricing = solver.Price(few, budgets.Total()![0]);
        using var buying = solver.Buy(few, new Shard(1, 1), buyers);
        while (pricing.Next() is { } question)
        {
            var answer = buying.Answer(question);
            var tree = new BlockTree();
            foreach (var sum in answer.Sums)
            {
                tree.Add(sum);
            }
            pricing.Take(new Total(tree.Total() ?? [], answer.Listed));
        }
        return pricing.Settle([]).Prices;
    }

    private sealed class FirstBlock(IMarket whole, long buyers) : IMarket
    {
        public long BuyerCount => buyers;

        public int GoodCount => whole.GoodCount;

        public double[] Supply { get; } = [.. whole.Supply.Select(y => y * buyers / whole.BuyerCount)];

        public GoodContexts? Contexts => whole.Contexts;

        public IReadOnlyList<string> GoodNames => whole.GoodNames;

        public string BuyerName(long buyer) => whole.BuyerName(buyer);

        public Buyers Open(int firstBlock, int blockCount) => whole.Open(firstBlock, blockCount);
    }
}
