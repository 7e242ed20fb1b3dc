namespace AgentMarkets.Fisher.Passes;

/// <summary>Valuations of all buyers of a market by rows, only those that are there.</summary>
/// <param name="Goods">m.</param>
/// <param name="Starts">[n + 1]: the entries of buyer i are those from Starts[i] to Starts[i + 1] - 1.</param>
/// <param name="Columns">The good of each entry, ascending within a buyer.</param>
/// <param name="LogValuations">L_ij of each entry, finite.</param>
/// <param name="Budgets">B_i, [n].</param>
internal sealed record SparseRows(int Goods, int[] Starts, int[] Columns, double[] LogValuations, double[] Budgets)
{
    public int BuyerCount => Budgets.Length;

    public SparseRow Of(int buyer)
    {
        int start = Starts[buyer], length = Starts[buyer + 1] - start;
        return new SparseRow(Columns.AsSpan(start, length), LogValuations.AsSpan(start, length), Budgets[buyer]);
    }

    /// <summary>The most entries of a buyer.</summary>
    public int Longest()
    {
        int longest = 0;
        for (int i = 0; i < BuyerCount; i++)
        {
            longest = Math.Max(longest, Starts[i + 1] - Starts[i]);
        }
        return longest;
    }
}

/// <summary>One buyer: S_i, L_ij on it, B_i.</summary>
internal readonly ref struct SparseRow(ReadOnlySpan<int> goods, ReadOnlySpan<double> logValuations, double budget)
{
    public ReadOnlySpan<int> Goods { get; } = goods;

    public ReadOnlySpan<double> LogValuations { get; } = logValuations;

    public double Budget { get; } = budget;

    public int Length => Goods.Length;
}
