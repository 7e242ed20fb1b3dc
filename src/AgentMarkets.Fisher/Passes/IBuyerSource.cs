namespace AgentMarkets.Fisher.Passes;

/// <summary>Makes buyers whenever asked, always the same: from named streams, or from memory.</summary>
/// <typeparam name="T">float or double: what log valuations are kept in. They are the market's own numbers, not
/// an approximation of others: a wider pass widens them.</typeparam>
public interface IBuyerSource<T>
    where T : unmanaged
{
    /// <summary>m.</summary>
    int Goods { get; }

    /// <summary>Entries of b_i, 0 where buyers have no contexts.</summary>
    int ContextDimension { get; }

    /// <summary>Whether buyers are independent draws, so that any stretch of them is as good a sample as
    /// another.</summary>
    bool AreIndependent { get; }

    /// <summary>L_ij and B_i of consecutive buyers.</summary>
    /// <param name="first">Number of the first buyer within the market; any.</param>
    /// <param name="stride">Numbers from one column to the next, at least <paramref name="rows"/>.</param>
    /// <param name="logValuations">[m, stride], columns; minus infinity outside the support. Only rows that there are
    /// are written.</param>
    /// <param name="budgets">[rows].</param>
    void Fill(long first, int rows, int stride, Span<T> logValuations, Span<double> budgets);

    /// <summary>B_i alone, [rows].</summary>
    void FillBudgets(long first, int rows, Span<double> budgets);

    /// <summary>b_i, [rows, d] by rows.</summary>
    void FillContexts(long first, int rows, Span<float> contexts);
}
