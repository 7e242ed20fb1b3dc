using AgentMarkets.Auctions.Strategies;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>What a bidder bids at some types: one bid a type, or each of a grid with a probability.</summary>
/// <param name="Bids">[T, A] row by row, or the grid's [m, 1].</param>
/// <param name="Weights">[T, m] row by row where the strategy is mixed; else nothing.</param>
internal sealed record OwnBids(double[] Bids, double[]? Weights)
{
    /// <summary>Those of one of T types.</summary>
    public OwnBids Only(int t, int types)
    {
        if (Weights is null)
        {
            int numbers = Bids.Length / types;
            return new OwnBids(Bids[(t * numbers)..((t + 1) * numbers)], null);
        }
        return this with { Weights = Weights[(t * Bids.Length)..((t + 1) * Bids.Length)] };
    }

    public static OwnBids Of(IBidFunction function, int row, MeasuredTypes types, int numbers)
    {
        if (function is not ITableBids table)
        {
            var bids = new double[types.Count * numbers];
            function.Evaluate(row, types.Types, bids);
            return new OwnBids(bids, null);
        }
        int m = table.Bids.Length;
        var weights = new double[types.Count * m];
        for (int t = 0; t < types.Count; t++)
        {
            table.Probabilities(row, types.Types[t]).CopyTo(weights.AsSpan(t * m));
        }
        return new OwnBids(table.Bids, weights);
    }
}
