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
        var few = market with { Market = new SampleMarket(market.Market, buyers.Count, market.Market.Open) };
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
}
