namespace AgentMarkets.Fisher.Passes;

/// <summary>How a buyer splits its budget over goods where that has a closed form: docs/fisher.md, 2.</summary>
/// <param name="K">k = alpha/(1-alpha): the shares are softmax_j(k (L_ij - s_j)). Minus one is Leontief, infinity
/// linear; not used for Cobb-Douglas.</param>
/// <param name="IsCobbDouglas">The shares are softmax_j(L_ij), whatever the prices.</param>
public readonly record struct ClosedForm(double K, bool IsCobbDouglas)
{
    public static ClosedForm Linear { get; } = new(double.PositiveInfinity, false);

    public bool IsLinear => double.IsPositiveInfinity(K);
}

/// <summary>Which numbers a pass computes with; sums over buyers are 64-bit either way.</summary>
public enum Precision
{
    Single,
    Double,
}

/// <summary>
/// One pass over the buyers at log prices s: with w_ij the budget shares,
/// D_j = sum_i B_i w_ij,  S_jl = sum_i B_i w_ij w_il,  G = sum_i B_i (log ut_i - log B_i).  docs/fisher.md, 3.
/// </summary>
/// <param name="S">s_j = log p_j, [m].</param>
/// <param name="Demand">Finite k, or Cobb-Douglas; a linear demand is no function of prices.</param>
/// <param name="Second">Whether S_jl is wanted.</param>
/// <param name="RowsPerBlock">Only the first so many buyers of each block: a sample that no number of shards
/// changes.</param>
public sealed record SpendingPass(double[] S, ClosedForm Demand, Precision Precision, bool Second,
    int RowsPerBlock = BlockTree.BlockSize)
{
    /// <summary>Numbers a block: D [m], G, the sum of B, and S packed [m (m+1) / 2] (row j holds l = 0..j) where
    /// wanted.</summary>
    public int Length => Goods + 2 + (Second ? Goods * (Goods + 1) / 2 : 0);

    /// <summary>m.</summary>
    public int Goods => S.Length;
}
