using AgentMarkets.Fisher.Solvers;

namespace AgentMarkets.Fisher.Metrics;

/// <summary>What one buyer demands where demand has a closed form: for listing allocations, one buyer at a
/// time.</summary>
internal static class ClosedFormBundle
{
    /// <summary>x_ij in units, along the buyer's support.</summary>
    public static double[] Of(long buyer, int[] goods, double[] logValuations, double budget, AnnouncedDemand demand)
    {
        var (s, form) = (demand.S, demand.Demand);
        var amounts = new double[goods.Length];
        if (form.IsLinear)
        {
            var splits = demand.Splits;
            int place = splits?.PlaceOf(buyer) ?? -1;
            if (place < 0)
            {
                int best = Best(goods, logValuations, s);
                amounts[best] = budget / Math.Exp(s[goods[best]]);
                return amounts;
            }
            for (int e = splits!.Starts[place]; e < splits.Starts[place + 1]; e++)
            {
                int good = splits.Goods[e];
                amounts[Array.BinarySearch(goods, good)] += splits.Spending[e] / Math.Exp(s[good]);
            }
            return amounts;
        }
        // log x_ij = log B_i + k L_ij - (k+1) s_j - lse_l k (L_il - s_l); Cobb-Douglas: softmax(L) B_i / p_j.
        double k = form.IsCobbDouglas ? 1 : form.K;
        double[] exponents = [.. goods.Select((j, e) => form.IsCobbDouglas
            ? logValuations[e]
            : k * (logValuations[e] - s[j]))];
        double top = exponents.Max();
        double logSum = top + Math.Log(exponents.Sum(t => Math.Exp(t - top)));
        for (int e = 0; e < amounts.Length; e++)
        {
            double price = form.IsCobbDouglas ? s[goods[e]] : k == -1 ? 0 : (k + 1) * s[goods[e]];
            amounts[e] = Math.Exp(Math.Log(budget) + k * logValuations[e] - price - logSum);
        }
        return amounts;
    }

    private static int Best(int[] goods, double[] logValuations, double[] s)
    {
        int best = 0;
        for (int e = 1; e < goods.Length; e++)
        {
            best = logValuations[e] - s[goods[e]] > logValuations[best] - s[goods[best]] ? e : best;
        }
        return best;
    }
}
