namespace AgentMarkets.Fisher.Markets;

/// <summary>A market as given: names, valuations by buyer, budgets, supply. Goods that nobody values are named
/// apart.</summary>
/// <param name="BuyerNames">[n], sorted by ordinal text.</param>
/// <param name="GoodNames">[m], sorted likewise.</param>
/// <param name="Starts">[n + 1]: the entries of buyer i are those from Starts[i] to Starts[i + 1] - 1.</param>
/// <param name="Goods">Column of each entry, ascending within a buyer.</param>
/// <param name="Values">v_ij of each entry, above 0 and finite, utility per unit.</param>
/// <param name="Budgets">B_i, [n], money, above 0 and finite.</param>
/// <param name="Supply">Y_j, [m], units, above 0 and finite.</param>
/// <param name="UnwantedGoods">Names of goods that nobody values, sorted.</param>
public sealed record MarketTable(IReadOnlyList<string> BuyerNames, IReadOnlyList<string> GoodNames, int[] Starts,
    int[] Goods, double[] Values, double[] Budgets, double[] Supply, IReadOnlyList<string> UnwantedGoods)
{
    /// <summary>A market from memory: a matrix of valuations in which 0 means that the buyer does not want the
    /// good.</summary>
    /// <param name="valuations">[n, m].</param>
    /// <param name="budgets">[n].</param>
    /// <param name="supply">[m].</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a number is out of range, or a buyer wants
    /// nothing.</exception>
    public static MarketTable Of(double[,] valuations, double[] budgets, double[] supply)
    {
        int n = valuations.GetLength(0), m = valuations.GetLength(1);
        Require(budgets.Length == n && supply.Length == m,
            $"{n} x {m} valuations need {n} budgets and {m} supplies; got {budgets.Length} and {supply.Length}.");
        Require(budgets.Concat(supply).All(x => x > 0 && double.IsFinite(x)),
            "Budgets and supplies are numbers above 0.");
        int[] wanted = [.. Enumerable.Range(0, m).Where(j => Enumerable.Range(0, n).Any(i => valuations[i, j] > 0))];
        int[] unwanted = [.. Enumerable.Range(0, m).Except(wanted)];
        var starts = new int[n + 1];
        List<int> goods = [];
        List<double> values = [];
        for (int i = 0; i < n; i++)
        {
            for (int c = 0; c < wanted.Length; c++)
            {
                double value = valuations[i, wanted[c]];
                Require(value >= 0 && double.IsFinite(value), $"Buyer {i + 1}, good {wanted[c] + 1}: a valuation is a "
                    + $"number >= 0; got {value}.");
                if (value > 0)
                {
                    goods.Add(c);
                    values.Add(value);
                }
            }
            starts[i + 1] = goods.Count;
            Require(starts[i + 1] > starts[i], $"Buyer {i + 1} has a budget but values no good.");
        }
        return new MarketTable(new Numbered("buyer", n), [.. wanted.Select(j => $"good-{j + 1}")], starts, [.. goods],
            [.. values], budgets, [.. wanted.Select(j => supply[j])], [.. unwanted.Select(j => $"good-{j + 1}")]);
    }

    private static void Require(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new ArgumentException(sentence);
        }
    }
}
