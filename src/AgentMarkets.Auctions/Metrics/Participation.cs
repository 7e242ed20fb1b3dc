using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Strategies;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>The type from which on a bidder takes part where there is a reserve price or an entry fee.</summary>
/// <remarks>
/// What it pays and wins jumps there, which a quadrature over all types would miss by a part of a step: rho F(rho) dF
/// for a second price. The types on both sides are measured apart.
/// </remarks>
internal static class Participation
{
    /// <summary>Two neighbouring numbers, of which the first as a type stays out, and the second takes part.</summary>
    /// <param name="types">From the lowest to the highest.</param>
    /// <returns>Nothing where all take part or none does, where no rule keeps a bid out, and where types are not
    /// measured by quadrature: they have several numbers, are correlated, or have probabilities of their own.</returns>
    public static (double Out, double In)? Threshold(BayesianGame game, Bidder bidder, IBidFunction bids, int row,
        double[] types)
    {
        var options = game.Mechanism is OneItem item ? item.Options : (game.Mechanism as MultiUnit)?.Options;
        if (options is null or { Reserve: 0, EntryFee: 0 } || game.Shape is not { Types: 1, Bids: 1 }
            || bids is ITableBids || !game.Nature.IsIndependent || !game.Nature.IsContinuous(bidder))
        {
            return null;
        }
        var all = new double[types.Length];
        bids.Evaluate(row, types, all);
        int first = Array.FindIndex(all, options.CanWin);
        if (first <= 0)
        {
            return null;
        }
        var (low, high) = (types[first - 1], types[first]);
        Span<double> bid = stackalloc double[1];
        for (double middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2)
        {
            bids.Evaluate(row, [middle], bid);
            (low, high) = options.CanWin(bid[0]) ? (low, middle) : (middle, high);
        }
        return (low, high);
    }
}
