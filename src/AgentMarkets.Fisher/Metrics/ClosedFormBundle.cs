using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers;

namespace AgentMarkets.Fisher.Metrics;

/// <summary>What one buyer demands where demand has a closed form: for listing allocations, one buyer at a
/// time.</summary>
internal static class ClosedFormBundle
{
    /// <summary>x_ij in units, along the buyer's support.</summary>
    public static double[] Of(long buyer, int[] goods, double[] logValuations, double budget, AnnouncedDemand demand)
    {
        var amounts = new double[goods.Length];
        var rule = new SparseDemand(goods.Length);
        rule.LogUnits(buyer, new SparseRow(goods, logValuations, budget), demand.S, demand.Demand, demand.Splits,
            amounts, new double[goods.Length]);
        rule.Exp(amounts, amounts);
        return amounts;
    }
}
