using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>Bid functions whose numbers are put in descending order, for rules that want them so: bids for a first,
/// second, ... unit.</summary>
/// <remarks>Sorting moves numbers and changes none, so a slope in a sorted bid is one in the number that came
/// there.</remarks>
internal sealed class DescendingBids(IBidFunction inner, int numbers) : IBidFunction
{
    public Tensor Parameters => inner.Parameters;

    /// <summary>The bid functions of a game as its rule wants them.</summary>
    public static IBidFunction Of(BayesianGame game, IBidFunction functions) =>
        game.Mechanism.BidsDescend ? new DescendingBids(functions, game.Shape.Bids) : functions;

    /// <summary>Bids put in order, where the rule wants it.</summary>
    public static Tensor Sorted(BayesianGame game, Tensor bids) =>
        game.Mechanism.BidsDescend ? bids.sort(-1, descending: true).Values : bids;

    public void Bid(Tensor parameters, Tensor types, Tensor bids, RowCounts rows)
    {
        inner.Bid(parameters, types, bids, rows);
        using var scope = NewDisposeScope();
        bids.copy_(bids.sort(-1, descending: true).Values);
    }

    public void Gradient(Tensor types, Tensor slope, RowCounts rows, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var bids = zeros_like(slope);
        inner.Bid(inner.Parameters, types, bids, rows);
        // The order that Bid made: the same sort of the same numbers.
        inner.Gradient(types, zeros_like(slope).scatter(-1, bids.argsort(-1, descending: true), slope), rows, gradient);
    }

    public void Restrain() => inner.Restrain();

    public void Evaluate(int row, ReadOnlySpan<double> types, Span<double> bids)
    {
        inner.Evaluate(row, types, bids);
        for (int k = 0; k < bids.Length; k += numbers)
        {
            bids.Slice(k, numbers).Sort(static (a, b) => b.CompareTo(a));
        }
    }

    public bool Multipliers(Span<double> to) => inner.Multipliers(to);

    public void Dispose() => inner.Dispose();
}
