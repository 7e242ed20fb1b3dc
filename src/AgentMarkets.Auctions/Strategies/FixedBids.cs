using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Strategies;

/// <summary>Bid functions without parameters: 64-bit bids, narrowed where 32-bit ones are wanted.</summary>
internal abstract class FixedBids(Opening opening) : IBidFunction
{
    private readonly Tensor _none = zeros(opening.Rows, 1, dtype: float32).DetachFromDisposeScope();

    protected Opening Opening { get; } = opening;

    /// <summary>One number a row that means nothing.</summary>
    public Tensor Parameters => _none;

    public void Bid(Tensor parameters, Tensor types, Tensor bids, RowCounts rows)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var wide = types.cpu().to(float64).contiguous();
        var found = empty(bids.shape, dtype: float64);
        int each = (int)(wide.NumberOfElements / wide.shape[0]), wanted = (int)(found.NumberOfElements / wide.shape[0]);
        for (int row = 0; row < wide.shape[0]; row++)
        {
            Evaluate(row, wide.AsSpan<double>().Slice(row * each, each),
                found.AsSpan<double>().Slice(row * wanted, wanted));
        }
        bids.copy_(found);
    }

    public void Gradient(Tensor types, Tensor slope, RowCounts rows, Tensor gradient) => gradient.zero_();

    public abstract void Evaluate(int row, ReadOnlySpan<double> types, Span<double> bids);

    public abstract double[,]? Knots(int row);

    public void Dispose() => _none.Dispose();
}
