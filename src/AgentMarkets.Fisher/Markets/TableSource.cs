using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Markets;

/// <summary>The buyers of a table, unpacked into columns: for tables that are not sparse.</summary>
internal sealed class TableSource(MarketTable table, double[] logValues) : IBuyerSource<double>
{
    public int Goods => table.GoodNames.Count;

    public int ContextDimension => 0;

    public bool AreIndependent => false;

    public void Fill(long first, int rows, int stride, Span<double> logValuations, Span<double> budgets)
    {
        for (int j = 0; j < Goods; j++)
        {
            logValuations.Slice(j * stride, rows).Fill(double.NegativeInfinity);
        }
        for (int i = 0; i < rows; i++)
        {
            for (int e = table.Starts[first + i]; e < table.Starts[first + i + 1]; e++)
            {
                logValuations[table.Goods[e] * stride + i] = logValues[e];
            }
        }
        FillBudgets(first, rows, budgets);
    }

    public void FillBudgets(long first, int rows, Span<double> budgets) =>
        table.Budgets.AsSpan((int)first, rows).CopyTo(budgets);

    public void FillContexts(long first, int rows, Span<float> contexts)
    {
    }
}
