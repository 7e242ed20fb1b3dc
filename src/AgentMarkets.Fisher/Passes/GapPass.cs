namespace AgentMarkets.Fisher.Passes;

/// <summary>
/// Measures the allocation that closed-form demand at log prices s gives, x_ij = a_j B_i w_ij / p_j, against prices pt:
/// delta_i = B_i (log ut_i(pt) - log u_i(x_i)) + &lt;pt, x_i&gt; - B_i.  docs/fisher.md, 6. Always 64-bit.
/// </summary>
/// <param name="S">s_j = log p_j at which buyers choose, [m]; minus infinity for a free good of Leontief
/// buyers, of which each takes u_i / v_ij.</param>
/// <param name="Demand">How they choose: a smoothed demand may stand for a linear one.</param>
/// <param name="Utility">What they make of it.</param>
/// <param name="Scale">a_j, [m].</param>
/// <param name="Prices">pt_j, [m]; 0 for free goods. Nothing where only sum x and sum B are wanted: the other numbers
/// are then 0, and no regret is listed.</param>
/// <param name="Splits">Under linear demand, how tied buyers split their budgets; all others take their best good, of
/// equals the first.</param>
public sealed record GapPass(double[] S, ClosedForm Demand, ClosedForm Utility, double[] Scale, double[]? Prices,
    SplitSpending? Splits = null)
{
    public int Goods => S.Length;

    /// <summary>Numbers a block: sum x [m], sum B, sum delta, sum B log u, sum B log ut, sum B u.</summary>
    public int Length => Goods + 5;
}

/// <summary>How a few buyers split their budgets: buyer Buyers[k] spends Spending[e] on good Goods[e] for e from
/// Starts[k] to Starts[k + 1] - 1.</summary>
/// <param name="Buyers">Numbers within the market, ascending.</param>
public sealed record SplitSpending(long[] Buyers, int[] Starts, int[] Goods, double[] Spending)
{
    public static SplitSpending None { get; } = new([], [0], [], []);

    /// <summary>The place of a buyer among <see cref="Buyers"/>, or a negative number where it is not split.</summary>
    public int PlaceOf(long buyer) => Array.BinarySearch(Buyers, buyer);
}
